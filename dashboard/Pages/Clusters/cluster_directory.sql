-- Grain: one row per current cluster that the dataset's referrals belong to, with the period that the dataset states for it.
select c.cluster_code, c.name_ja, c.name_en, c.programme_ja, c.programme_en, c.sponsor_ja, c.sponsor_en, c.theme_ja, c.theme_en, r.name_ja as home_ja, coalesce(r.name_en, r.name_ja) as home_en,
       v.valid_from, nullif(v.valid_to, 'infinity') as valid_to
from mart.dim_cluster c
left join mart.dim_region r on r.is_current and r.region_code = c.home_region_code
left join lateral (
    select min(v.valid_from) as valid_from, max(coalesce(v.valid_to, 'infinity'::date)) as valid_to
    from mart.cluster_validity v join mart.dim_dataset d using (dataset_key) where v.cluster_key = c.cluster_key and v.is_current and d.dataset_code = @dataset
) v on true
where c.is_current and c.cluster_code = any(@clusters)
order by c.cluster_key;
