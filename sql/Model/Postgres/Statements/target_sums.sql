-- Grain: one row per target (the whole) whose nearest targets within it (its parts) add up to a different figure;
-- and one row per cluster whose target exceeds that of all clusters. Cluster targets are never summed, because clusters overlap.
-- region and cluster '' = all. is_complete: no place of the whole lies outside its parts; if the whole is all regions, no place of the prefectures
-- and
-- areas that contain its parts does (the reader must then check whether the dataset has rows elsewhere).
with targets as materialized (
    select f.target_id, f.measure, f.fiscal_year::int, f.target_value,
           case when f.region_key = -2 then '' else region.region_code end as region, region.name_ja as region_ja, coalesce(region.name_en, region.name_ja) as region_en,
           case when f.cluster_key = -2 then '' else cluster.cluster_code end as cluster, cluster.name_ja as cluster_ja, cluster.name_en as cluster_en,
           region.level, region.municipality_code, region.subregion_code, region.prefecture_code, region.area_code
    from mart.fct_targets f
    join mart.dim_region region on region.region_key = f.region_key
    join mart.dim_cluster cluster on cluster.cluster_key = f.cluster_key
    where f.dataset_key = @dataset
      and {version}
),
parts as (
    select distinct on (part.target_id) whole.target_id as whole_id, part.*
    from targets part
    cross join unnest(array[part.municipality_code, part.subregion_code, part.prefecture_code, part.area_code, '']) with ordinality as around (region, distance)
    join targets whole using (measure, fiscal_year, cluster)
    where part.level in ('ward', 'municipality', 'subregion', 'prefecture', 'area') and whole.region = around.region and whole.region <> part.region
    order by part.target_id, around.distance
),
sums as (
    select whole_id, sum(target_value)::bigint as sum_of_parts, array_agg(region order by region) as regions,
           array_agg(distinct prefecture_code) filter (where level <> 'area') as prefectures, array_agg(area_code) filter (where level = 'area') as areas
    from parts group by whole_id
),
places as (
    select r.municipality_code, r.subregion_code, r.prefecture_code, r.area_code, r.valid_from, r.valid_to
    from mart.dim_region r
    where r.is_current and (r.level = 'municipality'
                            or r.level = 'prefecture' and not exists (select from mart.dim_region m where m.is_current and m.level = 'municipality' and m.prefecture_code = r.prefecture_code))
)
select whole.measure, whole.fiscal_year, whole.region, whole.region_ja, whole.region_en, whole.cluster, whole.cluster_ja, whole.cluster_en, false as is_of_cluster,
       sums.sum_of_parts, whole.target_value,
       sums.sum_of_parts > whole.target_value or not exists (
           select from places p
           where (whole.region in (p.municipality_code, p.subregion_code, p.prefecture_code, p.area_code)
                  or whole.region = '' and (p.prefecture_code = any(sums.prefectures) or p.area_code = any(sums.areas)))
             and coalesce(p.valid_from < make_date(whole.fiscal_year + 1, @start_month, 1), true) and coalesce(p.valid_to >= make_date(whole.fiscal_year, @start_month, 1), true)
             and not sums.regions && array[p.municipality_code, p.subregion_code, p.prefecture_code, p.area_code]) as is_complete,
       sums.regions, coalesce(sums.prefectures, '{}') as prefectures, coalesce(sums.areas, '{}') as areas
from sums join targets whole on whole.target_id = sums.whole_id
where sums.sum_of_parts <> whole.target_value
union all
select whole.measure, whole.fiscal_year, whole.region, whole.region_ja, whole.region_en, part.cluster, part.cluster_ja, part.cluster_en, true,
       part.target_value, whole.target_value, true, '{}', '{}', '{}'
from targets whole join targets part using (measure, fiscal_year, region)
where whole.cluster = '' and part.cluster <> '' and part.target_value > whole.target_value
order by 1, 2, 3, 6, 9
