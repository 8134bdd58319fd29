-- The canonical columns of each fact: what a source's staging view may deliver. An empty table each, so that a view's columns are found by name
-- and a missing one reads as null. Add a column here and every source may fill it.

create table staging.canonical_referrals (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer, case_key text,
    referral_number text, referred_date date, date_precision text, updated_on date, closed_date date, state text,
    bank_code text, bank_name text, branch_code text, branch_name text, channel text,
    company_identity text, corporate_number text, company_name text, company_kana text, address text,
    municipality_code text, region_code text, industry_code text, industry_revision smallint,
    employees integer, capital bigint, founded_date date, technology_field text, clusters text[],
    referred_to text, institute_code text, institute_name text, unit_name text
);
comment on table staging.canonical_referrals is 'Grain: one row per referral and revision as received. case_key: null = owner/number. company_identity: an identity that the source itself vouches for.';

create table staging.canonical_engagements (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer, case_key text,
    engagement_number text, bank_code text, referral_number text, engagement_type text, research_stage text,
    institute_code text, institute_name text, unit_name text,
    started_date date, date_precision text, ended_date date, contract_amount bigint, company_share_amount bigint, state text, updated_on date,
    company_identity text, corporate_number text, company_name text, region_code text, industry_code text, industry_revision smallint
);
comment on table staging.canonical_engagements is 'Grain: one row per engagement and revision as received. A source without referrals leaves referral_number null and names the company itself.';

create table staging.canonical_outcomes (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer, case_key text,
    outcome_number text, bank_code text, referral_number text, engagement_number text, outcome_type text,
    outcome_date date, date_precision text, quantity bigint, amount bigint, verification text, model_case boolean, region_code text, updated_on date
);
comment on table staging.canonical_outcomes is 'Grain: one row per outcome and revision as received.';

create table staging.canonical_targets (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer,
    fiscal_year integer, measure text, region text, cluster text, target_value numeric, target_unit text, updated_on date
);
comment on table staging.canonical_targets is 'Grain: one row per target as received; region and cluster as written, blank = all.';

create table staging.canonical_agreements (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer,
    agreement_number text, bank_code text, institute_code text, institute_name text, signed_date date, valid_from date, valid_to date, extends text, updated_on date
);
comment on table staging.canonical_agreements is 'Grain: one row per agreement and revision as received.';

create table staging.canonical_cluster_validity (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer,
    cluster text, valid_from date, valid_to date, updated_on date
);
comment on table staging.canonical_cluster_validity is 'Grain: one row per cluster and period as received.';

create function staging.date_key(day date) returns integer
language sql immutable parallel safe as $$
    select case when day is null then -3 when day < '1970-01-01' or day > '2050-12-31' then -1
                else (extract(year from day) * 10000 + extract(month from day) * 100 + extract(day from day))::integer end
$$;
comment on function staging.date_key is 'Key of a day in mart.dim_date; null = -3 not yet; outside the calendar = -1.';
