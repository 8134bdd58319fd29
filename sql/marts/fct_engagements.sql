-- Grain: one row per engagement of the touched cases. Region, industry and size as they were when it started, unless the source gives its own.

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, case when is_ambiguous then 'referral-ambiguous' else 'referral-unknown' end, referral_number
from current_engagements c
where referral_number is not null and not exists (select from referral_base b where b.case_id = c.case_id);

create temp table new_fct_engagements on commit drop as
with joined as (
    select c.dataset_key, k.engagement_id, c.case_id, c.owner_code, c.engagement_number, coalesce(b.referral_id, -2) as referral_id,
           v.company_id, v.company_key,
           coalesce(b.referrer_key, -2) as referrer_key, coalesce(b.channel_key, -2) as channel_key,
           case when c.region_code is not null then coalesce(region.region_key, -1) else v.region_key end as region_key,
           case when c.industry_code is not null then coalesce(industry.industry_key, -1) else v.industry_key end as industry_key,
           coalesce(b.technology_field_key, -2) as technology_field_key, coalesce(b.agreement_key, -2) as agreement_key,
           coalesce(unit.unit_key, -1) as unit_key, v.company_size,
           coalesce(type.engagement_type_key, -1) as engagement_type_key,
           case when c.research_stage is not null then coalesce(stage.research_stage_key, -1) when c.engagement_type in ('joint-research', 'commissioned-research') then -1 else -2 end as research_stage_key,
           coalesce(c.state, 'unknown') as state, coalesce(c.date_precision, 'day') as date_precision,
           staging.date_key(c.started_date) as started_date_key, staging.date_key(c.ended_date) as ended_date_key,
           case when coalesce(c.date_precision, 'day') = 'day' then c.ended_date - c.started_date end as duration_days,
           c.started_date - b.referred_date as days_from_referral, c.contract_amount, c.company_share_amount,
           nullif(jsonb_strip_nulls(jsonb_build_object('referral', b.place,
                  'region', nullif(case when c.region_code is not null then c.place when v.region_key = b.region_key then b.region_place else v.region_place end, coalesce(b.place, c.place)),
                  'industry', nullif(case when c.industry_code is not null then c.place when v.industry_key = b.industry_key then b.industry_place else v.industry_place end, coalesce(b.place, c.place)),
                  'company_size', nullif(case when v.company_size = b.company_size then b.size_place else v.size_place end, coalesce(b.place, c.place)))), '{}') as origins,
           c.batch_id, c.sheet, c.line
    from current_engagements c
    join mart.key_engagement k on k.dataset_key = c.dataset_key and k.owner_code = c.owner_code and k.number = c.engagement_number
    left join referral_base b on b.case_id = c.case_id
    join versions_in_force v on v.case_id = c.case_id and c.started_date between v.from_date and v.valid_to
    left join mart.dim_region region on region.is_current and region.region_code = c.region_code
    left join mart.dim_industry industry on industry.is_current and industry.revision = c.industry_revision and industry.industry_code = c.industry_code
    left join institute_units named on named.fact = 'engagement' and named.batch_id = c.batch_id and named.ordinal = c.ordinal
    left join mart.dim_unit unit on unit.dataset_key = c.dataset_key and unit.institute_code = named.institute_code and unit.unit_code = named.unit_code
    left join mart.dim_engagement_type type on type.engagement_type_code = c.engagement_type
    left join mart.dim_research_stage stage on stage.research_stage_code = c.research_stage
    where c.referral_number is null or b.case_id is not null
)
select * from joined;
create index on new_fct_engagements (case_id);
analyze new_fct_engagements (case_id, engagement_id, dataset_key, batch_id, line);

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, 'engagement-before-referral', (select full_date::text from mart.dim_date d where d.date_key = started_date_key)
from new_fct_engagements where days_from_referral < 0
union all
select dataset_key, case_id, batch_id, sheet, line, 'subsidy-not-positive', contract_amount::text
from new_fct_engagements join mart.dim_engagement_type t using (engagement_type_key) where t.engagement_type_code = 'subsidy' and contract_amount <= 0;
