-- Keys and dimensions get their datasets, regions and industries from joins with those very tables: a constraint would only ask again, row by row.
do $$
declare
    held record;
begin
    for held in
        select c.conrelid::regclass as relation, c.conname
        from pg_constraint c join pg_class r on r.oid = c.conrelid
        where c.contype = 'f' and c.connamespace = 'mart'::regnamespace and (r.relname like 'key\_%' or r.relname = 'dim_company')
    loop
        execute format('alter table %s drop constraint %I', held.relation, held.conname);
    end loop;
end $$;
-- A file's findings are written with its batch, in one transaction.
alter table audit.findings drop constraint findings_batch_id_fkey;

-- As before, without a regular expression for each case, and without decimal arithmetic for each day.
create or replace function staging.case_number(case_key text) returns text
language sql immutable parallel safe as $$
    select case when starts_with(case_key, 'engagement/') or starts_with(case_key, 'outcome/') or starts_with(case_key, 'meeting/') then case_key
                else substr(case_key, strpos(case_key, '/') + 1) end
$$;

create or replace function staging.date_key(day date) returns integer
language sql immutable parallel safe as $$
    select case when day is null then -3 when day < '1970-01-01' or day > '2050-12-31' then -1
                else (date_part('year', day) * 10000 + date_part('month', day) * 100 + date_part('day', day))::integer end
$$;

-- As before; what costs most runs only where the text has what it looks for. A name of which nothing but 株式会社 is to go needs no pattern: all other forms have 社, シャ or a bracket.
create or replace function staging.fold_text(value text) returns text
language plpgsql immutable strict parallel safe as $$
declare
    folded text := staging.fold_code(value);
begin
    if folded ~ '[abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāēīōūαβγδεζηθικλμνξοπρσςτυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяё髙﨑濵邉邊齋齊斎澤嶋]' then
        folded := translate(folded,
            'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāēīōūαβγδεζηθικλμνξοπρσςτυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяё髙﨑濵邉邊齋齊斎澤嶋',
            'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĒĪŌŪΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ高崎浜辺辺斉斉斉沢島');
    end if;
    return folded;
end $$;
create or replace function staging.fold_company(name text) returns text
language plpgsql immutable strict parallel safe as $$
declare
    folded text := staging.fold_text(name);
    rest text := replace(folded, '株式会社', '');
begin
    if rest ~ '[社()]|シャ' then
        rest := regexp_replace(folded,
            '株式会社|有限会社|合同会社|合資会社|合名会社|カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ユウゲンカイシャ|ゴウドウガイシャ|\((株|有|同|資|名)\)|^[カユドシメ]\)|\([カユドシメ]\)?$', '', 'g');
    end if;
    return nullif(rest, '');
end $$;

-- Statistics cost what changed. A fact's are taken anew where a publication brought or closed more than a twentieth of it; those of keys and dimensions where they have grown by a tenth, as soon as
-- they have: what comes next joins them. A publication samples little of its own short-lived tables; the star's, which readers' questions are planned by, stay as they were.
create or replace function mart.refresh_statistics(fact text, code text, changed bigint) returns void
language plpgsql security definer set search_path = pg_catalog, mart set default_statistics_target = 100 as $$
declare
    partition regclass := to_regclass(format('mart.%I', fact || '_' || code));
    known real;
begin
    select reltuples into known from pg_class where oid = partition;
    if partition is not null and (known <= 0 or changed >= known / 20) then execute 'analyze ' || partition; end if;
end $$;

create function mart.refresh_keys() returns void
language plpgsql security definer set search_path = pg_catalog, mart set default_statistics_target = 100 as $$
declare
    relation regclass;
begin
    for relation in
        select oid from pg_class
        where relnamespace = 'mart'::regnamespace and relkind = 'r' and relname ~ '^(dim|key)_' and pg_relation_size(oid) > greatest(relpages, case when reltuples < 0 then 0 else 1 end) * 8192 * 1.1
    loop
        execute 'analyze ' || relation;
    end loop;
end $$;
comment on function mart.refresh_keys is 'Tells the planner how large the keys and dimensions are that have grown.';
revoke all on function mart.refresh_keys() from public;
grant execute on function mart.refresh_keys() to analytics_loader;

-- The first and the last day of a dataset, which every publication tells, without a look at all of its rows.
create index on mart.fct_referrals (dataset_key, referred_date_key) where published_to = 2147483647;
create index on mart.fct_engagements (dataset_key, started_date_key) where published_to = 2147483647;
create index on mart.fct_outcomes (dataset_key, occurred_date_key) where published_to = 2147483647;
create index on mart.fct_meeting_attendance (dataset_key, held_date_key) where published_to = 2147483647;
