-- Grain: one row per partition of the product's schemas. search_path must be pg_catalog alone.
select c.oid::regclass::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspowner = 'analytics_owner'::regrole and c.relispartition and c.relkind in ('r', 'p')
order by 1
