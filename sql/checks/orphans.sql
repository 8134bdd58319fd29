-- An open engagement, outcome, survey form or cluster of a referral that is not open: half a case was published. (Ids are unique across datasets.)
select fact, dataset_key, id from (
    {each referred fact: select '{table}' as fact, dataset_key, {id} as id, referral_id from {table} where published_to = 2147483647}
    union all
    select 'brg_referral_cluster', dataset_key, referral_id, referral_id from brg_referral_cluster where published_to = 2147483647
) f
where referral_id > 0 and not exists (select from fct_referrals r where r.published_to = 2147483647 and r.referral_id = f.referral_id)
