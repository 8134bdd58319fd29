-- Every visual that shares its conditions, in one scan. The mask says which columns a row is not grouped by.
select {mask},
       count(*) filter (where is_engagement), sum(f.contract_amount)
from (select *, engagement_type_key <> (select engagement_type_key from mart.dim_engagement_type where engagement_type_code = 'information') and state <> 'preparing' as is_engagement
      from mart.fct_engagements where dataset_key = {key} and published_to = 2147483647 and started_date_key between 1 and 20130331) f
join mart.dim_region region on region.region_key = f.region_key
join mart.dim_industry industry on industry.industry_key = f.industry_key
where true{where}
group by grouping sets ({sets})
