-- Grain: one row per case that this publication recomputes (touched_cases), and per case of a company that any of them names (case_companies).
-- What changed: the cases of the numbers that pending rows name or named, those that a newly come number resolves, those of companies whose identity moved, the other cases of all their
-- companies, meetings, and all where the rules have changed.

create temp table case_companies on commit drop as
select i.dataset_key, i.case_key, i.is_matched, i.company_id from staging.case_identities i join touched_companies c using (dataset_key, company_id);
create unique index on case_companies (dataset_key, case_key);
analyze case_companies;

create temp table named_cases on commit drop as
with revised as (
    select dataset_key, case_key from referral_revisions
    union select dataset_key, case_key from engagement_revisions
    union select dataset_key, case_key from outcome_revisions
    union select dataset_key, case_key from survey_revisions
    union select dataset_key, case_key from rows_ruled_out where case_key like '?/%'
)
select r.dataset_key, r.case_key from revised r join touched_numbers n on n.dataset_key = r.dataset_key and n.case_number = staging.case_number(r.case_key) and n.is_named
union
-- Those that were of these numbers before.
select k.dataset_key, k.case_key from mart.key_case k join touched_numbers n on n.dataset_key = k.dataset_key and n.case_number = staging.case_number(k.case_key) and n.is_named
union
select dataset_key, case_key from case_companies
union
select dataset_key, 'meeting/' || owner_code || '/' || meeting_number from touched_meetings;

analyze named_cases;

insert into mart.key_case (dataset_key, case_key)
select dataset_key, case_key from named_cases n where not exists (select from mart.key_case k where k.dataset_key = n.dataset_key and k.case_key = n.case_key) order by dataset_key, case_key;
create temp table touched_cases on commit drop as select n.dataset_key, n.case_key, k.case_id from named_cases n join mart.key_case k using (dataset_key, case_key);
create unique index on touched_cases (dataset_key, case_key);
create index on touched_cases (case_id);
analyze touched_cases;
