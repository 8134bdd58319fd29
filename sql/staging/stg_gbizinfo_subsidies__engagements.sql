-- Grain: one row per decision. Titles name the two programmes of research support for smaller companies, Sapoin (戦略的基盤技術高度化支援事業) and its successor
-- Go-Tech (成長型中小企業等研究開発支援事業), in full or in short.
select dataset_code, owner_code, batch_id, ordinal, sheet, line,
       decision_number as engagement_number, 'subsidy' as engagement_type,
       case when staging.fold_text(subsidy_title) ~ '戦略的基盤技術高度化支援|成長型中小企業等研究開発支援|サポイン|GO-?TECH' then 'rd-support' else 'other-subsidy' end as research_stage,
       institute_name, started_date, 'day' as date_precision, contract_amount, corporate_number, company_name
from staging.live_gbizinfo_subsidies
