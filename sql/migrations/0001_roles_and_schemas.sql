-- Roles and schemas. Roles belong to the whole server: another database may have made them, or be making them right now.
do $$
declare
    role text;
begin
    foreach role in array array['analytics_owner', 'analytics_loader', 'analytics_reader'] loop
        if not exists (select from pg_roles where rolname = role) then
            begin
                execute format('create role %I nologin', role);
            exception when duplicate_object or unique_violation then
                null; -- made by another database in this moment
            end;
        end if;
    end loop;

    -- Who migrates acts as the owner, and hands over what the loader makes. A superuser may do both already.
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant analytics_owner, analytics_loader to %I', current_user);
    end if;

    execute format('grant create on database %I to analytics_owner', current_database());
end
$$;

create schema raw authorization analytics_owner;
create schema staging authorization analytics_owner;
create schema mart authorization analytics_owner;
create schema app authorization analytics_owner;
create schema quartz authorization analytics_owner;
alter schema audit owner to analytics_owner;
alter table audit.migrations owner to analytics_owner;

comment on schema raw is 'Rows of received files, typed once: one table per source';
comment on schema staging is 'One view per source and fact that it feeds: renames only';
comment on schema mart is 'The star: facts, dimensions and bridges, versioned by publication';
comment on schema audit is 'Batches, rejected rows, profiles, publications, migrations';
comment on schema app is 'What the dashboard writes: commands to the worker';
comment on schema quartz is 'The scheduler''s tables';

grant usage on schema raw, staging, mart, audit, app, quartz to analytics_loader;
grant create on schema raw, staging, quartz to analytics_loader;
grant usage on schema mart, audit, app, quartz to analytics_reader;
grant select on audit.migrations to analytics_loader, analytics_reader;

-- What migrations make from here on.
alter default privileges for role analytics_owner in schema raw, staging
    grant select, insert, update, delete, truncate, references on tables to analytics_loader;
alter default privileges for role analytics_owner in schema mart, audit
    grant select, insert, update on tables to analytics_loader; -- no delete: the star keeps every version
alter default privileges for role analytics_owner in schema app
    grant select, insert, update on tables to analytics_loader;
alter default privileges for role analytics_owner in schema quartz
    grant select, insert, update, delete, truncate on tables to analytics_loader;
alter default privileges for role analytics_owner in schema raw, staging, mart, audit, app, quartz
    grant usage, select on sequences to analytics_loader;
alter default privileges for role analytics_owner in schema mart, audit, quartz
    grant select on tables to analytics_reader;

-- What the loader makes: tables of new sources, and the scheduler's.
alter default privileges for role analytics_loader in schema raw, staging
    grant all on tables to analytics_owner;
alter default privileges for role analytics_loader in schema quartz
    grant select on tables to analytics_reader;
