-- Grain: one row per outcome of the touched cases; one of a source without referrals is a case of its own. Dated before its referral: rejected; before the first engagement: kept, not attributable.

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, case when is_ambiguous then 'referral-ambiguous' else 'referral-unknown' end, referral_number
from current_outcomes c
where referral_number is not null and not exists (select from referral_base b where b.case_id = c.case_id)
union all
select c.dataset_key, c.case_id, c.batch_id, c.sheet, c.line, 'outcome-before-referral', c.outcome_date::text
from current_outcomes c join referral_base b on b.case_id = c.case_id where c.outcome_date < b.referred_date
union all
select c.dataset_key, c.case_id, c.batch_id, c.sheet, c.line, 'engagement-unknown', c.engagement_number
from current_outcomes c join referral_base b on b.case_id = c.case_id
where c.engagement_number is not null and c.outcome_date >= b.referred_date
  and not exists (select from new_fct_engagements e where e.case_id = c.case_id and e.engagement_number = c.engagement_number);

create temp table new_fct_outcomes on commit drop as
with first_engagements as (
    select case_id, min(started_date_key) as started_date_key
    from new_fct_engagements e join mart.dim_engagement_type t using (engagement_type_key)
    where t.engagement_type_code <> 'information' and e.state <> 'preparing' group by case_id
), joined as (
    select c.dataset_key, k.outcome_id, c.case_id, c.owner_code, c.outcome_number, coalesce(b.referral_id, -2) as referral_id,
           case when c.engagement_number is null then -2 else coalesce(e.engagement_id, -1) end as engagement_id,
           v.company_id, v.company_key, coalesce(b.referrer_key, -2) as referrer_key, coalesce(b.channel_key, -2) as channel_key,
           case when c.region_code is not null then coalesce(region.region_key, -1) else v.region_key end as region_key,
           case when c.industry_code is not null then coalesce(industry.industry_key, -1) else v.industry_key end as industry_key, coalesce(b.technology_field_key, -2) as technology_field_key, coalesce(b.agreement_key, -2) as agreement_key,
           coalesce(e.unit_key, b.unit_key, -1) as unit_key, v.company_size,
           coalesce(type.outcome_type_key, -1) as outcome_type_key, coalesce(c.date_precision, 'day') as date_precision,
           staging.date_key(c.outcome_date) as occurred_date_key, c.outcome_date - b.referred_date as days_from_referral,
           coalesce(c.quantity, 1) as quantity, c.amount, coalesce(c.verification, 'self-reported') as verification,
           coalesce(staging.date_key(c.outcome_date) >= f.started_date_key, false) as is_attributable,
           coalesce(c.model_case, false) as is_model_case,
           coalesce(c.model_case, false) and row_number() over (partition by c.case_id, coalesce(c.model_case, false) order by c.outcome_date, c.outcome_number, c.owner_code) = 1 as is_first_model_case,
           nullif(jsonb_strip_nulls(jsonb_build_object('referral', b.place,
                  'region', nullif(case when c.region_code is not null then c.place when v.region_key = b.region_key then b.region_place else v.region_place end, coalesce(b.place, c.place)),
                  'industry', nullif(case when c.industry_code is not null then c.place when v.industry_key = b.industry_key then b.industry_place else v.industry_place end, coalesce(b.place, c.place)),
                  'company_size', nullif(case when v.company_size = b.company_size then b.size_place else v.size_place end, coalesce(b.place, c.place)))), '{}') as origins,
           c.batch_id, c.sheet, c.line
    from current_outcomes c
    join mart.key_outcome k on k.dataset_key = c.dataset_key and k.owner_code = c.owner_code and k.number = c.outcome_number
    left join referral_base b on b.case_id = c.case_id
    join versions_in_force v on v.case_id = c.case_id and c.outcome_date between v.from_date and v.valid_to
    left join lateral (select e.engagement_id, e.unit_key from new_fct_engagements e
                       where e.case_id = c.case_id and e.engagement_number = c.engagement_number order by e.owner_code limit 1) e on true
    left join first_engagements f on f.case_id = c.case_id
    left join mart.dim_region region on region.is_current and region.region_code = c.region_code
    left join mart.dim_industry industry on industry.is_current and industry.revision = c.industry_revision and industry.industry_code = c.industry_code
    left join mart.dim_outcome_type type on type.outcome_type_code = c.outcome_type
    where (c.referral_number is null or b.case_id is not null) and (b.case_id is null or c.outcome_date >= b.referred_date)
)
select * from joined;
create index on new_fct_outcomes (case_id);
analyze new_fct_outcomes (case_id, outcome_id, dataset_key, batch_id, line);
