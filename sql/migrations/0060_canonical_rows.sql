-- The canonical rows of all sources persist, indexed, so that a publication finds the cases that it touches instead of working through whole datasets.

create function staging.case_number(case_key text) returns text
language sql immutable parallel safe as $$
    select case when case_key ~ '^(engagement|outcome|meeting)/' then case_key else regexp_replace(case_key, '^[^/]*/', '') end
$$;
comment on function staging.case_number is 'The number by which ledgers name a case, whoever''s it is: the cases of one number are worked out together, since only together they tell which is meant. A case without a referral is its own.';

create index key_case_number on mart.key_case (dataset_key, staging.case_number(case_key));

create table staging.case_identities (
    dataset_key   smallint not null,
    case_key      text not null,
    case_number   text not null generated always as (staging.case_number(case_key)) stored,
    own_key       text not null,
    by_number     text,
    by_name       text,
    identity      text,
    is_matched    boolean,
    is_spoken_for boolean,
    company_id    bigint,
    primary key (dataset_key, case_key)
);
create index on staging.case_identities (dataset_key, case_number);
create index on staging.case_identities (dataset_key, by_name);
create index on staging.case_identities (dataset_key, identity);
create index on staging.case_identities (dataset_key, company_id);
comment on table staging.case_identities is 'Grain: one row per case that names a company: who it is by a number, by its name and place, and in the end. Kept up to date by each publication.';
comment on column staging.case_identities.is_spoken_for is 'Its name and place belong to one number alone.';

create table staging.industry_columns (
    batch_id    integer not null,
    sheet       text,
    revision    smallint,
    digits      integer not null,
    keeps_zeros boolean not null,
    codes       text[] not null,
    unique nulls not distinct (batch_id, sheet, revision)
);
comment on table staging.industry_columns is 'Grain: one row per batch and sheet that tells industry codes: how long they are, whether any begins with 0, and which there are. By it codes that lost their zeros are read.';

-- References are checked as sets over a publication's new rows: a constraint asks for each row and column.
do $$
declare
    held record;
begin
    for held in
        select c.conrelid::regclass as relation, c.conname
        from pg_constraint c join pg_class r on r.oid = c.conrelid
        where c.contype = 'f' and c.connamespace = 'mart'::regnamespace and c.conparentid = 0 and r.relname ~ '^(fct|brg)_'
    loop
        execute format('alter table %s drop constraint %I', held.relation, held.conname);
    end loop;
end $$;
