select f.started_date_key / 10000 - (f.started_date_key / 100 % 100 < 4)::int as fiscal_year, region.municipality_code::int as municipality, industry.group_code::int as industry_group, type.engagement_type_code as type,
       f.engagement_type_key as engagement_type, f.state, f.referrer_key as branch, f.contract_amount, f.company_id, f.referral_id
from {table} f
join mart.dim_region region on region.region_key = f.region_key
join mart.dim_industry industry on industry.industry_key = f.industry_key
join mart.dim_engagement_type type on type.engagement_type_key = f.engagement_type_key
