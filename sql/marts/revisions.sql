-- Grain: one row per revision of every referral, engagement, outcome and survey form that is staged, light: identity, order and case only. Runs once a pass.
-- A case is a referral with its engagements, outcomes and survey forms; a meeting is one with the companies that attend.

drop table if exists referral_revisions, referral_numbers, engagement_revisions, outcome_revisions, survey_revisions;

create temp table referral_revisions on commit drop as
select s.dataset_key, s.owner_code, s.referral_number, coalesce(s.case_key, s.owner_code || '/' || s.referral_number) as case_key,
       s.batch_id, s.ordinal, s.meeting_number,
       row_number() over revision as revision,
       row_number() over (partition by s.dataset_key, s.owner_code, s.referral_number order by s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc) = 1 as is_latest
from staged_referrals s
window revision as (partition by s.dataset_key, s.owner_code, s.referral_number order by s.updated_on nulls first, s.batch_id, s.ordinal);

create temp table referral_numbers on commit drop as
select dataset_key, referral_number, count(*) as owners, min(owner_code) as only_owner
from referral_revisions where is_latest group by dataset_key, referral_number;
create unique index on referral_numbers (dataset_key, referral_number);
create index on referral_revisions (dataset_key, owner_code, referral_number);
analyze referral_revisions;

-- A reference names its bank; else the file's owner if that bank has such a number; else the only bank that has it; else it is unresolved.
create temp table engagement_revisions on commit drop as
select s.dataset_key, s.owner_code, s.engagement_number,
       case when s.case_key is not null then s.case_key
            when s.referral_number is null then 'engagement/' || s.owner_code || '/' || s.engagement_number
            else coalesce(s.bank_code, case when n.owners = 1 then n.only_owner end, '?') || '/' || s.referral_number end as case_key,
       s.bank_code is null and n.owners > 1 as is_ambiguous,
       s.batch_id, s.ordinal,
       row_number() over (partition by s.dataset_key, s.owner_code, s.engagement_number order by s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc) = 1 as is_latest
from staged_engagements s
left join referral_numbers n on n.dataset_key = s.dataset_key and n.referral_number = s.referral_number;

create temp table outcome_revisions on commit drop as
select s.dataset_key, s.owner_code, s.outcome_number,
       case when s.case_key is not null then s.case_key
            when s.referral_number is null then 'outcome/' || s.owner_code || '/' || s.outcome_number
            else coalesce(s.bank_code, own.owner_code, case when n.owners = 1 then n.only_owner end, '?') || '/' || s.referral_number end as case_key,
       s.bank_code is null and own.owner_code is null and n.owners > 1 as is_ambiguous,
       s.batch_id, s.ordinal,
       row_number() over (partition by s.dataset_key, s.owner_code, s.outcome_number order by s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc) = 1 as is_latest
from staged_outcomes s
left join referral_numbers n on n.dataset_key = s.dataset_key and n.referral_number = s.referral_number
left join referral_revisions own on own.dataset_key = s.dataset_key and own.owner_code = s.owner_code and own.referral_number = s.referral_number and own.is_latest;

-- A form is known by its referral and its year, whoever's file it stands in.
create temp table survey_revisions on commit drop as
with referred as (
    select s.dataset_key, s.survey_year, s.updated_on, s.batch_id, s.ordinal,
           coalesce(s.case_key, coalesce(s.bank_code, own.owner_code, case when n.owners = 1 then n.only_owner end, '?') || '/' || s.referral_number) as case_key,
           s.bank_code is null and own.owner_code is null and n.owners > 1 as is_ambiguous
    from staged_survey_responses s
    left join referral_numbers n on n.dataset_key = s.dataset_key and n.referral_number = s.referral_number
    left join referral_revisions own on own.dataset_key = s.dataset_key and own.owner_code = s.owner_code and own.referral_number = s.referral_number and own.is_latest
)
select *, row_number() over (partition by dataset_key, case_key, survey_year order by updated_on desc nulls last, batch_id desc, ordinal desc) = 1 as is_latest from referred;

create index on engagement_revisions (dataset_key, owner_code, engagement_number);
create index on outcome_revisions (dataset_key, owner_code, outcome_number);
analyze engagement_revisions; analyze outcome_revisions; analyze survey_revisions;
