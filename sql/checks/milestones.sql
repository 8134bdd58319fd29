-- A referral's first engagement must be the earliest of its engagements that count: none that started before it.
-- Told side by side and grouped once, since a join of two large facts would trust the planner's guess of how many cases there are.
select 'fct_referrals' as fact, max(dataset_key) as dataset_key, max(referral_id) as id
from (
    select dataset_key, case_id, referral_id, first_engagement_date_key as told, null::integer as started from fct_referrals where published_to = 2147483647
    union all
    select e.dataset_key, e.case_id, null, null, e.started_date_key
    from fct_engagements e join mart.dim_engagement_type t using (engagement_type_key)
    where e.published_to = 2147483647 and e.state <> 'preparing' and t.engagement_type_code <> 'information'
      and (e.days_from_referral >= 0 or e.date_precision = 'year' and e.days_from_referral > -366)
) said
group by case_id
having max(told) <> coalesce(min(started), -3)
