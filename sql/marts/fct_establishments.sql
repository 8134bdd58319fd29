-- Grain: one row per region, industry and year of the touched datasets. A row that shares ground with one of a narrower region, or of its own region and a narrower
-- industry (a prefecture beside its municipalities, a division beside its major groups), is a total and left out: no two rows of a year count anything twice.

create temp table resolved_establishments on commit drop as
with resolved as (
    select d.dataset_key, d.dataset_code, s.batch_id, s.ordinal, s.sheet, s.line, s.updated_on, s.counted_year, s.region as written_region, s.industry_code as written_industry,
           s.establishments, s.employees, staging.date_key(make_date(s.counted_year, dataset.fiscal_year_start_month, 1)) as counted_date_key, r.region_key, i.industry_key,
           array[s.counted_year || '-01-01', coalesce(a.region_code, staging.fold_text(s.region)), s.industry_code] as row_key
    from staging.establishments s join touched_datasets d using (dataset_key) join live_batches b on b.batch_id = s.batch_id join mart.dim_dataset dataset on dataset.dataset_key = d.dataset_key
    -- Excel takes the leading zero of 01 and 02201.
    left join mart.region_aliases a on a.alias_folded = case when s.region ~ '^([1-9]|[1-9]\d{3})$' then '0' || s.region else staging.fold_text(s.region) end
    left join mart.dim_region r on r.is_current and r.region_code = a.region_code and r.level <> 'none'
    left join mart.dim_industry i on i.is_current and i.revision = s.industry_revision and i.industry_code = s.industry_code and i.level in ('division', 'major-group')
)
select *, counted_date_key > 0 and region_key is not null and industry_key is not null as is_placed,
       min(establishments) over one_key <> max(establishments) over one_key or min(coalesce(employees, -1)) over one_key <> max(coalesce(employees, -1)) over one_key as is_conflicting,
       -- A later batch brings the key again, accepted or rejected: what that one says counts.
       max(batch_id) over (partition by dataset_key, row_key) > batch_id
       or exists (select from rejected_rows n join staging.feeds f using (source)
                  where f.fact = 'establishments' and n.dataset_code = r.dataset_code and n.row_key = r.row_key and n.batch_id > r.batch_id) as is_replaced
from resolved r
window one_key as (partition by dataset_key, counted_year, region_key, industry_key, batch_id, updated_on);

insert into new_findings
select dataset_key, null::bigint, batch_id, sheet, line, 'establishments-year-outside', counted_year::text from resolved_establishments where counted_date_key < 0 and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'establishments-region-unknown', written_region from resolved_establishments where region_key is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'establishments-industry-unknown', written_industry from resolved_establishments where industry_key is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'establishments-conflict', establishments::text from resolved_establishments where is_placed and is_conflicting and not is_replaced;

create temp table latest_establishments on commit drop as
select distinct on (e.dataset_key, e.counted_date_key, e.region_key, e.industry_key)
       e.dataset_key, e.counted_date_key, e.region_key, e.industry_key, e.establishments, e.employees, e.batch_id, e.sheet, e.line,
       e.written_region, e.written_industry, r.region_code, i.division_code, i.level as industry_level,
       array_remove(array[r.municipality_code, r.subregion_code, r.prefecture_code, r.area_code, r.country_code], r.region_code) as wider_regions
from resolved_establishments e join mart.dim_region r using (region_key) join mart.dim_industry i using (industry_key)
where e.is_placed and not e.is_conflicting
order by e.dataset_key, e.counted_date_key, e.region_key, e.industry_key, e.updated_on desc nulls last, e.batch_id desc, e.ordinal desc;

-- Industries share ground where they are the same, or one is the division of the other.
create temp table total_establishments on commit drop as
select w.dataset_key, w.counted_date_key, w.region_key, w.industry_key
from latest_establishments n cross join unnest(n.wider_regions) wider
join latest_establishments w on w.dataset_key = n.dataset_key and w.counted_date_key = n.counted_date_key and w.region_code = wider and w.division_code = n.division_code
where w.industry_key = n.industry_key or 'division' in (w.industry_level, n.industry_level)
union
select w.dataset_key, w.counted_date_key, w.region_key, w.industry_key
from latest_establishments n
join latest_establishments w on w.dataset_key = n.dataset_key and w.counted_date_key = n.counted_date_key and w.region_key = n.region_key and w.division_code = n.division_code
where w.industry_level = 'division' and n.industry_level <> 'division';

insert into new_findings
select dataset_key, null::bigint, batch_id, sheet, line, 'establishments-total', written_region || ' / ' || written_industry
from latest_establishments join total_establishments using (dataset_key, counted_date_key, region_key, industry_key);

create temp table new_fct_establishments on commit drop as
select dataset_key, counted_date_key, region_key, industry_key, 'year' as date_precision, establishments, employees, batch_id, sheet, line
from latest_establishments l
where not exists (select from total_establishments t where t.dataset_key = l.dataset_key and t.counted_date_key = l.counted_date_key and t.region_key = l.region_key and t.industry_key = l.industry_key);
