-- The facts. Every row carries the publications it belongs to (published_from <= n < published_to; open = 2147483647), its content's hash,
-- and batch, sheet and line that it came from. Partitioned by dataset, so that one dataset's bulk never weighs on another's questions.

create table mart.key_case (
    case_id     bigint generated always as identity primary key,
    dataset_key smallint not null references mart.dim_dataset,
    case_key    text not null,
    unique (dataset_key, case_key)
);
comment on table mart.key_case is 'The case: a referral with its engagements and outcomes, the unit of recomputation. An engagement of a source without referrals is a case of its own.';

create table mart.key_referral (
    referral_id bigint generated always as identity primary key,
    dataset_key smallint not null references mart.dim_dataset,
    owner_code text not null, number text not null,
    unique (dataset_key, owner_code, number)
);
comment on table mart.key_referral is 'Durable referral ids: (dataset, owner, number) -> id, insert-only.';
create table mart.key_engagement (
    engagement_id bigint generated always as identity primary key,
    dataset_key smallint not null references mart.dim_dataset,
    owner_code text not null, number text not null,
    unique (dataset_key, owner_code, number)
);
comment on table mart.key_engagement is 'Durable engagement ids: (dataset, owner, number) -> id, insert-only.';
create table mart.key_outcome (
    outcome_id bigint generated always as identity primary key,
    dataset_key smallint not null references mart.dim_dataset,
    owner_code text not null, number text not null,
    unique (dataset_key, owner_code, number)
);
comment on table mart.key_outcome is 'Durable outcome ids: (dataset, owner, number) -> id, insert-only.';
create table mart.key_target (
    target_id bigint generated always as identity primary key,
    dataset_key smallint not null references mart.dim_dataset,
    target_key text not null,
    unique (dataset_key, target_key)
);
comment on table mart.key_target is 'Durable target ids: (dataset, fiscal year, measure, region, cluster as resolved) -> id, insert-only.';

