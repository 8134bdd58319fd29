-- Grain: one row per referral, engagement, outcome, company at a meeting, survey form, statistic or target that differs between the publications @old and @new and bears on the days @first to @last,
-- the first few of each group; a group is what one file brought of one fact in one way for one branch.
with versions as (
    select 'referrals' as fact, f.referral_id as id, f.referral_number as number, f.referrer_key, f.referred_date_key as date_key, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           f.company_key, f.region_key, f.industry_key, f.channel_key, -2 as cluster_key, null::int as type_key, f.state, null::bigint as quantity, null::bigint as amount, null::text as verification, null::boolean as flag, null::text as answer, null::text as others,
           {referrals} as is_asked
    from mart.fct_referrals f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
    union all
    select 'engagements', f.engagement_id, f.engagement_number, f.referrer_key, f.started_date_key, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           f.company_key, f.region_key, f.industry_key, f.channel_key, -2, f.engagement_type_key, f.state, null, f.contract_amount, null, null, null, null, {engagements}
    from mart.fct_engagements f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
    union all
    select 'outcomes', f.outcome_id, f.outcome_number, f.referrer_key, f.occurred_date_key, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           f.company_key, f.region_key, f.industry_key, f.channel_key, -2, f.outcome_type_key, null, f.quantity, f.amount, f.verification, f.is_model_case, null, null, {outcomes}
    from mart.fct_outcomes f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
    union all
    select 'meeting_attendance', f.attendance_id, f.meeting_number, -2, f.held_date_key, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           f.company_id, f.region_key, -2, -2, -2, null, null, f.participants, null, null, null, null, concat_ws('/', f.company_name, f.consultations), {meeting_attendance}
    from mart.fct_meeting_attendance f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
    union all
    select 'survey_responses', f.survey_response_id, f.referral_number, f.referrer_key, f.survey_date_key, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           f.company_key, f.region_key, f.industry_key, f.channel_key, -2, null, null, null, null, null, null, f.answer, concat_ws('/', f.sent_date_key, f.returned_date_key), {survey_responses}
    from mart.fct_survey_responses f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
    union all
    select 'statistics', f.statistic_id, f.indicator, -2, f.period_date_key, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           -2, f.region_key, f.industry_key, -2, -2, null, null, f.quantity, f.amount, null, null, null, f.period_end_date_key::text, {statistics}
    from mart.fct_statistics f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
    union all
    select 'targets', f.target_id, f.measure, -2, f.fiscal_year * 10000 + @start_month * 100 + 1, f.published_from, f.published_to, f.batch_id, f.sheet, f.line,
           -2, f.region_key, -2, -2, f.cluster_key, null, null, f.target_value, null, null, null, null, null, {targets}
    from mart.fct_targets f
    where f.dataset_key = @dataset_key and (f.published_from between @old + 1 and @new or f.published_to between @old + 1 and @new)
), former as (
    select * from versions where published_from <= @old
), later as (
    select * from versions where published_to > @new
), pairs as (
    select coalesce(l.fact, f.fact) as fact, coalesce(l.number, f.number) as number, coalesce(l.referrer_key, f.referrer_key) as referrer_key,
           coalesce(l.batch_id, f.batch_id) as batch_id, case when l.id is null then f.sheet else l.sheet end as sheet, coalesce(l.line, f.line) as line, coalesce(l.cluster_key, f.cluster_key) as cluster_key,
           case when l.id is null then case when b.withdrawn_in between @old + 1 and @new then 'withdrawn' else 'gone' end
                when f.id is null then case when b.published_in <= @old then 'waited' when l.date_key <= @old_through and l.fact not in ('targets', 'survey_responses', 'statistics') then 'late' else 'new' end
                when (f.date_key, f.company_key, f.region_key, f.industry_key, f.channel_key, f.type_key, f.state, f.quantity, f.amount, f.verification, f.flag, f.answer, f.others)
                     is not distinct from (l.date_key, l.company_key, l.region_key, l.industry_key, l.channel_key, l.type_key, l.state, l.quantity, l.amount, l.verification, l.flag, l.answer, l.others) then 'recomputed'
                else 'revised' end as kind,
           f.date_key as old_date_key, f.region_key as old_region_key, f.type_key as old_type_key, f.state as old_state, f.quantity as old_quantity, f.amount as old_amount, f.verification as old_verification, f.flag as old_flag, f.answer as old_answer,
           l.date_key as new_date_key, l.region_key as new_region_key, l.type_key as new_type_key, l.state as new_state, l.quantity as new_quantity, l.amount as new_amount, l.verification as new_verification, l.flag as new_flag, l.answer as new_answer
    from former f
    full join later l on l.fact = f.fact and l.id = f.id
    join audit.batches b on b.batch_id = coalesce(l.batch_id, f.batch_id)
    where (f.is_asked or l.is_asked) and (f.date_key between @first and @last or l.date_key between @first and @last)
), placed as (
    select p.*, row_number() over (partition by fact, kind, batch_id, referrer_key order by sheet, line, number) as place, count(*) over (partition by fact, kind, batch_id, referrer_key) as rows_in_group
    from pairs p
)
select p.fact, p.kind, p.batch_id, b.file_name, nullif(r.branch_name, ''), r.branch_code not in ('unknown', 'not-applicable') as has_branch, p.rows_in_group::int, p.number, p.sheet, p.line,
       p.old_date_key, p.new_date_key, ro.name_ja, coalesce(ro.name_en, ro.name_ja), rn.name_ja, coalesce(rn.name_en, rn.name_ja),
       coalesce(eo.label_ja, oo.label_ja), coalesce(eo.label_en, oo.label_en), coalesce(en.label_ja, one.label_ja), coalesce(en.label_en, one.label_en),
       p.old_state, p.new_state, p.old_quantity, p.new_quantity, p.old_amount, p.new_amount, p.old_verification, p.new_verification, p.old_flag, p.new_flag,
       cluster.name_ja, cluster.name_en, cluster.cluster_key > 0 as has_cluster, coalesce(p.new_region_key, p.old_region_key) > 0 as has_region, p.old_answer, p.new_answer, r.branch_label_en
from placed p
join audit.batches b using (batch_id)
join mart.dim_referrer r using (referrer_key)
join mart.dim_cluster cluster using (cluster_key)
left join mart.dim_region ro on ro.region_key = p.old_region_key
left join mart.dim_region rn on rn.region_key = p.new_region_key
left join mart.dim_engagement_type eo on p.fact = 'engagements' and eo.engagement_type_key = p.old_type_key
left join mart.dim_engagement_type en on p.fact = 'engagements' and en.engagement_type_key = p.new_type_key
left join mart.dim_outcome_type oo on p.fact = 'outcomes' and oo.outcome_type_key = p.old_type_key
left join mart.dim_outcome_type one on p.fact = 'outcomes' and one.outcome_type_key = p.new_type_key
where p.place <= @most
order by array_position(array['late', 'new', 'waited', 'revised', 'gone', 'withdrawn', 'recomputed'], p.kind), array_position(array['outcomes', 'engagements', 'referrals', 'meeting_attendance', 'survey_responses', 'statistics', 'targets'], p.fact), p.batch_id, r.branch_code, p.place
