-- Grain: one row per case that this publication recomputes (touched_cases).
-- A case is a referral with its engagements, outcomes and survey forms; a meeting is one with the companies that attend. What changed: the cases of the pending rows, the cases that those rows belonged to before,
-- the cases of companies whose identity moved, those that a newly come number resolves, and all where the rules have changed.

-- Every revision of every referral, light: identity, order and case only.
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

-- Who is who, over the whole of each touched dataset: a number that comes later must find the rows that knew only the name.
create temp table company_identities on commit drop as
with named as (
    select r.dataset_key, r.case_key, s.owner_code || '/' || s.referral_number as own_key, s.company_identity, s.corporate_number, s.company_name,
           coalesce(successor.municipality_code, region.municipality_code, s.region_code) as place
    from referral_revisions r
    join staged_referrals s on s.batch_id = r.batch_id and s.ordinal = r.ordinal
    left join mart.dim_region region on region.region_code = coalesce(s.municipality_code, s.region_code) and region.is_current
    left join mart.dim_region successor on successor.region_code = region.successor_code and successor.is_current
    where r.is_latest
    union all
    select e.dataset_key, e.case_key, 'engagement/' || e.owner_code || '/' || e.engagement_number, s.company_identity, s.corporate_number, s.company_name, s.region_code
    from engagement_revisions e
    join staged_engagements s on s.batch_id = e.batch_id and s.ordinal = e.ordinal
    where e.is_latest and s.referral_number is null
      and not exists (select from referral_revisions r where r.dataset_key = e.dataset_key and r.case_key = e.case_key)
), keyed as (
    select *, coalesce('given:' || company_identity, 'number:' || corporate_number) as by_number,
           case when company_identity is null then 'name:' || staging.fold_company(company_name) || '|' || place end as by_name
    from named
), claimed as (
    select dataset_key, by_name, count(distinct by_number) as numbers, min(by_number) as by_number from keyed
    where by_name is not null and by_number is not null group by dataset_key, by_name
)
select distinct on (k.dataset_key, k.case_key) k.dataset_key, k.case_key, k.by_name,
       -- A name and place that only one number uses belongs to that number; which of two is meant only a person can say.
       coalesce(k.by_number, case when c.numbers = 1 then c.by_number when c.numbers is null then k.by_name end, 'row:' || k.own_key) as identity,
       k.by_number is not null or (k.by_name is not null and coalesce(c.numbers, 1) = 1) as is_matched, coalesce(c.numbers = 1, false) as is_spoken_for
from keyed k left join claimed c on c.dataset_key = k.dataset_key and c.by_name = k.by_name
order by k.dataset_key, k.case_key, k.own_key;

-- Durable ids: a company that gains its number keeps the id that it had under its name.
insert into mart.key_company (dataset_key, identity, company_id)
select i.dataset_key, i.identity, coalesce(
           case when i.identity like 'number:%' then
               (select min(k.company_id) from mart.key_company k
                where k.dataset_key = i.dataset_key and k.identity = any (i.names)
                  and not exists (select from mart.key_company other where other.dataset_key = k.dataset_key and other.company_id = k.company_id and other.identity like 'number:%')) end,
           nextval('mart.company_id_seq'))
from (select dataset_key, identity, array_agg(distinct by_name) filter (where is_spoken_for) as names from company_identities group by dataset_key, identity) i
where not exists (select from mart.key_company k where k.dataset_key = i.dataset_key and k.identity = i.identity)
on conflict do nothing;

-- Whom a meeting's ledger names by number is that company everywhere; whom it only names is a company of its own.
insert into mart.key_company (dataset_key, identity, company_id)
select dataset_key, identity, nextval('mart.company_id_seq')
from (select distinct a.dataset_key, a.identity from attendance_revisions a where a.is_latest and a.identity <> ''
      and not exists (select from mart.key_company k where k.dataset_key = a.dataset_key and k.identity = a.identity)) unknown
on conflict do nothing;

create temp table case_companies on commit drop as
select i.dataset_key, i.case_key, i.is_matched, k.company_id from company_identities i join mart.key_company k using (dataset_key, identity);
create unique index on case_companies (dataset_key, case_key);
create index on engagement_revisions (dataset_key, owner_code, engagement_number);
create index on outcome_revisions (dataset_key, owner_code, outcome_number);
analyze engagement_revisions; analyze outcome_revisions; analyze survey_revisions; analyze case_companies;