create table mart.fct_referrals (
    dataset_key               smallint not null references mart.dim_dataset,
    referral_id               bigint not null,
    case_id                   bigint not null,
    owner_code                text not null,
    referral_number           text not null,
    company_id                bigint not null,
    company_key               bigint not null references mart.dim_company,
    is_company_matched        boolean not null,
    referrer_key              integer not null references mart.dim_referrer,
    channel_key               integer not null references mart.dim_channel,
    region_key                integer not null references mart.dim_region,
    industry_key              integer not null references mart.dim_industry,
    technology_field_key      integer not null references mart.dim_technology_field,
    agreement_key             integer not null references mart.dim_agreement,
    unit_key                  integer not null references mart.dim_unit,
    company_size              text not null,
    state                     text not null,
    date_precision            text not null check (date_precision in ('day', 'year')),
    referred_date_key         integer not null references mart.dim_date,
    first_engagement_date_key integer not null references mart.dim_date,
    first_research_date_key   integer not null references mart.dim_date,
    prototype_date_key        integer not null references mart.dim_date,
    product_date_key          integer not null references mart.dim_date,
    first_sales_date_key      integer not null references mart.dim_date,
    closed_date_key           integer not null references mart.dim_date,
    days_to_engagement        integer,
    days_to_research          integer,
    days_to_prototype         integer,
    days_to_product           integer,
    days_to_sales             integer,
    days_to_closed            integer,
    furthest_stage            text not null check (furthest_stage in ('referral', 'engagement', 'research', 'prototype', 'product')),
    content_hash              uuid not null,
    published_from            integer not null,
    published_to              integer not null default 2147483647,
    batch_id                  integer not null references audit.batches,
    sheet                     text,
    line                      integer not null,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.fct_referrals is 'One row per referral and version: an accumulating snapshot with its milestones. Region, industry and size as they were on the day of referral.';
comment on column mart.fct_referrals.first_engagement_date_key is 'First engagement other than information and not in preparation; -3 not yet. Only dates; whether it counts by data_through is the question''s matter.';
comment on column mart.fct_referrals.closed_date_key is '終結日, else the date of the first revision with a closing state; -1: closed, but no date is known; -3 open.';

create table mart.fct_engagements (
    dataset_key          smallint not null references mart.dim_dataset,
    engagement_id        bigint not null,
    case_id              bigint not null,
    owner_code           text not null,
    engagement_number    text not null,
    referral_id          bigint not null,
    company_id           bigint not null,
    company_key          bigint not null references mart.dim_company,
    referrer_key         integer not null references mart.dim_referrer,
    channel_key          integer not null references mart.dim_channel,
    region_key           integer not null references mart.dim_region,
    industry_key         integer not null references mart.dim_industry,
    technology_field_key integer not null references mart.dim_technology_field,
    agreement_key        integer not null references mart.dim_agreement,
    unit_key             integer not null references mart.dim_unit,
    company_size         text not null,
    engagement_type_key  integer not null references mart.dim_engagement_type,
    research_stage_key   integer not null references mart.dim_research_stage,
    state                text not null,
    date_precision       text not null check (date_precision in ('day', 'year')),
    started_date_key     integer not null references mart.dim_date,
    ended_date_key       integer not null references mart.dim_date,
    duration_days        integer,
    days_from_referral   integer,
    contract_amount      bigint,
    company_share_amount bigint,
    content_hash         uuid not null,
    published_from       integer not null,
    published_to         integer not null default 2147483647,
    batch_id             integer not null references audit.batches,
    sheet                text,
    line                 integer not null,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.fct_engagements is 'One row per engagement and version. Region, industry and size as they were when it started. Amounts in the currency''s minor unit; a blank amount is unknown, not 0. referral_id -2: the source has no referrals.';

create table mart.fct_outcomes (
    dataset_key          smallint not null references mart.dim_dataset,
    outcome_id           bigint not null,
    case_id              bigint not null,
    owner_code           text not null,
    outcome_number       text not null,
    referral_id          bigint not null,
    engagement_id        bigint not null,
    company_id           bigint not null,
    company_key          bigint not null references mart.dim_company,
    referrer_key         integer not null references mart.dim_referrer,
    channel_key          integer not null references mart.dim_channel,
    region_key           integer not null references mart.dim_region,
    industry_key         integer not null references mart.dim_industry,
    technology_field_key integer not null references mart.dim_technology_field,
    agreement_key        integer not null references mart.dim_agreement,
    unit_key             integer not null references mart.dim_unit,
    company_size         text not null,
    outcome_type_key     integer not null references mart.dim_outcome_type,
    date_precision       text not null check (date_precision in ('day', 'year')),
    occurred_date_key    integer not null references mart.dim_date,
    days_from_referral   integer,
    quantity             bigint not null,
    amount               bigint,
    verification         text not null check (verification in ('verified', 'self-reported')),
    is_attributable      boolean not null,
    is_model_case        boolean not null,
    is_first_model_case  boolean not null,
    content_hash         uuid not null,
    published_from       integer not null,
    published_to         integer not null default 2147483647,
    batch_id             integer not null references audit.batches,
    sheet                text,
    line                 integer not null,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.fct_outcomes is 'One row per outcome and version. quantity: pieces or people (blank in the ledger = 1); amount: minor unit of the currency, for added sales, investment and loans.';
comment on column mart.fct_outcomes.is_attributable is 'False when dated before the first engagement of its referral: kept, outside the cohort rates.';
comment on column mart.fct_outcomes.is_first_model_case is 'The first flagged outcome of its referral (by date, then number): model_cases counts a referral once, there.';

create table mart.fct_targets (
    dataset_key    smallint not null references mart.dim_dataset,
    target_id      bigint not null,
    fiscal_year    smallint not null,
    measure        text not null,
    region_key     integer not null references mart.dim_region,
    cluster_key    integer not null references mart.dim_cluster,
    target_value   bigint not null,
    content_hash   uuid not null,
    published_from integer not null,
    published_to   integer not null default 2147483647,
    batch_id       integer not null references audit.batches,
    sheet          text,
    line           integer not null,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.fct_targets is 'One row per fiscal year x measure x region x cluster and version; region or cluster -2 = all. Valid only at exactly this grain. Money in the minor unit.';

create table mart.brg_referral_cluster (
    dataset_key    smallint not null references mart.dim_dataset,
    referral_id    bigint not null,
    cluster_key    integer not null references mart.dim_cluster,
    case_id        bigint not null,
    published_from integer not null,
    published_to   integer not null default 2147483647,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.brg_referral_cluster is 'Clusters of a referral, several possible; none: no row. Engagements and outcomes inherit their referral''s.';

-- One open row per business key, and the serving indexes: the newest publication is read with published_to = 2147483647.
create unique index fct_referrals_open on mart.fct_referrals (dataset_key, referral_id) where published_to = 2147483647;
create index fct_referrals_case on mart.fct_referrals (dataset_key, case_id) where published_to = 2147483647;
create unique index fct_engagements_open on mart.fct_engagements (dataset_key, engagement_id) where published_to = 2147483647;
create index fct_engagements_case on mart.fct_engagements (dataset_key, case_id) where published_to = 2147483647;
create unique index fct_outcomes_open on mart.fct_outcomes (dataset_key, outcome_id) where published_to = 2147483647;
create index fct_outcomes_case on mart.fct_outcomes (dataset_key, case_id) where published_to = 2147483647;
create unique index fct_targets_open on mart.fct_targets (dataset_key, target_id) where published_to = 2147483647;
create unique index brg_referral_cluster_open on mart.brg_referral_cluster (dataset_key, referral_id, cluster_key) where published_to = 2147483647;
create index brg_referral_cluster_case on mart.brg_referral_cluster (dataset_key, case_id) where published_to = 2147483647;

-- A new dataset: its dimension row and its partitions. Runs as the owner, since the loader may create no table in mart.
create function mart.ensure_dataset(code text, name_ja text, name_en text, currency_code text, start_month smallint, synthetic boolean, origin_ja text, origin_en text)
returns smallint language plpgsql security definer set search_path = pg_catalog, mart as $$
declare
    key smallint;
    fact text;
begin
    if code !~ '^[a-z][a-z0-9_]{0,39}$' then
        raise exception 'dataset code % must be lower-case letters, digits and _, beginning with a letter', quote_literal(code);
    end if;
    select dataset_key into key from mart.dim_dataset where dataset_code = code;
    if key is not null then return key; end if;
    insert into mart.dim_dataset (dataset_code, label_ja, label_en, currency, fiscal_year_start_month, is_synthetic, source_ja, source_en)
    values (code, name_ja, name_en, currency_code, start_month, synthetic, origin_ja, origin_en)
    on conflict (dataset_code) do nothing returning dataset_key into key;
    if key is null then
        select dataset_key into key from mart.dim_dataset where dataset_code = code;
        return key;
    end if;
    foreach fact in array array['fct_referrals', 'fct_engagements', 'fct_outcomes', 'fct_targets', 'brg_referral_cluster'] loop
        execute format('create table mart.%I partition of mart.%I for values in (%s)', fact || '_' || code, fact, key);
        execute format('grant select on mart.%I to analytics_reader', fact || '_' || code);
        execute format('grant select, insert, update on mart.%I to analytics_loader', fact || '_' || code);
    end loop;
    return key;
end $$;
revoke all on function mart.ensure_dataset from public;
grant execute on function mart.ensure_dataset to analytics_loader;

select mart.ensure_dataset('ledgers', '台帳', 'Ledgers', 'JPY', 4::smallint, false, '銀行・研究機関の台帳', 'Ledgers of banks and institutes');
select mart.ensure_dataset('samples', '見本データ', 'Samples', 'JPY', 4::smallint, true, '合成データ（実在の企業・団体とは関係ありません）', 'Synthetic data; no real company or organisation');

-- A publication changes the facts at one stroke; the planner must not wait for autovacuum to notice. Runs as the owner, who alone may analyse.
create function mart.refresh_statistics(code text) returns void language plpgsql security definer set search_path = pg_catalog, mart as $$
declare
    relation text;
begin
    for relation in
        select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'mart' and c.relkind = 'r'
          and (c.relname ~ '^(dim|key)_' or c.relname = any (select fact || '_' || code from unnest(array['fct_referrals', 'fct_engagements', 'fct_outcomes', 'fct_targets', 'brg_referral_cluster']) fact))
    loop
        execute 'analyze ' || relation;
    end loop;
end $$;
revoke all on function mart.refresh_statistics from public;
grant execute on function mart.refresh_statistics to analytics_loader;
