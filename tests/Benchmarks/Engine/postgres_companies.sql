select count(*) from (
    select f.company_id
    from mart.fct_engagements f
    join mart.dim_region region on region.region_key = f.region_key
    where f.dataset_key = {key} and f.published_to = 2147483647 and f.started_date_key between 1 and 20130331{where}
      and f.engagement_type_key <> (select engagement_type_key from mart.dim_engagement_type where engagement_type_code = 'information') and f.state <> 'preparing'
    group by f.company_id
) companies
