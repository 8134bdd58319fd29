-- Grain: one row per company that advanced to development: its first Phase II award in the year of its first Phase I award or later.
with names as materialized (
    -- Each spelling is folded once, not once per award.
    select comp_name, staging.fold_us_company(comp_name) as company from (select distinct comp_name from staging.live_sbir) written
), awards as (
    select * from staging.live_sbir join names using (comp_name)
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
