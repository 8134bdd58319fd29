-- Grain: one row per table of the product's schemas, each with all that makes it anew where no migration does.
-- Partitioned tables stand before their partitions. search_path must be pg_catalog alone, so that every name is a full one.
select jsonb_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'kind', c.relkind,
    'owner', pg_get_userbyid(c.relowner),
    'isUnlogged', c.relpersistence = 'u',
    'partitionKey', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
    'parent', case when c.relispartition then (select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid) end,
    'bound', pg_get_expr(c.relpartbound, c.oid),
    'comment', obj_description(c.oid, 'pg_class'),
    'grants', (
        select jsonb_agg(jsonb_build_object('role', coalesce(r.rolname, 'public'), 'privilege', g.privilege_type))
        from aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
        where g.grantee = 0 or r.rolname in ('analytics_owner', 'analytics_loader', 'analytics_reader')),
    'columns', (
        select jsonb_agg(jsonb_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, a.atttypmod),
            'collation', case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
            'isRequired', a.attnotnull,
            'expression', pg_get_expr(d.adbin, d.adrelid),
            'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
            'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
            'sequence', case when a.attidentity <> '' then pg_get_serial_sequence(c.oid::regclass::text, a.attname) end,
            'comment', col_description(c.oid, a.attnum)) order by a.attnum)
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    'constraints', (
        select jsonb_agg(jsonb_build_object('name', k.conname, 'definition', pg_get_constraintdef(k.oid), 'isReference', k.contype = 'f')
            order by k.contype = 'f', k.conname)
        from pg_constraint k
        where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'f', 'x') and k.conparentid = 0 and k.conislocal),
    'indexes', (
        select jsonb_agg(jsonb_build_object('name', x.relname, 'definition', pg_get_indexdef(i.indexrelid)) order by x.relname)
        from pg_index i
        join pg_class x on x.oid = i.indexrelid
        where i.indrelid = c.oid
          and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
          and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)),
    'triggers', (
        select jsonb_agg(jsonb_build_object('name', g.tgname, 'definition', pg_get_triggerdef(g.oid)) order by g.tgname)
        from pg_trigger g
        where g.tgrelid = c.oid and not g.tgisinternal and g.tgparentid = 0))::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspowner = 'analytics_owner'::regrole and c.relkind in ('r', 'p')
order by c.relispartition, c.relkind = 'r', n.nspname, c.relname
