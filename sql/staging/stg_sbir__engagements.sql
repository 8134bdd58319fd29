-- Grain: one row per award. The state belongs to the award, not to the company; agency and branch are those of each award.
with names as materialized (
    -- Each spelling is folded once, not once per award.
    select comp_name, staging.fold_us_company(comp_name) as company from (select distinct comp_name from staging.live_sbir) written
), awards as (
    select * from staging.live_sbir left join names using (comp_name)
)
select dataset_code, owner_code, batch_id, ordinal, sheet, line,
       'company/' || company as case_key, url as engagement_number,
       case phase when 'Phase I' then 'phase-1' when 'Phase II' then 'phase-2' end as engagement_type,
       staging.slug(agency) as institute_code, agency as institute_name, branch as unit_name,
       award_year as started_date, 'year' as date_precision, award_amount as contract_amount,
       company as company_identity, comp_name as company_name, staging.us_state(comp_address) as region_code
from awards
