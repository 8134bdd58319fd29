-- Grain: one row per company and date from which its attributes hold (SCD2 under company_id).
-- What a referral says counts from its own date, or from its 異動日; a revision corrects what was said of the same day.
-- A version once published stays: older publications refer to it.

-- Of each referral the latest revision, and that of each of its changes.
create temp table held_referrals on commit drop as
select distinct on (r.dataset_key, r.owner_code, r.referral_number, s.changed_date)
       c.company_id, r.case_key as full_case_key, s.*, staging.place(s.batch_id, s.sheet, s.line) as place
from touched_companies c join case_companies k using (dataset_key, company_id)
join referral_revisions r on r.dataset_key = k.dataset_key and r.case_key = k.case_key
join staged_referrals s on s.batch_id = r.batch_id and s.ordinal = r.ordinal
order by r.dataset_key, r.owner_code, r.referral_number, s.changed_date, r.revision desc;
analyze held_referrals (company_id, dataset_key, owner_code, referral_number, changed_date, batch_id, ordinal);

create temp table company_versions on commit drop as
with told as (
    select *, changed_date is null and coalesce(min(changed_date) over (partition by dataset_key, owner_code, referral_number) <= referred_date, false) as is_over from held_referrals
), sightings as (
    select dataset_key, company_id, coalesce(changed_date, referred_date) as valid_from,
           batch_id, ordinal, company_name, company_kana, corporate_number, address, coalesce(municipality_code, region_code) as region_code,
           industry_code, industry_revision, employees, capital, founded_date,
           coalesce(origins->'region', place) as region_place, coalesce(origins->'industry', place) as industry_place, coalesce(origins->'company_size', place) as size_place
    from told where not is_over
    union all
    select c.dataset_key, c.company_id, s.started_date, s.batch_id, s.ordinal, s.company_name, null, s.corporate_number, null, s.region_code,
           s.industry_code, s.industry_revision, null, null, null, place, place, place
    from touched_companies c join case_companies k using (dataset_key, company_id)
    join engagement_revisions e on e.dataset_key = k.dataset_key and e.case_key = k.case_key and e.is_latest
    join staged_engagements s on s.batch_id = e.batch_id and s.ordinal = e.ordinal and s.referral_number is null
    cross join staging.place(s.batch_id, s.sheet, s.line) place
    union all
    -- An outcome tells who its company is only where nothing else of its case does.
    select c.dataset_key, c.company_id, s.outcome_date, s.batch_id, s.ordinal, s.company_name, null, s.corporate_number, null, s.region_code,
           s.industry_code, s.industry_revision, null, null, null, place, place, place
    from touched_companies c join case_companies k using (dataset_key, company_id)
    join outcome_revisions o on o.dataset_key = k.dataset_key and o.case_key = k.case_key and o.is_latest
    join staged_outcomes s on s.batch_id = o.batch_id and s.ordinal = o.ordinal and s.referral_number is null
    cross join staging.place(s.batch_id, s.sheet, s.line) place
    where not exists (select from referral_revisions r where r.dataset_key = o.dataset_key and r.case_key = o.case_key)
      and not exists (select from engagement_revisions e where e.dataset_key = o.dataset_key and e.case_key = o.case_key)
), one_a_day as (
    -- Of one row that tells of a referral and of an engagement the latter, as it says less.
    select distinct on (dataset_key, company_id, valid_from) * from sightings order by dataset_key, company_id, valid_from, batch_id desc, ordinal desc, address is not null
), resolved as (
    select o.dataset_key, o.company_id, o.valid_from, o.company_name, o.company_kana, o.corporate_number, o.address,
           case when o.region_code is null then -1 else coalesce(r.region_key, -1) end as region_key,
           case when o.industry_revision is null then -2 when o.industry_code is null then -1 else coalesce(i.industry_key, -1) end as industry_key,
           case when o.industry_revision is null then 'not-applicable' else staging.company_size(o.employees) end as company_size,
           o.employees, o.capital as capital_amount, o.founded_date, o.region_place, o.industry_place, o.size_place
    from one_a_day o
    left join mart.dim_region r on r.region_code = o.region_code and r.is_current
    left join mart.dim_industry i on i.revision = o.industry_revision and i.industry_code = o.industry_code and i.is_current
), hashed as (
    select *, md5(row(company_name, company_kana, corporate_number, address, region_key, industry_key, company_size, employees, capital_amount, founded_date)::text)::uuid as attributes_hash
    from resolved
), changes as (
    select *, lag(attributes_hash) over (partition by dataset_key, company_id order by valid_from) as former_hash from hashed
)
select c.*, coalesce(lead(valid_from) over (partition by dataset_key, company_id order by valid_from) - 1, date '9999-12-31') as valid_to,
       row_number() over (partition by dataset_key, company_id order by valid_from) = 1 as is_first
from changes c where attributes_hash is distinct from former_hash;
create unique index on company_versions (company_id, valid_from);
analyze company_versions (company_id, dataset_key, valid_from);

insert into mart.dim_company (dataset_key, company_id, company_name, company_kana, corporate_number, address, region_key, industry_key, company_size, employees, capital_amount, founded_date,
                              attributes_hash, valid_from, valid_to, is_current)
select dataset_key, company_id, coalesce(company_name, '不明'), company_kana, corporate_number, address, region_key, industry_key, company_size, employees, capital_amount, founded_date,
       attributes_hash, valid_from, valid_to, valid_to = '9999-12-31'
from company_versions
on conflict (dataset_key, company_id, valid_from, attributes_hash) do update
set valid_to = excluded.valid_to, is_current = excluded.is_current
where (dim_company.valid_to, dim_company.is_current) is distinct from (excluded.valid_to, excluded.is_current);

select mart.refresh_keys();

-- Versions that the ledgers no longer tell are closed, never removed.
update mart.dim_company d set is_current = false
from touched_companies t
where d.dataset_key = t.dataset_key and d.company_id = t.company_id and d.is_current
  and not exists (select from company_versions v where v.dataset_key = d.dataset_key and v.company_id = d.company_id and v.valid_from = d.valid_from and v.attributes_hash = d.attributes_hash);

-- By case, so that a fact finds its company's version by its case and its date.
create temp table versions_in_force on commit drop as
select t.case_id, c.company_id, c.is_matched, case when v.is_first then date '-infinity' else v.valid_from end as from_date, v.valid_to,
       d.company_key, d.region_key, d.industry_key, d.company_size, v.region_place, v.industry_place, v.size_place
from touched_cases t join case_companies c using (dataset_key, case_key)
join company_versions v using (company_id) join mart.dim_company d using (company_id, valid_from, attributes_hash);
create index on versions_in_force (case_id);
analyze versions_in_force (case_id, company_id, company_key);
