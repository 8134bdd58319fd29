-- A referral counts whole in each of its clusters; without any, in the row without one.
select brg.cluster_key,
       count(*) filter (where f.engagement_type_key <> (select engagement_type_key from mart.dim_engagement_type where engagement_type_code = 'information') and f.state <> 'preparing'), sum(f.contract_amount)
from mart.fct_engagements f
join mart.dim_region region on region.region_key = f.region_key
left join mart.brg_referral_cluster brg on brg.dataset_key = {key} and brg.published_to = 2147483647 and brg.referral_id = f.referral_id
where f.dataset_key = {key} and f.published_to = 2147483647 and f.started_date_key between 1 and 20130331{where}
group by 1
