-- Grain: one row per company that advanced to development: its first Phase II award in the year of its first Phase I award or later.
with awards as materialized (
    select *, staging.fold_us_company(comp_name) as company from staging.live_sbir
), since as (
    select *, min(award_year) filter (where phase = 'Phase I') over (partition by dataset_code, company) as first_phase_1 from awards
)
select distinct on (dataset_code, company)
       dataset_code, owner_code, batch_id, ordinal, sheet, line,
       'company/' || company as case_key, url as outcome_number, url as engagement_number, 'advanced' as outcome_type,
       award_year as outcome_date, 'year' as date_precision, 'verified' as verification, staging.us_state(comp_address) as region_code
from since
where phase = 'Phase II' and award_year >= first_phase_1
order by dataset_code, company, award_year, staging.award_number(url), url
