-- Grain: one row per company that advanced to development: its first Phase II award in the year of its first Phase I award or later.
select distinct on (a.dataset_code, staging.fold_us_company(a.comp_name))
       a.dataset_code, a.owner_code, a.batch_id, a.ordinal, a.sheet, a.line,
       r.case_key, a.url as outcome_number, a.url as engagement_number, 'advanced' as outcome_type,
       a.award_year as outcome_date, 'year' as date_precision, 'verified' as verification, staging.us_state(a.comp_address) as region_code
from staging.live_sbir a
join staging.stg_sbir__referrals r on r.dataset_code = a.dataset_code and r.company_identity = staging.fold_us_company(a.comp_name)
where a.phase = 'Phase II' and a.award_year >= r.referred_date
order by a.dataset_code, staging.fold_us_company(a.comp_name), a.award_year, staging.award_number(a.url), a.url
