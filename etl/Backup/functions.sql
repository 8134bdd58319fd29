-- Grain: one row per function of the product's schemas. The one in which an installation's own checks run belongs to the readers, and is made anew
-- whenever a warehouse is opened.
select jsonb_build_object(
    'name', p.oid::regprocedure::text,
    'owner', pg_get_userbyid(p.proowner),
    'definition', pg_get_functiondef(p.oid),
    'comment', obj_description(p.oid, 'pg_proc'),
    'grants', case when p.proacl is not null then (
        select coalesce(jsonb_agg(jsonb_build_object('role', coalesce(r.rolname, 'public'), 'privilege', g.privilege_type)), '[]')
        from aclexplode(p.proacl) g left join pg_roles r on r.oid = g.grantee
        where g.grantee = 0 or r.rolname in ('analytics_owner', 'analytics_loader', 'analytics_reader')) end)::text
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspowner = 'analytics_owner'::regrole and p.prokind in ('f', 'p') and pg_get_userbyid(p.proowner) <> 'analytics_reader'
order by p.oid::regprocedure::text
