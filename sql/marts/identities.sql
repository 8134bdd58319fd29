-- Grain: one row per case of which it is worked out anew which company it names (new_identities); who is who is kept in staging.case_identities.
-- A number that comes later must find the rows that knew only the name: with a name and place, all cases are asked again that use them.

create temp table staged_identities on commit drop as
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
    union all
    select o.dataset_key, o.case_key, 'outcome/' || o.owner_code || '/' || o.outcome_number, s.company_identity, s.corporate_number, s.company_name, s.region_code
    from outcome_revisions o
    join staged_outcomes s on s.batch_id = o.batch_id and s.ordinal = o.ordinal
    where o.is_latest and s.referral_number is null
      and not exists (select from referral_revisions r where r.dataset_key = o.dataset_key and r.case_key = o.case_key)
      and not exists (select from engagement_revisions e where e.dataset_key = o.dataset_key and e.case_key = o.case_key)
)
select distinct on (dataset_key, case_key) dataset_key, case_key, own_key, coalesce('given:' || company_identity, 'number:' || corporate_number) as by_number,
       case when company_identity is null then 'name:' || staging.fold_company(company_name) || '|' || place end as by_name
from named
order by dataset_key, case_key, own_key;
create unique index on staged_identities (dataset_key, case_key);
analyze staged_identities;

create temp table affected_names on commit drop as
select i.dataset_key, i.by_name from staging.case_identities i join touched_numbers n using (dataset_key, case_number) where i.by_name is not null
union select dataset_key, by_name from staged_identities where by_name is not null;
analyze affected_names;

create temp table former_identities on commit drop as
select i.* from staging.case_identities i join touched_numbers n using (dataset_key, case_number)
union select i.* from staging.case_identities i join affected_names a using (dataset_key, by_name);
create unique index on former_identities (dataset_key, case_key);
analyze former_identities;

-- All that uses an affected name, as it is told now.
create temp table new_identities on commit drop as
with told as (
    select dataset_key, case_key, own_key, by_number, by_name from staged_identities
    union all
    select f.dataset_key, f.case_key, f.own_key, f.by_number, f.by_name
    from former_identities f
    where not exists (select from touched_numbers n where n.dataset_key = f.dataset_key and n.case_number = f.case_number)
      and not exists (select from staged_identities s where s.dataset_key = f.dataset_key and s.case_key = f.case_key)
), claimed as (
    select dataset_key, by_name, count(distinct by_number) as numbers, min(by_number) as by_number
    from told where by_name is not null and by_number is not null group by dataset_key, by_name
)
select t.*,
       -- A name and place that only one number uses belongs to that number; which of two is meant only a person can say.
       coalesce(t.by_number, case when c.numbers = 1 then c.by_number when c.numbers is null then t.by_name end, 'row:' || t.own_key) as identity,
       t.by_number is not null or (t.by_name is not null and coalesce(c.numbers, 1) = 1) as is_matched, coalesce(c.numbers = 1, false) as is_spoken_for
from told t left join claimed c on c.dataset_key = t.dataset_key and c.by_name = t.by_name;
create unique index on new_identities (dataset_key, case_key);
analyze new_identities;

-- Durable ids: a company that gains its number keeps the id that it had under its name.
insert into mart.key_company (dataset_key, identity, company_id)
select i.dataset_key, i.identity, coalesce(
           case when i.identity like 'number:%' then
               (select min(k.company_id) from mart.key_company k
                where k.dataset_key = i.dataset_key and k.identity = any (i.names)
                  and not exists (select from mart.key_company other where other.dataset_key = k.dataset_key and other.company_id = k.company_id and other.identity like 'number:%')) end,
           nextval('mart.company_id_seq'))
from (
    select n.dataset_key, n.identity, array_agg(distinct n.by_name) filter (where n.is_spoken_for) as names
    from new_identities n
    where not exists (select from mart.key_company k where k.dataset_key = n.dataset_key and k.identity = n.identity)
    group by n.dataset_key, n.identity
) i
on conflict do nothing;

delete from staging.case_identities i
using touched_numbers n
where n.dataset_key = i.dataset_key and n.case_number = i.case_number
  and not exists (select from staged_identities s where s.dataset_key = i.dataset_key and s.case_key = i.case_key);

insert into staging.case_identities as i (dataset_key, case_key, own_key, by_number, by_name, identity, is_matched, is_spoken_for, company_id)
select n.dataset_key, n.case_key, n.own_key, n.by_number, n.by_name, n.identity, n.is_matched, n.is_spoken_for, k.company_id
from new_identities n join mart.key_company k using (dataset_key, identity)
on conflict (dataset_key, case_key) do update
set own_key = excluded.own_key, by_number = excluded.by_number, by_name = excluded.by_name, identity = excluded.identity, is_matched = excluded.is_matched,
    is_spoken_for = excluded.is_spoken_for, company_id = excluded.company_id
where (i.own_key, i.by_number, i.by_name, i.identity, i.is_matched, i.is_spoken_for, i.company_id) is distinct from
      (excluded.own_key, excluded.by_number, excluded.by_name, excluded.identity, excluded.is_matched, excluded.is_spoken_for, excluded.company_id);

-- Cases elsewhere that belong to another company now are named by that; and with each case that is named go all cases of its company, now and before: a new address or size reaches
-- its other referrals' later events.
create temp table moved_identities on commit drop as
select f.dataset_key, f.case_key, f.case_number
from former_identities f join staging.case_identities i using (dataset_key, case_key)
where f.company_id is distinct from i.company_id or f.is_matched is distinct from i.is_matched;

create temp table touched_companies on commit drop as
select f.dataset_key, f.company_id from former_identities f join touched_numbers n using (dataset_key, case_number) where f.company_id is not null
union select f.dataset_key, f.company_id from former_identities f join moved_identities m using (dataset_key, case_key) where f.company_id is not null
union select i.dataset_key, i.company_id from staging.case_identities i join touched_numbers n using (dataset_key, case_number)
union select i.dataset_key, i.company_id from staging.case_identities i join moved_identities m using (dataset_key, case_key);
analyze touched_companies;

insert into touched_numbers
select distinct dataset_key, case_number, true, 2 from moved_identities
on conflict (dataset_key, case_number) do nothing;
insert into touched_numbers
select distinct i.dataset_key, i.case_number, false, 2 from staging.case_identities i join touched_companies c using (dataset_key, company_id)
on conflict (dataset_key, case_number) do nothing;
analyze touched_numbers;
