-- Grain: one row per case number (staging.case_number) whose cases are worked out anew. Pass 1: what the pending rows name, and named before; the rest follows from whose companies they are.
-- {pending} lists the pending batches by number instead of joining them: of a given batch the planner knows how many rows to expect.

-- Rows that loading rejected in the pending batches take the place of what earlier ones said of their numbers.
create temp table pending_rejects on commit drop as
select distinct p.dataset_key, f.owner_code, f.row_key[1] as number
from audit.findings f join pending_batches p using (batch_id) where f.stage = 'load' and f.kind = 'rejected' and f.row_key is not null;
analyze pending_rejects;

create temp table touched_meetings on commit drop as
select s.dataset_key, s.owner_code, s.meeting_number from staging.meeting_attendance s where s.batch_id in ({pending})
union
select s.dataset_key, s.owner_code, s.meeting_number from staging.meeting_attendance s join pending_rejects r on r.dataset_key = s.dataset_key and r.owner_code = s.owner_code and r.number = s.meeting_number
union
select s.dataset_key, s.owner_code, s.meeting_number from staging.meeting_attendance s join touched_datasets d using (dataset_key) where d.is_whole
union
-- What rows named before their file was read again.
select r.dataset_key, split_part(r.case_number, '/', 2), regexp_replace(r.case_number, '^meeting/[^/]*/', '') from staging.renamed_numbers r join touched_datasets d using (dataset_key)
where r.case_number like 'meeting/%';

create temp table touched_numbers (
    dataset_key smallint not null, case_number text not null, is_named boolean not null, pass smallint not null, primary key (dataset_key, case_number)
) on commit drop;

insert into touched_numbers
select distinct dataset_key, case_number, true, 1
from (
    {each numbered fact: select s.dataset_key, s.case_number from staging.{fact} s where s.batch_id in ({pending})}
    union all
    -- All that was ever said of an engagement: a revision may name another referral than the one before.
    select s.dataset_key, s.case_number
    from staging.engagements s
    join (select distinct e.dataset_key, e.owner_code, e.engagement_number from staging.engagements e where e.batch_id in ({pending})) k using (dataset_key, owner_code, engagement_number)
    union all
    select s.dataset_key, s.case_number
    from staging.outcomes s
    join (select distinct o.dataset_key, o.owner_code, o.outcome_number from staging.outcomes o where o.batch_id in ({pending})) k using (dataset_key, owner_code, outcome_number)
    union all
    select dataset_key, case_number from refreshed_numbers
    union all
    select r.dataset_key, r.case_number from staging.renamed_numbers r join touched_datasets d using (dataset_key) where r.case_number not like 'meeting/%'
    union all
    select s.dataset_key, s.case_number from staging.referrals s join pending_rejects r on r.dataset_key = s.dataset_key and r.number = s.case_number and r.owner_code = s.owner_code
    union all
    select s.dataset_key, s.case_number from staging.engagements s join pending_rejects r on r.dataset_key = s.dataset_key and r.owner_code = s.owner_code and r.number = s.engagement_number
    union all
    select s.dataset_key, s.case_number from staging.outcomes s join pending_rejects r on r.dataset_key = s.dataset_key and r.owner_code = s.owner_code and r.number = s.outcome_number
    union all
    select s.dataset_key, s.case_number from staging.survey_responses s join pending_rejects r on r.dataset_key = s.dataset_key and r.number = s.case_number
    union all
    -- What a referral's number of a meeting means may change with any meeting of that number.
    select s.dataset_key, s.case_number from staging.referrals s join (select distinct dataset_key, meeting_number from touched_meetings) m using (dataset_key, meeting_number)
    union all
    {each numbered fact: select s.dataset_key, s.case_number from staging.{fact} s join touched_datasets d using (dataset_key) where d.is_whole}
    union all
    select k.dataset_key, staging.case_number(k.case_key) from mart.key_case k join touched_datasets d using (dataset_key) where d.is_whole
) named
where case_number is not null;
delete from staging.renamed_numbers r using touched_datasets d where d.dataset_key = r.dataset_key;
analyze touched_numbers;

create temp table staged_referrals (like staging.referrals, origins jsonb, kept text, industry_doubt text) on commit drop;
create temp table staged_engagements (like staging.engagements) on commit drop;
create temp table staged_outcomes (like staging.outcomes) on commit drop;
create temp table staged_survey_responses (like staging.survey_responses, survey_date date) on commit drop;
create temp table rows_ruled_out (
    dataset_key smallint, fact text, owner_code text, row_key text[], case_key text, batch_id integer, sheet text, line integer, rule text, value text
) on commit drop;
