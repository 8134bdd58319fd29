-- Every open fact row must come from a batch that was neither refused nor withdrawn (a withdrawal that waits for its publication is no fault).
select f.fact, f.dataset_key, f.id from (
    select 'fct_referrals' as fact, dataset_key, referral_id as id, batch_id from fct_referrals where published_to = 2147483647
    union all select 'fct_engagements', dataset_key, engagement_id, batch_id from fct_engagements where published_to = 2147483647
    union all select 'fct_outcomes', dataset_key, outcome_id, batch_id from fct_outcomes where published_to = 2147483647
    union all select 'fct_meeting_attendance', dataset_key, attendance_id, batch_id from fct_meeting_attendance where published_to = 2147483647
    union all select 'fct_survey_responses', dataset_key, survey_response_id, batch_id from fct_survey_responses where published_to = 2147483647
    union all select 'fct_targets', dataset_key, target_id, batch_id from fct_targets where published_to = 2147483647
    union all select 'fct_establishments', dataset_key, counted_date_key, batch_id from fct_establishments where published_to = 2147483647
) f join audit.batches b using (batch_id) where b.state = 'refused' or b.withdrawn_in is not null
