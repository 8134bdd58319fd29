-- A referral's first engagement must be the earliest of its engagements that count: none that started before it.
with engaged as (
    select e.case_id, min(e.started_date_key) as first_key
    from fct_engagements e join mart.dim_engagement_type t using (engagement_type_key)
    where e.published_to = 2147483647 and e.state <> 'preparing' and t.engagement_type_code <> 'information'
      and (e.days_from_referral >= 0 or e.date_precision = 'year' and e.days_from_referral > -366)
    group by e.case_id
)
select 'fct_referrals' as fact, r.dataset_key, r.referral_id as id
from fct_referrals r left join engaged e on e.case_id = r.case_id
where r.published_to = 2147483647 and r.first_engagement_date_key <> coalesce(e.first_key, -3)
