-- Grain: one row per row of staging that the numbers of this pass need, of live batches, without those that are ruled out. Runs once for the numbers that were named ({pass} 1), and again for
-- those of their companies.

insert into staged_referrals ({columns of referrals})
select {s of referrals}
from staging.referrals s join touched_numbers n on n.dataset_key = s.dataset_key and n.case_number = s.case_number and n.pass = {pass}
where s.batch_id in (select batch_id from live_batches);

-- Of each engagement and outcome that any row of these numbers tells of, all that was said: the latest may name another number.
insert into staged_engagements ({columns of engagements})
select {s of engagements}
from staging.engagements s
join (select distinct e.dataset_key, e.owner_code, e.engagement_number
      from staging.engagements e join touched_numbers n on n.dataset_key = e.dataset_key and n.case_number = e.case_number and n.pass = {pass}) k using (dataset_key, owner_code, engagement_number)
where s.batch_id in (select batch_id from live_batches)
  and ({pass} = 1 or not exists (select from staged_engagements o where o.batch_id = s.batch_id and o.ordinal = s.ordinal)
                 and not exists (select from rows_ruled_out o where o.fact = 'engagements' and o.batch_id = s.batch_id and o.line = s.line and o.sheet is not distinct from s.sheet));

insert into staged_outcomes ({columns of outcomes})
select {s of outcomes}
from staging.outcomes s
join (select distinct o.dataset_key, o.owner_code, o.outcome_number
      from staging.outcomes o join touched_numbers n on n.dataset_key = o.dataset_key and n.case_number = o.case_number and n.pass = {pass}) k using (dataset_key, owner_code, outcome_number)
where s.batch_id in (select batch_id from live_batches)
  and ({pass} = 1 or not exists (select from staged_outcomes o where o.batch_id = s.batch_id and o.ordinal = s.ordinal)
                 and not exists (select from rows_ruled_out o where o.fact = 'outcomes' and o.batch_id = s.batch_id and o.line = s.line and o.sheet is not distinct from s.sheet));

-- A survey is of a fiscal year: it stands on that year's first day.
insert into staged_survey_responses ({columns of survey_responses}, survey_date)
select {s of survey_responses}, make_date(s.survey_year, m.fiscal_year_start_month, 1)
from staging.survey_responses s join touched_numbers n on n.dataset_key = s.dataset_key and n.case_number = s.case_number and n.pass = {pass}
join mart.dim_dataset m on m.dataset_key = s.dataset_key
where s.batch_id in (select batch_id from live_batches);

-- A row whose own day is not in the calendar would be in no year, and one dated after its file was received tells of what cannot have happened yet (a planned
-- engagement may): it is rejected, and what an earlier row said of its number holds.
with gone as (
    delete from staged_referrals s using live_batches r
    where r.batch_id = s.batch_id and (staging.date_key(s.referred_date) < 0 or s.referred_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'referrals', owner_code, array[referral_number], '?/' || case_number, batch_id, sheet, line,
       case when staging.date_key(referred_date) < 0 then 'referred-date-outside' else 'referred-date-in-future' end, referred_date::text from gone;
with gone as (
    delete from staged_engagements s using live_batches r
    where r.batch_id = s.batch_id and (staging.date_key(s.started_date) < 0 or (s.started_date > r.received_on and s.state is distinct from 'preparing'))
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'engagements', owner_code, array[engagement_number], '?/' || case_number, batch_id, sheet, line,
       case when staging.date_key(started_date) < 0 then 'started-date-outside' else 'started-date-in-future' end, started_date::text from gone;
with gone as (
    delete from staged_outcomes s using live_batches r
    where r.batch_id = s.batch_id and (staging.date_key(s.outcome_date) < 0 or s.outcome_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'outcomes', owner_code, array[outcome_number], '?/' || case_number, batch_id, sheet, line,
       case when staging.date_key(outcome_date) < 0 then 'outcome-date-outside' else 'outcome-date-in-future' end, outcome_date::text from gone;
with gone as (
    delete from staged_survey_responses s using live_batches r
    where r.batch_id = s.batch_id and (staging.date_key(s.survey_date) < 0 or s.survey_date > r.received_on)
    returning s.*
)
insert into rows_ruled_out
select dataset_key, 'survey_responses', owner_code, array[referral_number, survey_year || '-01-01'], '?/' || case_number, batch_id, sheet, line,
       case when staging.date_key(survey_date) < 0 then 'survey-year-outside' else 'survey-year-in-future' end, survey_year::text from gone;

create unique index if not exists staged_referrals_row on staged_referrals (batch_id, ordinal);
create unique index if not exists staged_engagements_row on staged_engagements (batch_id, ordinal);
create unique index if not exists staged_outcomes_row on staged_outcomes (batch_id, ordinal);
create unique index if not exists staged_survey_responses_row on staged_survey_responses (batch_id, ordinal);
analyze staged_referrals (batch_id, ordinal, dataset_key, case_number, owner_code, referral_number, meeting_number, changed_date);
analyze staged_engagements (batch_id, ordinal, dataset_key, case_number, owner_code, engagement_number, referral_number);
analyze staged_outcomes (batch_id, ordinal, dataset_key, case_number, owner_code, outcome_number, referral_number);
analyze staged_survey_responses (batch_id, ordinal, dataset_key, case_number, owner_code, referral_number);
