-- An open engagement, outcome or cluster of a referral that is not open: half a case was published.
select 'fct_engagements' as fact, e.dataset_key, e.engagement_id as id from mart.fct_engagements e
where e.published_to = 2147483647 and e.referral_id > 0
  and not exists (select from mart.fct_referrals r where r.dataset_key = e.dataset_key and r.referral_id = e.referral_id and r.published_to = 2147483647)
union all
select 'fct_outcomes', o.dataset_key, o.outcome_id from mart.fct_outcomes o
where o.published_to = 2147483647 and o.referral_id > 0
  and not exists (select from mart.fct_referrals r where r.dataset_key = o.dataset_key and r.referral_id = o.referral_id and r.published_to = 2147483647)
union all
select 'brg_referral_cluster', b.dataset_key, b.referral_id from mart.brg_referral_cluster b
where b.published_to = 2147483647
  and not exists (select from mart.fct_referrals r where r.dataset_key = b.dataset_key and r.referral_id = b.referral_id and r.published_to = 2147483647)
