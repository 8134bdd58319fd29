-- Grain: one row per sequence of the product's schemas. search_path must be pg_catalog alone.
select jsonb_build_object(
    'name', c.oid::regclass::text,
    'owner', pg_get_userbyid(c.relowner),
    'options', format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s %s',
        format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, case when s.seqcycle then 'cycle' else 'no cycle' end),
    'isIdentity', coalesce(d.deptype = 'i', false),
    'ownedBy', case when d.deptype = 'a' then format('%s.%I', d.refobjid::regclass, a.attname) end)::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_sequence s on s.seqrelid = c.oid
left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
    and d.refobjsubid > 0 and d.deptype in ('a', 'i')
left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where n.nspowner = 'analytics_owner'::regrole
order by 1
