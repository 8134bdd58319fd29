-- Grain: one row per revision of a referral whose industry code may have lost its leading zero (industry_readings): two or three digits that exist with a zero in front as well.
-- If only that reading exists, it is meant, unless the file's column keeps its zeros. Of two, that one holds whose major group the company's other rows have; else that whose
-- major group the column's other codes have, though none gains a zero so in a column that keeps them; else the industry is unknown.
-- In a column of major groups alone no code has lost anything: 24 is 24, not a shortened 024.

-- Step by step, each counted: the planner cannot guess how many rows a condition on a column's digits leaves.
create temp table industry_candidates on commit drop as
    select s.batch_id, s.ordinal, c.company_id, f.batch_id as column_batch, f.sheet as column_sheet, f.keeps_zeros, s.industry_code, plain.name_ja as plain_name, plain.group_code as plain_group,
           '0' || s.industry_code as zero_code, zero.name_ja as zero_name, zero.group_code as zero_group
    from staged_referrals s
    join referral_revisions r on r.batch_id = s.batch_id and r.ordinal = s.ordinal
    join case_companies c on c.dataset_key = r.dataset_key and c.case_key = r.case_key
    join staging.industry_columns f on f.batch_id = coalesce((s.origins->'industry'->>'batch')::integer, s.batch_id) and f.revision is not distinct from s.industry_revision
                       and f.sheet is not distinct from case when s.origins->'industry' is null then s.sheet else s.origins->'industry'->>'sheet' end
    left join mart.dim_industry plain on plain.is_current and plain.revision = s.industry_revision and plain.industry_code = s.industry_code
    left join mart.dim_industry zero on zero.is_current and zero.revision = s.industry_revision and zero.industry_code = '0' || s.industry_code
                                    and s.industry_code ~ '^[1-9]\d{1,2}$' and (length(s.industry_code) = 3 or f.digits > 2)
                                    and (plain.industry_key is not null or not f.keeps_zeros)
    where s.industry_code ~ '^\d{2,4}$';
analyze industry_candidates;

create temp table company_groups on commit drop as
    select distinct company_id, coalesce(plain_group, zero_group) as group_code from industry_candidates where (plain_group is null) <> (zero_group is null);
analyze company_groups;

-- The groups that a column's unambiguous codes have.
create temp table column_groups on commit drop as
    select distinct f.batch_id as column_batch, f.sheet as column_sheet, coalesce(plain.group_code, zero.group_code) as group_code
    from staging.industry_columns f cross join unnest(f.codes) code
    left join mart.dim_industry plain on plain.is_current and plain.revision = f.revision and plain.industry_code = code
    left join mart.dim_industry zero on zero.is_current and zero.revision = f.revision and zero.industry_code = '0' || code
                                    and code ~ '^[1-9]\d{1,2}$' and (length(code) = 3 or f.digits > 2)
                                    and (plain.industry_key is not null or not f.keeps_zeros)
    where f.batch_id in (select column_batch from industry_candidates) and code ~ '^\d{2,4}$'
      and (plain.group_code is null) <> (zero.group_code is null);
analyze column_groups;

create temp table industry_readings on commit drop as
with weighed as (
    select c.*, company_zero.group_code is not null as is_zero_of_company, company_plain.group_code is not null as is_plain_of_company,
           column_zero.group_code is not null and not c.keeps_zeros as is_zero_of_column, column_plain.group_code is not null as is_plain_of_column
    from industry_candidates c
    left join company_groups company_zero on company_zero.company_id = c.company_id and company_zero.group_code = c.zero_group
    left join company_groups company_plain on company_plain.company_id = c.company_id and company_plain.group_code = c.plain_group
    left join column_groups column_zero on column_zero.column_batch = c.column_batch and column_zero.column_sheet is not distinct from c.column_sheet and column_zero.group_code = c.zero_group
    left join column_groups column_plain on column_plain.column_batch = c.column_batch and column_plain.column_sheet is not distinct from c.column_sheet and column_plain.group_code = c.plain_group
    where c.zero_group is not null
), decided as (
    select *, case when plain_group is null then zero_code
                   when is_zero_of_company <> is_plain_of_company then case when is_zero_of_company then zero_code else industry_code end
                   when is_zero_of_company then null
                   when is_zero_of_column <> is_plain_of_column then case when is_zero_of_column then zero_code else industry_code end end as reading
    from weighed
)
select batch_id, ordinal, reading,
       case when plain_group is null or (keeps_zeros and reading = industry_code) then null
            when reading is null then format('%s: %s %s / %s %s', industry_code, zero_code, zero_name, industry_code, plain_name)
            when reading = industry_code then format('%s → %s %s / %s %s', industry_code, industry_code, plain_name, zero_code, zero_name)
            else format('%s → %s %s / %s %s', industry_code, zero_code, zero_name, industry_code, plain_name) end as doubt
from decided;

update staged_referrals s set industry_code = i.reading, industry_doubt = i.doubt from industry_readings i where i.batch_id = s.batch_id and i.ordinal = s.ordinal;
