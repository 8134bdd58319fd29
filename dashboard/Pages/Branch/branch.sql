-- What became of each referral of a branch, as one publication shows it; nothing that happened after @through. Technical needs are confidential and not here.
with chosen as materialized (
    select f.*
    from mart.fct_referrals f
    join mart.dim_dataset d on d.dataset_key = f.dataset_key and d.dataset_code = @dataset
    join mart.dim_referrer r on r.referrer_key = f.referrer_key and r.branch_code = @branch
    where f.published_from <= @publication and f.published_to > @publication and f.referred_date_key between greatest(1, @from) and least(@through, @to)
), engaged as (
    select c.referral_id, json_agg(json_build_object('ja', t.label_ja, 'en', t.label_en, 'day', s.full_date, 'state', e.state,
               'counts', t.engagement_type_code not in ('information', 'subsidy') and e.state <> 'preparing') order by e.started_date_key, e.engagement_id) as engagements
    from chosen c
    join mart.fct_engagements e on e.dataset_key = c.dataset_key and e.referral_id = c.referral_id
    join mart.dim_engagement_type t on t.engagement_type_key = e.engagement_type_key
    join mart.dim_date s on s.date_key = e.started_date_key
    where e.published_from <= @publication and e.published_to > @publication and e.started_date_key between 1 and @through
    group by c.referral_id
), achieved as (
    select c.referral_id, json_agg(json_build_object('ja', t.label_ja, 'en', t.label_en, 'day', s.full_date, 'quantity', case when t.value_kind = 'count' then o.quantity end,
               'verified', o.verification = 'verified', 'counts', t.is_counted_outcome) order by o.occurred_date_key, o.outcome_id) as outcomes
    from chosen c
    join mart.fct_outcomes o on o.dataset_key = c.dataset_key and o.referral_id = c.referral_id
    join mart.dim_outcome_type t on t.outcome_type_key = o.outcome_type_key
    join mart.dim_date s on s.date_key = o.occurred_date_key
    where o.published_from <= @publication and o.published_to > @publication and o.occurred_date_key between 1 and @through
    group by c.referral_id
)
select f.owner_code, f.referral_number, referred.full_date, f.date_precision, c.company_name, f.state,
       f.closed_date_key <> -3 and f.closed_date_key <= @through as is_closed, closed.full_date as closed_date, first.full_date as first_engagement_date,
       case when f.product_date_key between 1 and @through or f.first_sales_date_key between 1 and @through then 'product'
            when f.prototype_date_key between 1 and @through then 'prototype'
            when f.first_research_date_key between 1 and @through then 'research'
            when f.first_engagement_date_key between 1 and @through then 'engagement' else 'referral' end as furthest_stage,
       b.file_name, f.sheet, f.line, coalesce(engaged.engagements, '[]')::text, coalesce(achieved.outcomes, '[]')::text
from chosen f
join mart.dim_date referred on referred.date_key = f.referred_date_key
join mart.dim_company c on c.company_key = f.company_key
join audit.batches b on b.batch_id = f.batch_id
left join mart.dim_date closed on closed.date_key = f.closed_date_key and f.closed_date_key between 1 and @through
left join mart.dim_date first on first.date_key = f.first_engagement_date_key and f.first_engagement_date_key between 1 and @through
left join engaged on engaged.referral_id = f.referral_id
left join achieved on achieved.referral_id = f.referral_id
order by f.referred_date_key desc, f.owner_code, f.referral_number
