-- Establishments and employees by region, industry and year: what figures of a year are set against.

create table staging.canonical_establishments (
    dataset_code text, owner_code text, batch_id integer, ordinal integer, sheet text, line integer,
    counted_year integer, region text, industry_code text, industry_revision smallint, establishments integer, employees integer, updated_on date
);
comment on table staging.canonical_establishments is 'Grain: one row per year, region and industry as received; the region as written.';

create table mart.fct_establishments (
    dataset_key      smallint not null references mart.dim_dataset,
    counted_date_key integer not null references mart.dim_date,
    region_key       integer not null references mart.dim_region,
    industry_key     integer not null references mart.dim_industry,
    date_precision   text not null check (date_precision = 'year'),
    establishments   integer not null check (establishments >= 0),
    employees        integer check (employees >= 0),
    content_hash     uuid not null,
    published_from   integer not null,
    published_to     integer not null default 2147483647,
    batch_id         integer not null references audit.batches,
    sheet            text,
    line             integer not null,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.fct_establishments is 'One row per region x industry x year and version. A stock of its year: adds up over regions and industries, of which no two rows of a year overlap, and never over years.';
comment on column mart.fct_establishments.counted_date_key is 'First day of the dataset''s fiscal year of that number: only the year is known.';
comment on column mart.fct_establishments.employees is 'Null: not told; never 0 for a blank.';
create unique index fct_establishments_open on mart.fct_establishments (dataset_key, counted_date_key, region_key, industry_key) where published_to = 2147483647;

-- Which tables are cut by dataset the catalogue itself says: a further fact needs no list. Runs as the owner, since the loader may create no table in mart.
create or replace function mart.add_partitions(code text, key smallint) returns void language plpgsql security definer set search_path = pg_catalog, mart as $$
declare
    fact text;
begin
    for fact in select relname from pg_class where relnamespace = 'mart'::regnamespace and relkind = 'p' loop
        if to_regclass(format('mart.%I', fact || '_' || code)) is null then
            execute format('create table mart.%I partition of mart.%I for values in (%s)', fact || '_' || code, fact, key);
            execute format('grant select on mart.%I to analytics_reader', fact || '_' || code);
            execute format('grant select, insert, update on mart.%I to analytics_loader', fact || '_' || code);
        end if;
    end loop;
end $$;
revoke all on function mart.add_partitions from public;
create or replace function mart.ensure_dataset(code text, name_ja text, name_en text, currency_code text, start_month smallint, synthetic boolean, origin_ja text, origin_en text)
returns smallint language plpgsql security definer set search_path = pg_catalog, mart as $$
declare
    key smallint;
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
    perform mart.add_partitions(code, key);
    return key;
end $$;

create or replace function mart.refresh_statistics(code text) returns void language plpgsql security definer set search_path = pg_catalog, mart as $$
declare
    relation regclass;
begin
    for relation in
        select c.oid::regclass from pg_class c
        where c.relnamespace = 'mart'::regnamespace and c.relkind = 'r'
          and (c.relname ~ '^(dim|key)_' or c.relname in (select p.relname || '_' || code from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid))
    loop
        execute format('analyze %s', relation);
    end loop;
end $$;

select mart.add_partitions(dataset_code, dataset_key) from mart.dim_dataset;
