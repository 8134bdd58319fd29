-- Facts declare their canonical columns in sql/Facts; the empty tables that told them are gone.
drop table staging.canonical_referrals, staging.canonical_engagements, staging.canonical_outcomes, staging.canonical_targets, staging.canonical_agreements, staging.canonical_cluster_validity,
    staging.canonical_establishments, staging.canonical_meeting_attendance, staging.canonical_survey_responses;
