-- Grain: one row per row of staging of the touched datasets, without those that are ruled out; of meetings one per statement of who attended.

create temp table pending_batches on commit drop as
select b.batch_id, b.dataset_code, b.source, d.dataset_key, b.state
from audit.batches b join mart.dim_dataset d using (dataset_code)
where b.state = 'loaded' or (b.state = 'withdrawn' and b.published_in is not null and b.withdrawn_in is null);

-- Under changed rules (:restates, from the publisher) every dataset that has rows is worked out anew.
create temp table touched_datasets on commit drop as
select dataset_key, dataset_code from pending_batches
union
select d.dataset_key, d.dataset_code from mart.dim_dataset d where (select restates from publication_rules_changed) and exists (select from audit.batches b where b.dataset_code = d.dataset_code and b.state = 'published');

-- What staging tells of the touched datasets, once: the views behind it may compute much, and the planner must know its size.
create temp table staged_referrals on commit drop as select d.dataset_key, s.* from staging.referrals s join touched_datasets d using (dataset_code);
create temp table staged_engagements on commit drop as select d.dataset_key, s.* from staging.engagements s join touched_datasets d using (dataset_code);
create temp table staged_outcomes on commit drop as select d.dataset_key, s.* from staging.outcomes s join touched_datasets d using (dataset_code);
create temp table staged_meeting_attendance on commit drop as
select d.dataset_key, staging.fold_company(s.company_name) as name_folded, s.* from staging.meeting_attendance s join touched_datasets d using (dataset_code);
-- A survey is of a fiscal year: it stands on that year's first day.
create temp table staged_survey_responses on commit drop as
select d.dataset_key, make_date(s.survey_year, m.fiscal_year_start_month, 1) as survey_date, s.*
from staging.survey_responses s join touched_datasets d using (dataset_code) join mart.dim_dataset m using (dataset_key);

-- A row whose own day is not in the calendar would be in no year, and one dated after its file was received tells of what cannot have happened yet (a planned
-- engagement may): it is rejected, and what an earlier row said of its number holds.
create temp table receipts on commit drop as
select b.batch_id, (b.received_at at time zone 'Asia/Tokyo')::date as received_on from audit.batches b join touched_datasets d using (dataset_code) where b.state in ('loaded', 'published');

create temp table rows_ruled_out (
    dataset_key smallint, fact text, owner_code text, row_key text[], batch_id integer, sheet text, line integer, rule text, value text
) on commit drop;
with gone as (
    delete from staged_referrals s using receipts r
    where r.batch_id = s.batch_id and (staging.date_key(s.referred_date) < 0 or s.referred_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'referrals', owner_code, array[referral_number], batch_id, sheet, line, case when staging.date_key(referred_date) < 0 then 'referred-date-outside' else 'referred-date-in-future' end, referred_date::text from gone;
with gone as (
    delete from staged_engagements s using receipts r
    where r.batch_id = s.batch_id and (staging.date_key(s.started_date) < 0 or (s.started_date > r.received_on and s.state is distinct from 'preparing'))
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'engagements', owner_code, array[engagement_number], batch_id, sheet, line, case when staging.date_key(started_date) < 0 then 'started-date-outside' else 'started-date-in-future' end, started_date::text from gone;
with gone as (
    delete from staged_outcomes s using receipts r
    where r.batch_id = s.batch_id and (staging.date_key(s.outcome_date) < 0 or s.outcome_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'outcomes', owner_code, array[outcome_number], batch_id, sheet, line, case when staging.date_key(outcome_date) < 0 then 'outcome-date-outside' else 'outcome-date-in-future' end, outcome_date::text from gone;
with gone as (
    delete from staged_meeting_attendance s using receipts r
    where r.batch_id = s.batch_id and (staging.date_key(s.held_date) < 0 or s.held_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'meeting_attendance', owner_code, array[meeting_number, corporate_number, name_folded], batch_id, sheet, line, case when staging.date_key(held_date) < 0 then 'meeting-date-outside' else 'meeting-date-in-future' end, held_date::text from gone;
with gone as (
    delete from staged_survey_responses s using receipts r
    where r.batch_id = s.batch_id and (staging.date_key(s.survey_date) < 0 or s.survey_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'survey_responses', owner_code, array[referral_number, survey_year || '-01-01'], batch_id, sheet, line, case when staging.date_key(survey_date) < 0 then 'survey-year-outside' else 'survey-year-in-future' end, survey_year::text from gone;

-- Every statement of who attended, by the meeting and by whom it is about. A good number says who it is. A name alone stays unmatched, since the ledger knows no
-- company's municipality; but within one meeting a name that only one number uses belongs to that number.
create temp table attendance_statements on commit drop as
with named as (
    select *, 'meeting/' || owner_code || '/' || meeting_number as case_key from staged_meeting_attendance
), claimed as (
    select dataset_key, case_key, name_folded, min(corporate_number) as corporate_number from named
    where corporate_number is not null and name_folded is not null group by dataset_key, case_key, name_folded having count(distinct corporate_number) = 1
), identified as (
    select n.*, coalesce('number:' || coalesce(n.corporate_number, c.corporate_number), 'row:' || n.case_key || '/' || n.name_folded, '') as identity,
           row(n.held_date, n.venue, n.participants, n.consultations)::text as content
    from named n left join claimed c on c.dataset_key = n.dataset_key and c.case_key = n.case_key and c.name_folded = n.name_folded
)
select *, min(content) over one_key <> max(content) over one_key as is_conflicting
from identified window one_key as (partition by dataset_key, case_key, identity, batch_id, updated_on);

with gone as (
    delete from attendance_statements where is_conflicting returning *
)
insert into rows_ruled_out
select dataset_key, 'meeting_attendance', owner_code, array[meeting_number, corporate_number, name_folded], batch_id, sheet, line, 'attendance-conflict', coalesce(company_name, corporate_number) from gone;

create temp table attendance_revisions on commit drop as
select s.*, row_number() over (partition by dataset_key, case_key, identity order by updated_on desc nulls last, batch_id desc, ordinal desc) = 1 as is_latest
from attendance_statements s;

create temp table meeting_numbers on commit drop as
select distinct dataset_key, owner_code, meeting_number from attendance_revisions;

create unique index on staged_referrals (batch_id, ordinal);
create unique index on staged_engagements (batch_id, ordinal);
create unique index on staged_outcomes (batch_id, ordinal);
create unique index on staged_survey_responses (batch_id, ordinal);
analyze staged_referrals (dataset_key, batch_id, ordinal, referral_number);
analyze staged_engagements (dataset_key, batch_id, ordinal, referral_number);
analyze staged_outcomes (dataset_key, batch_id, ordinal, referral_number);
analyze staged_survey_responses; analyze attendance_revisions; analyze meeting_numbers;
