-- Grain: one row per referral of the touched cases: an accumulating snapshot; a milestone is its first date, never made up.
-- An engagement that started before its referral is none of its milestones (of a year alone nobody knows whether it did); it stays among the engagements.
-- An outcome dated before the first engagement is not attributable: it stays among the outcomes and is no milestone.
-- The sums of three years need days, and blank amounts are unknown: nothing known is null, never 0.

create temp table new_fct_referrals on commit drop as
with engaged as (
    select e.case_id, min(d.full_date) as first_engagement,
           min(d.full_date) filter (where t.engagement_type_code in ('joint-research', 'commissioned-research')) as first_research,
           sum(e.contract_amount) filter (where t.engagement_type_code <> 'subsidy' and e.days_from_referral <= 1096 and e.date_precision = 'day')::bigint as contract_amount_3y
    from new_fct_engagements e join mart.dim_engagement_type t using (engagement_type_key) join mart.dim_date d on d.date_key = e.started_date_key
    where t.engagement_type_code <> 'information' and e.state <> 'preparing'
      and (e.days_from_referral >= 0 or e.date_precision = 'year' and e.days_from_referral > -366)
    group by e.case_id
), achieved as (
    select o.case_id, min(d.full_date) filter (where t.outcome_type_code = 'prototype') as prototype,
           min(d.full_date) filter (where t.outcome_type_code = 'product') as product,
           min(d.full_date) filter (where t.outcome_type_code = 'added-sales' and o.amount > 0) as first_sales,
           min(d.full_date) filter (where t.outcome_type_code = 'advanced') as development,
           sum(o.amount) filter (where o.verification = 'verified' and t.outcome_type_code = 'added-sales' and o.days_from_referral <= 1096 and o.date_precision = 'day')::bigint as added_sales_verified_3y,
           sum(o.amount) filter (where o.verification = 'self-reported' and t.outcome_type_code = 'added-sales' and o.days_from_referral <= 1096 and o.date_precision = 'day')::bigint as added_sales_self_reported_3y
    from new_fct_outcomes o join mart.dim_outcome_type t using (outcome_type_key) join mart.dim_date d on d.date_key = o.occurred_date_key
    where o.is_attributable group by o.case_id
), joined as (
    select b.dataset_key, b.referral_id, b.case_id, b.owner_code, b.referral_number, b.company_id, b.company_key, b.is_company_matched,
           b.referrer_key, b.channel_key, b.region_key, b.industry_key, b.technology_field_key, b.agreement_key, b.unit_key, b.meeting_key, b.company_size, b.state, b.date_precision,
           staging.date_key(b.referred_date) as referred_date_key,
           staging.date_key(e.first_engagement) as first_engagement_date_key, staging.date_key(e.first_research) as first_research_date_key,
           staging.date_key(a.prototype) as prototype_date_key, staging.date_key(a.product) as product_date_key, staging.date_key(a.first_sales) as first_sales_date_key,
           case when not b.is_closed then -3 when b.closed_date is null then -1 else staging.date_key(b.closed_date) end as closed_date_key,
           e.first_engagement - b.referred_date as days_to_engagement, e.first_research - b.referred_date as days_to_research,
           a.prototype - b.referred_date as days_to_prototype, a.product - b.referred_date as days_to_product,
           a.first_sales - b.referred_date as days_to_sales, b.closed_date - b.referred_date as days_to_closed,
           staging.date_key(a.development) as development_date_key, extract(year from age(a.development, b.referred_date))::integer as years_to_development,
           case b.date_precision when 'day' then e.contract_amount_3y end as contract_amount_3y,
           case b.date_precision when 'day' then a.added_sales_verified_3y end as added_sales_verified_3y,
           case b.date_precision when 'day' then a.added_sales_self_reported_3y end as added_sales_self_reported_3y,
           case when a.product is not null or a.first_sales is not null then 'product' when a.prototype is not null then 'prototype'
                when e.first_research is not null then 'research' when e.first_engagement is not null then 'engagement' else 'referral' end as furthest_stage,
           nullif(jsonb_strip_nulls(jsonb_build_object('company', b.company_place, 'region', nullif(b.region_place, b.place), 'industry', nullif(b.industry_place, b.place),
                  'company_size', nullif(b.size_place, b.place), 'technology_field', nullif(b.field_place, b.place))), '{}') as origins,
           b.batch_id, b.sheet, b.line
    from referral_base b left join engaged e on e.case_id = b.case_id left join achieved a on a.case_id = b.case_id
)
select * from joined;
analyze new_fct_referrals (case_id, referral_id, dataset_key, batch_id, line);
