-- Grain: one row per company and date from which its attributes hold (SCD2 under company_id).
-- First sight of a referral counts from its own date, a revision from its 更新日 (a revision without one corrects its referral's date).
-- A version once published stays: older publications refer to it.

create temp table touched_companies on commit drop as
select distinct c.dataset_key, c.company_id from touched_cases t join case_companies c using (dataset_key, case_key);

create temp table company_versions on commit drop as
with sightings as (
    select c.dataset_key, c.company_id, case when r.revision = 1 then s.referred_date else coalesce(s.updated_on, s.referred_date) end as valid_from,
           s.batch_id, s.ordinal, s.company_name, s.company_kana, s.corporate_number, s.address, coalesce(s.municipality_code, s.region_code) as region_code,
           s.industry_code, s.industry_revision, s.employees, s.capital, s.founded_date
    from touched_companies c join case_companies k using (dataset_key, company_id)
    join referral_revisions r on r.dataset_key = k.dataset_key and r.case_key = k.case_key
    join staged_referrals s on s.batch_id = r.batch_id and s.ordinal = r.ordinal
    union all
    select c.dataset_key, c.company_id, s.started_date, s.batch_id, s.ordinal, s.company_name, null, s.corporate_number, null, s.region_code,
           s.industry_code, s.industry_revision, null, null, null
    from touched_companies c join case_companies k using (dataset_key, company_id)
    join engagement_revisions e on e.dataset_key = k.dataset_key and e.case_key = k.case_key and e.is_latest
    join staged_engagements s on s.batch_id = e.batch_id and s.ordinal = e.ordinal and s.referral_number is null
), one_a_day as (
    select distinct on (dataset_key, company_id, valid_from) * from sightings order by dataset_key, company_id, valid_from, batch_id desc, ordinal desc
), resolved as (
    select o.dataset_key, o.company_id, o.valid_from, o.company_name, o.company_kana, o.corporate_number, o.address,
           case when o.region_code is null then -1 else coalesce(r.region_key, -1) end as region_key,
           case when o.industry_revision is null then -2 when o.industry_code is null then -1 else coalesce(i.industry_key, -1) end as industry_key,
           case when o.industry_revision is null then 'not-applicable' else staging.company_size(o.employees) end as company_size,
           o.employees, o.capital as capital_amount, o.founded_date
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
analyze company_versions;

insert into mart.dim_company (dataset_key, company_id, company_name, company_kana, corporate_number, address, region_key, industry_key, company_size, employees, capital_amount, founded_date,
                              attributes_hash, valid_from, valid_to, is_current)
select dataset_key, company_id, coalesce(company_name, '不明'), company_kana, corporate_number, address, region_key, industry_key, company_size, employees, capital_amount, founded_date,
       attributes_hash, valid_from, valid_to, valid_to = '9999-12-31'
from company_versions
on conflict (dataset_key, company_id, valid_from, attributes_hash) do update
set valid_to = excluded.valid_to, is_current = excluded.is_current
where (dim_company.valid_to, dim_company.is_current) is distinct from (excluded.valid_to, excluded.is_current);

-- Versions that the ledgers no longer tell are closed, never removed.
update mart.dim_company d set is_current = false
from touched_companies t
where d.dataset_key = t.dataset_key and d.company_id = t.company_id and d.is_current
  and not exists (select from company_versions v where v.dataset_key = d.dataset_key and v.company_id = d.company_id and v.valid_from = d.valid_from and v.attributes_hash = d.attributes_hash);

-- By case, so that a fact finds its company's version by its case and its date.
create temp table versions_in_force on commit drop as
select t.case_id, c.company_id, c.is_matched, case when v.is_first then date '-infinity' else v.valid_from end as from_date, v.valid_to,
       d.company_key, d.region_key, d.industry_key, d.company_size
from touched_cases t join case_companies c using (dataset_key, case_key)
join company_versions v using (company_id) join mart.dim_company d using (company_id, valid_from, attributes_hash);
create index on versions_in_force (case_id);
analyze versions_in_force;
