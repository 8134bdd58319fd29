-- Days on which agreements of the dataset were signed or extended, and how many that day.
select coalesce(a.signed_date, a.valid_from) as signed_on, a.extends_number is not null as is_extension, count(*)::int as agreements
from mart.dim_agreement a
join mart.dim_dataset d using (dataset_key)
where d.dataset_code = @dataset and a.is_current and coalesce(a.signed_date, a.valid_from) is not null
group by 1, 2
order by 1, 2
