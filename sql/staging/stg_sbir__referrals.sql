-- Grain: one row per company with a Phase I award: its first one (ties: the lowest number in the address of the award) stands for the referral.
with names as materialized (
    -- Each spelling is folded once, not once per award.
    select comp_name, staging.fold_us_company(comp_name) as company from (select distinct comp_name from staging.live_sbir) written
), awards as (
    select * from staging.live_sbir join names using (comp_name) where phase = 'Phase I' and company is not null
)
select distinct on (dataset_code, company)
       dataset_code, owner_code, batch_id, ordinal, sheet, line,
       'company/' || company as case_key, company as referral_number, award_year as referred_date, 'year' as date_precision, 'engaged' as state,
       company as company_identity, comp_name as company_name, comp_address as address, staging.us_state(comp_address) as region_code,
       staging.slug(agency) as institute_code, agency as institute_name, branch as unit_name
from awards
order by dataset_code, company, award_year, staging.award_number(url), url
