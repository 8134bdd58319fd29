-- Grain: one row per referral, engagement, outcome, survey form and attendance of the touched cases: the latest revision of each number.
-- A number whose latest revision now names another case belongs there only.

create temp table current_referrals on commit drop as
select t.case_id, t.case_key as full_case_key, s.*, staging.place(s.batch_id, s.sheet, s.line) as place
from referral_revisions r join touched_cases t using (dataset_key, case_key)
join staged_referrals s on s.batch_id = r.batch_id and s.ordinal = r.ordinal
where r.is_latest;

create temp table current_engagements on commit drop as
select t.case_id, t.case_key as full_case_key, e.is_ambiguous, s.*, staging.place(s.batch_id, s.sheet, s.line) as place
from engagement_revisions e join touched_cases t using (dataset_key, case_key)
join staged_engagements s on s.batch_id = e.batch_id and s.ordinal = e.ordinal
where e.is_latest;

create temp table current_outcomes on commit drop as
select t.case_id, t.case_key as full_case_key, o.is_ambiguous, s.*, staging.place(s.batch_id, s.sheet, s.line) as place
from outcome_revisions o join touched_cases t using (dataset_key, case_key)
join staged_outcomes s on s.batch_id = o.batch_id and s.ordinal = o.ordinal
where o.is_latest;

create temp table current_survey_responses on commit drop as
select t.case_id, t.case_key as full_case_key, r.is_ambiguous, s.*
from survey_revisions r join touched_cases t using (dataset_key, case_key)
join staged_survey_responses s on s.batch_id = r.batch_id and s.ordinal = r.ordinal
where r.is_latest;

create temp table current_meeting_attendance on commit drop as
select t.case_id, a.* from attendance_revisions a join touched_cases t using (dataset_key, case_key) where a.is_latest;

create unique index on current_referrals (case_id);
create index on current_engagements (case_id);
create index on current_outcomes (case_id);
create index on current_survey_responses (case_id);
create index on current_meeting_attendance (case_id);
-- Wide rows: only what they are joined by is counted.
analyze current_referrals (case_id, dataset_key, owner_code, referral_number, meeting_number, bank_code, batch_id, ordinal);
analyze current_engagements (case_id, dataset_key, owner_code, engagement_number, referral_number, batch_id, ordinal);
analyze current_outcomes (case_id, dataset_key, owner_code, outcome_number, referral_number, batch_id, ordinal);
analyze current_survey_responses (case_id, dataset_key, owner_code, referral_number);
analyze current_meeting_attendance (case_id, dataset_key, owner_code, meeting_number);

{each staged fact:
insert into mart.{key_table} (dataset_key, owner_code, number)
select dataset_key, key_owner, key_number
from (select dataset_key, {owner} as key_owner, {number} as key_number, batch_id, ordinal from current_{fact} where {is_owned}) c
where not exists (select from mart.{key_table} k where k.dataset_key = c.dataset_key and k.owner_code = c.key_owner and k.number = c.key_number)
order by batch_id, ordinal;}
select mart.refresh_keys(); -- the rows find their keys by three columns: without statistics the planner expects one row of any join
