-- Grain: one row per award. The state belongs to the award, not to the company; agency and branch are those of each award.
with awards as materialized (
    select *, staging.fold_us_company(comp_name) as company from staging.live_sbir
)
select dataset_code, owner_code, batch_id, ordinal, sheet, line,
       'company/' || company as case_key, url as engagement_number,
       case phase when 'Phase I' then 'phase-1' when 'Phase II' then 'phase-2' end as engagement_type,
       staging.slug(agency) as institute_code, agency as institute_name, branch as unit_name,
       award_year as started_date, 'year' as date_precision, award_amount as contract_amount,
       company as company_identity, comp_name as company_name, staging.us_state(comp_address) as region_code
from awards
