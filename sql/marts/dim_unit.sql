-- Grain: one row per institute and unit of a dataset. An institute that a ledger only names is known by its agreement, else by its folded name.

create temp table named_institutes on commit drop as
select distinct on (dataset_key, name_folded) dataset_key, name_folded, institute_code
from (
    select dataset_key, staging.fold_text(institute_name) as name_folded, institute_code, 1 as preference from mart.dim_agreement where is_current and dataset_key is not null
    union all
    select dataset_key, staging.fold_text(institute_name), institute_code, 2 from mart.dim_unit where dataset_key is not null
    union all
    select dataset_key, staging.fold_text(institute_name), institute_code, 0 from current_engagements where institute_name is not null and institute_code is not null
) n
where name_folded is not null order by dataset_key, name_folded, preference, institute_code;

create temp table institute_units on commit drop as
select dataset_key, 'referral' as fact, case_id, batch_id, ordinal,
       coalesce(institute_code, lookup, staging.fold_text(written)) as institute_code, written as institute_name,
       coalesce(staging.fold_text(unit_name), 'unknown') as unit_code, unit_name
from (select c.*, coalesce(c.institute_name, c.referred_to) as written, n.institute_code as lookup
      from current_referrals c left join named_institutes n on n.dataset_key = c.dataset_key and n.name_folded = staging.fold_text(coalesce(c.institute_name, c.referred_to))) c
union all
select c.dataset_key, 'engagement', c.case_id, c.batch_id, c.ordinal,
       coalesce(c.institute_code, n.institute_code, staging.fold_text(c.institute_name), nullif(c.owner_code, 'unstated')), c.institute_name,
       coalesce(staging.fold_text(c.unit_name), 'unknown'), c.unit_name
from current_engagements c left join named_institutes n on n.dataset_key = c.dataset_key and n.name_folded = staging.fold_text(c.institute_name);
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

insert into mart.dim_technology_field (technology_field_code, label)
select distinct on (staging.fold_text(technology_field)) staging.fold_text(technology_field), technology_field
from current_referrals where staging.fold_text(technology_field) is not null
order by staging.fold_text(technology_field), batch_id desc, ordinal desc
on conflict do nothing;
