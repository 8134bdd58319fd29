-- An outcome dated before its referral must have been rejected.
select 'fct_outcomes' as fact, dataset_key, outcome_id as id from fct_outcomes where published_to = 2147483647 and days_from_referral < 0