create temp table touched_cases on commit drop as
with pending_rows as (
    select r.dataset_key, r.case_key from referral_revisions r join pending_batches using (dataset_key, batch_id)
    union select e.dataset_key, e.case_key from engagement_revisions e join pending_batches using (dataset_key, batch_id)
    union select o.dataset_key, o.case_key from outcome_revisions o join pending_batches using (dataset_key, batch_id)
    union select s.dataset_key, s.case_key from survey_revisions s join pending_batches using (dataset_key, batch_id)
    union select a.dataset_key, a.case_key from attendance_revisions a join pending_batches using (dataset_key, batch_id)
), former_parents as (
    select f.dataset_key, f.case_id
    from engagement_revisions e join pending_batches using (dataset_key, batch_id)
    join mart.key_engagement k on k.dataset_key = e.dataset_key and k.owner_code = e.owner_code and k.number = e.engagement_number
    join mart.fct_engagements f on f.dataset_key = k.dataset_key and f.engagement_id = k.engagement_id and f.published_to = 2147483647
    union
    select f.dataset_key, f.case_id
    from outcome_revisions o join pending_batches using (dataset_key, batch_id)
    join mart.key_outcome k on k.dataset_key = o.dataset_key and k.owner_code = o.owner_code and k.number = o.outcome_number
    join mart.fct_outcomes f on f.dataset_key = k.dataset_key and f.outcome_id = k.outcome_id and f.published_to = 2147483647
), moved_companies as (
    select c.dataset_key, c.case_key
    from case_companies c join mart.key_case k using (dataset_key, case_key)
    join mart.fct_referrals f on f.dataset_key = k.dataset_key and f.case_id = k.case_id and f.published_to = 2147483647
    where f.company_id <> c.company_id or f.is_company_matched <> c.is_matched
), known as (
    select dataset_key, case_key from pending_rows
    union select dataset_key, case_key from moved_companies
    union select k.dataset_key, k.case_key from former_parents f join mart.key_case k using (dataset_key, case_id)
), companies as (
    -- All cases of a changed company: a new address or size reaches its other referrals' later events.
    select dataset_key, case_key from known
    union
    select o.dataset_key, o.case_key
    from known k join case_companies c using (dataset_key, case_key) join case_companies o on o.dataset_key = c.dataset_key and o.company_id = c.company_id
), numbers as (
    select distinct dataset_key, regexp_replace(case_key, '^[^/]*/', '') as number from known where case_key not like 'meeting/%'
), meetings as (
    -- What a referral's number of a meeting means may change with any meeting of that number.
    select distinct a.dataset_key, a.meeting_number from attendance_revisions a join known using (dataset_key, case_key)
), everything as (
    -- Agreements and clusters' validity stand behind every case of their dataset.
    select r.dataset_key, r.case_key from referral_revisions r join pending_batches b using (dataset_key)
    where b.source in (select source from staging.feeds where fact in ('agreements', 'cluster_validity'))
    union
    -- A withdrawn row may have set a closing date or a company's version that another row's case shows: rare enough to look at all of them.
    select k.dataset_key, k.case_key from mart.key_case k join pending_batches b using (dataset_key) where b.state = 'withdrawn'
    union
    select k.dataset_key, k.case_key from mart.key_case k join touched_datasets using (dataset_key) where (select restates from publication_rules_changed)
)
select dataset_key, case_key from companies
union select r.dataset_key, r.case_key from referral_revisions r join numbers n on n.dataset_key = r.dataset_key and n.number = r.referral_number
union select dataset_key, '?/' || number from numbers
union select r.dataset_key, r.case_key from referral_revisions r join meetings m using (dataset_key, meeting_number) where r.is_latest
union select dataset_key, case_key from everything;

insert into mart.key_case (dataset_key, case_key) select dataset_key, case_key from touched_cases on conflict do nothing;
alter table touched_cases add column case_id bigint;
update touched_cases t set case_id = k.case_id from mart.key_case k where k.dataset_key = t.dataset_key and k.case_key = t.case_key;
create unique index on touched_cases (dataset_key, case_key);
analyze touched_cases;
