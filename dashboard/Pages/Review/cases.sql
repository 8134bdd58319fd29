-- Grain: one row per event of the chosen model cases: the referral, its engagements, its outcomes, as far as the publication knows them by its day.
-- Chosen are cases first flagged in the days @first to @last, those that reached a product first; total says how many there are.
with flagged as (
    select f.case_id, f.referral_id, f.company_key, f.region_key, f.industry_key, f.occurred_date_key, f.batch_id, f.sheet, f.line, f.outcome_number
    from mart.fct_outcomes f
    where f.dataset_key = @dataset_key and f.published_from <= @publication and f.published_to > @publication
      and f.is_first_model_case and f.occurred_date_key between @first and least(@last, @through)
{conditions}
), chosen as (
    select c.*, count(*) over () as total,
           row_number() over (order by (r.product_date_key between 1 and @through) desc nulls last, c.occurred_date_key, c.outcome_number) as place
    from flagged c
    left join mart.fct_referrals r on r.dataset_key = @dataset_key and r.referral_id = c.referral_id and r.published_from <= @publication and r.published_to > @publication
), events as (
    select c.place, 1 as sort, f.referred_date_key as date_key, 'referral' as kind, channel.label_ja, channel.label_en, channel.channel_code <> 'not-applicable' and channel.channel_code <> 'unknown' as is_named,
           null::text as stage_ja, null::text as stage_en, null::bigint as quantity, null::bigint as amount, null::text as type_code, null::text as state, null::text as verification, f.date_precision
    from chosen c join mart.fct_referrals f on f.dataset_key = @dataset_key and f.case_id = c.case_id and f.published_from <= @publication and f.published_to > @publication
    join mart.dim_channel channel using (channel_key)
    where c.place <= @most
    union all
    select c.place, 2, f.started_date_key, 'engagement', t.label_ja, t.label_en, true, stage.label_ja, stage.label_en, null, null, t.engagement_type_code, f.state, null, f.date_precision
    from chosen c join mart.fct_engagements f on f.dataset_key = @dataset_key and f.case_id = c.case_id and f.published_from <= @publication and f.published_to > @publication
    join mart.dim_engagement_type t using (engagement_type_key)
    left join mart.dim_research_stage stage on stage.research_stage_key = f.research_stage_key and stage.research_stage_key > 0
    where c.place <= @most and f.state <> 'preparing'
    union all
    select c.place, 3, f.occurred_date_key, 'outcome', t.label_ja, t.label_en, true, null, null, f.quantity, f.amount, t.outcome_type_code, null, f.verification, f.date_precision
    from chosen c join mart.fct_outcomes f on f.dataset_key = @dataset_key and f.case_id = c.case_id and f.published_from <= @publication and f.published_to > @publication
    join mart.dim_outcome_type t using (outcome_type_key)
    where c.place <= @most
)
select c.place::int, c.total::int, company.company_name, region.municipality_ja, region.municipality_en, region.region_key > 0 as has_region, industry.group_short_ja, industry.group_short_en, industry.industry_key > 0 as has_industry,
       b.file_name, c.sheet, c.line, e.date_key, e.kind, e.label_ja, e.label_en, e.is_named, e.stage_ja, e.stage_en, e.quantity, e.amount, e.type_code, e.state, e.verification, e.date_precision
from chosen c
join mart.dim_company company using (company_key)
join mart.dim_region region on region.region_key = c.region_key
join mart.dim_industry industry on industry.industry_key = c.industry_key
join audit.batches b on b.batch_id = c.batch_id
join events e using (place)
where e.date_key between 1 and @through
order by c.place, e.date_key, e.sort, e.label_ja
