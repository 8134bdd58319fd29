-- Where an installation's own checks run: within the transaction that asks, whose rows nobody else sees yet, as analytics_reader. A login of their own would not see those rows, and after
-- `set role` a statement finds its way back by set_config('role', …); within a security-definer function Postgres refuses every change of role and of session.
-- Run by whoever may give roles, at the first start and whenever this text has changed.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant analytics_reader to %I', current_user);
    end if;
end $$;

set local role analytics_owner;
create schema if not exists checks;
comment on schema checks is 'Runs the checks that an installation adds to the product''s';
grant usage on schema checks to analytics_reader, analytics_loader;
grant create on schema checks to analytics_reader;

set local role analytics_reader;
create or replace function checks.own(statement text, is_planned boolean) returns table (fact text, dataset_key bigint, id bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    line record;
begin
    -- A loop takes one statement only.
    if is_planned then
        for line in execute 'explain ' || statement loop null; end loop;
    else
        for fact, dataset_key, id in execute statement loop return next; end loop;
    end if;
end $$;
revoke execute on function checks.own(text, boolean) from public;
grant execute on function checks.own(text, boolean) to analytics_loader;

set local role analytics_owner;
revoke create on schema checks from analytics_reader;
reset role;
