-- What a first load leaves behind, the next publication must not pay for.

-- Findings may be as many as rows: without statistics the planner expects a handful, and looks at all of them for a few cases.
create or replace function mart.refresh_keys() returns void
language plpgsql security definer set search_path = pg_catalog, mart set default_statistics_target = 100 as $$
declare
    relation regclass;
begin
    for relation in
        select oid from pg_class
        where ((relnamespace = 'mart'::regnamespace and relkind = 'r' and relname ~ '^(dim|key)_') or oid = 'audit.findings'::regclass)
          and pg_relation_size(oid) > greatest(relpages, case when reltuples < 0 then 0 else 1 end) * 8192 * 1.1
    loop
        execute 'analyze ' || relation;
    end loop;
end $$;
comment on function mart.refresh_keys is 'Tells the planner how large the keys, dimensions and findings are that have grown.';

-- Whether a dataset's last day is that of a row that tells a year alone, without a look at all rows of the year.
create index on mart.fct_referrals (dataset_key, referred_date_key) where date_precision = 'year' and published_to = 2147483647;
create index on mart.fct_engagements (dataset_key, started_date_key) where date_precision = 'year' and published_to = 2147483647;
create index on mart.fct_outcomes (dataset_key, occurred_date_key) where date_precision = 'year' and published_to = 2147483647;
