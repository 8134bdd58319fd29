-- A fact whose own date lies outside the calendar would be in no year: it must have been rejected.
select 'fct_referrals' as fact, dataset_key, referral_id as id from fct_referrals where published_to = 2147483647 and referred_date_key < 0
union all
select 'fct_engagements', dataset_key, engagement_id from fct_engagements where published_to = 2147483647 and started_date_key < 0
union all
select 'fct_outcomes', dataset_key, outcome_id from fct_outcomes where published_to = 2147483647 and occurred_date_key < 0
union all
select 'fct_meeting_attendance', dataset_key, attendance_id from fct_meeting_attendance where published_to = 2147483647 and held_date_key < 0
union all
select 'fct_survey_responses', dataset_key, survey_response_id from fct_survey_responses where published_to = 2147483647 and survey_date_key < 0
