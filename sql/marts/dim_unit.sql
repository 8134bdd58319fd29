-- Grain: one row per institute and unit of a dataset. An institute that a ledger only names is known by its agreement, else by its folded name.

create temp table folded_names on commit drop as
select dataset_key, written, staging.fold_text(written) as folded
from (
    select dataset_key, coalesce(institute_name, referred_to) as written from current_referrals
    union select dataset_key, unit_name from current_referrals
    union select dataset_key, institute_name from current_engagements
    union select dataset_key, unit_name from current_engagements
) names where written is not null;
analyze folded_names;

create temp table named_institutes on commit drop as
select distinct on (dataset_key, name_folded) dataset_key, name_folded, institute_code
from (
    select dataset_key, staging.fold_text(institute_name) as name_folded, institute_code, 1 as preference from mart.dim_agreement where is_current and dataset_key is not null
    union all
    select dataset_key, staging.fold_text(institute_name), institute_code, 2 from mart.dim_unit where dataset_key is not null
    union all
    select distinct e.dataset_key, f.folded, e.institute_code, 0
    from current_engagements e join folded_names f on f.dataset_key = e.dataset_key and f.written = e.institute_name where e.institute_code is not null
) n
where name_folded is not null order by dataset_key, name_folded, preference, institute_code;

create temp table institute_units on commit drop as
with written as (
    select dataset_key, 'referral' as fact, case_id, batch_id, ordinal, institute_code, coalesce(institute_name, referred_to) as institute_name, unit_name, null as owner_code from current_referrals
    union all
    select dataset_key, 'engagement', case_id, batch_id, ordinal, institute_code, institute_name, unit_name, case when owner_code not in ('unstated', 'none') then owner_code end from current_engagements
)
select w.dataset_key, w.fact, w.case_id, w.batch_id, w.ordinal, coalesce(w.institute_code, n.institute_code, institute.folded, w.owner_code) as institute_code, w.institute_name,
       coalesce(unit.folded, 'unknown') as unit_code, w.unit_name
from written w
left join folded_names institute on institute.dataset_key = w.dataset_key and institute.written = w.institute_name
left join folded_names unit on unit.dataset_key = w.dataset_key and unit.written = w.unit_name
left join named_institutes n on n.dataset_key = w.dataset_key and n.name_folded = institute.folded;
create index on institute_units (case_id);
analyze institute_units;

insert into mart.dim_unit (dataset_key, institute_code, institute_name, unit_code, unit_name)
select distinct on (u.dataset_key, u.institute_code, u.unit_code)
       u.dataset_key, u.institute_code,
       coalesce(u.institute_name, (select a.institute_name from mart.dim_agreement a where a.is_current and a.dataset_key = u.dataset_key and a.institute_code = u.institute_code order by a.valid_from desc limit 1), u.institute_code),
       u.unit_code, coalesce(u.unit_name, case when u.unit_code = 'unknown' then '部門不明' else u.unit_code end)
from institute_units u where u.institute_code is not null
order by u.dataset_key, u.institute_code, u.unit_code, u.institute_name is null, u.batch_id desc, u.ordinal desc
on conflict (dataset_key, institute_code, unit_code) do nothing;

-- An English name stands until another is given, by an agreement list or, later, by a ledger.
update mart.dim_unit u set institute_name_en = named.institute_name_en
from (
    select distinct on (dataset_key, institute_code) dataset_key, institute_code, institute_name_en
    from (
        select w.dataset_key, w.institute_code, e.institute_name_en, 1 as preference, e.batch_id, e.ordinal
        from institute_units w join current_engagements e on e.case_id = w.case_id and e.batch_id = w.batch_id and e.ordinal = w.ordinal
        where w.fact = 'engagement' and e.institute_name_en is not null
        union all
        select a.dataset_key, a.institute_code, a.institute_name_en, 2, 0, 0 from mart.dim_agreement a where a.is_current and a.dataset_key is not null and a.institute_name_en is not null
    ) given
    where institute_code is not null
    order by dataset_key, institute_code, preference, batch_id desc, ordinal desc
) named
where u.dataset_key = named.dataset_key and u.institute_code = named.institute_code and u.institute_name_en is distinct from named.institute_name_en;

-- Folding costs more than all else here: each spelling once.
create temp table folded_fields on commit drop as
select written, staging.fold_text(written) as folded, batch_id, ordinal
from (select distinct on (technology_field) technology_field as written, batch_id, ordinal from current_referrals where technology_field is not null order by technology_field, batch_id desc, ordinal desc) fields;
analyze folded_fields;

insert into mart.dim_technology_field (technology_field_code, label)
select distinct on (folded) folded, written from folded_fields where folded is not null order by folded, batch_id desc, ordinal desc
on conflict do nothing;
