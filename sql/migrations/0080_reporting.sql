-- Views for people's own tools, and who reads them. The views themselves come from the declarations of facts and
-- slicers (sql/Reporting), whenever a warehouse is opened.
-- Roles belong to the whole server, and only whoever migrates may make them: another database may have done so, or be doing so right now.
set local role none;
do $$
begin
    if not exists (select from pg_roles where rolname = 'analytics_reporting') then
        begin
            create role analytics_reporting nologin;
        exception when duplicate_object or unique_violation then
            null; -- made by another database in this moment
        end;
    end if;
end
$$;
create schema reporting authorization analytics_owner; -- the owner of the warehouse may make no schemas in a database of somebody else's
set local role analytics_owner;

comment on schema reporting is 'Read-only views for Excel, Power BI, R and other tools';
grant usage on schema reporting to analytics_reporting;
