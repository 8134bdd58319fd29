-- Grain: one row per referral of the touched cases and survey year. Slicers are those of the referral's own day.

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, case when is_ambiguous then 'referral-ambiguous' else 'referral-unknown' end, referral_number
from current_survey_responses c
where not exists (select from referral_base b where b.case_id = c.case_id);

create temp table new_fct_survey_responses on commit drop as
with joined as (
    select c.dataset_key, k.survey_response_id, c.case_id, b.owner_code, b.referral_number, c.survey_year::smallint as survey_year, b.referral_id, b.company_id, b.company_key,
           b.referrer_key, b.channel_key, b.region_key, b.industry_key, b.technology_field_key, b.agreement_key, b.unit_key, b.company_size,
           'year' as date_precision, staging.date_key(c.survey_date) as survey_date_key,
           -- What came back was sent, on whatever day.
           case when c.sent_date is null and coalesce(c.returned_date::text, c.answer) is not null then -1 else staging.date_key(c.sent_date) end as sent_date_key,
           case when c.returned_date is not null then staging.date_key(c.returned_date) when c.answer in ('outcome', 'no-outcome') then -1 else -3 end as returned_date_key,
           coalesce(c.answer, case when c.returned_date is null then 'unanswered' else 'unknown' end) as answer,
           coalesce(c.sent_date::text, c.returned_date::text, c.answer) is not null as is_sent,
           jsonb_strip_nulls(jsonb_build_object('referral', b.place, 'region', nullif(b.region_place, b.place), 'industry', nullif(b.industry_place, b.place),
                  'company_size', nullif(b.size_place, b.place), 'technology_field', nullif(b.field_place, b.place))) as origins,
           c.batch_id, c.sheet, c.line, c.returned_date, b.referred_date, c.survey_date
    from current_survey_responses c
    join referral_base b on b.case_id = c.case_id
    join mart.key_survey_response k on k.dataset_key = c.dataset_key and k.owner_code = split_part(c.full_case_key, '/', 1) and k.number = c.referral_number || '/' || c.survey_year
)
select * from joined;
analyze new_fct_survey_responses;

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, 'answer-missing', returned_date::text from new_fct_survey_responses where answer in ('unknown', 'unanswered') and returned_date is not null
union all
select dataset_key, case_id, batch_id, sheet, line, 'survey-before-referral', survey_year::text from new_fct_survey_responses where survey_date + interval '1 year' <= referred_date;
