-- Establishment counts by year at the question's grain (empty: no split), and whether each count is complete: the cases of a prefecture must not be
-- divided by the
-- establishments of only some of its towns. A census table has no row for a count of 0, so a year's towns and industries are known if its table has
-- any row for them.
with known as (
    select f.counted_date_key / 10000 as counted_year, {region} as region, {industry} as industry, f.establishments,
           r.country_code, r.region_code, r.level in ('municipality', 'ward') as is_town, i.division_code, i.group_code, i.revision, i.level = 'division' as is_division
    from mart.fct_establishments f
    join mart.dim_region r on r.region_key = f.region_key
    join mart.dim_industry i on i.industry_key = f.industry_key
    where f.dataset_key = @dataset
      and {version}
),
years as (select counted_year, max(revision) as revision from known group by 1),
-- Regions with a town that existed throughout the year but is missing from the table.
regions_in_part as (
    select distinct y.counted_year, {region} as region
    from years y join mart.dim_region r on r.is_current and r.country_code in (select country_code from known) and r.level in ('municipality', 'ward')
    where coalesce(r.valid_from, '-infinity') <= make_date(y.counted_year, @first_month, 1)
      and coalesce(r.valid_to, 'infinity') >= make_date(y.counted_year, @first_month, 1) + interval '1 year - 1 day'
      and not exists (select from mart.dim_region w where w.is_current and w.level = 'ward' and w.parent_code = r.region_code)
      and (y.counted_year, r.region_code) not in (select counted_year, region_code from known where is_town)
      and (y.counted_year, r.municipality_code) not in (select counted_year, region_code from known where is_town)
),
-- Divisions with a major group that is missing from the year's table.
divisions_in_part as (
    select distinct y.counted_year, i.division_code
    from years y join mart.dim_industry i on i.is_current and i.revision = y.revision and i.level = 'major-group'
    where (y.counted_year, i.group_code) not in (select counted_year, group_code from known)
)
select k.counted_year, k.region, k.industry, sum(k.establishments)::bigint,
       -- Either all rows are the region's own, or they cover all of its towns.
       (bool_and(k.region_code = k.region) or (bool_and(k.is_town) and (k.counted_year, k.region) not in (select counted_year, region from regions_in_part)))
       and {whole_industry}
from known k
group by k.counted_year, k.region, k.industry
