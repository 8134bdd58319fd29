-- Grain: one row per view of the product's schemas; what reads another stands after it. search_path must be pg_catalog alone.
-- Those of "reporting" are made anew from the declarations whenever a warehouse is opened.
with recursive views as (
    select c.oid, c.relkind, c.relowner, c.relacl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspowner = 'analytics_owner'::regrole and c.relkind in ('v', 'm') and n.nspname <> 'reporting'
), read_by as (
    select distinct d.refobjid as oid, r.ev_class as reader
    from pg_rewrite r
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
    where d.refobjid <> r.ev_class
), depths (oid, depth) as (
    select oid, 0 from views
    union
    select b.reader, depths.depth + 1 from depths join read_by b on b.oid = depths.oid
)
select jsonb_build_object(
    'name', v.oid::regclass::text,
    'owner', pg_get_userbyid(v.relowner),
    'isMaterialized', v.relkind = 'm',
    'definition', pg_get_viewdef(v.oid),
    'comment', obj_description(v.oid, 'pg_class'),
    'grants', (
        select jsonb_agg(jsonb_build_object('role', coalesce(r.rolname, 'public'), 'privilege', g.privilege_type))
        from aclexplode(v.relacl) g left join pg_roles r on r.oid = g.grantee
        where g.grantee = 0 or r.rolname in ('analytics_owner', 'analytics_loader', 'analytics_reader')))::text
from views v
order by (select max(depth) from depths d where d.oid = v.oid), v.oid::regclass::text
