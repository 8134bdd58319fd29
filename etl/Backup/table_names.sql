-- Grain: one row per table that holds rows, by its full name. search_path must be pg_catalog alone.
select c.oid::regclass::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspowner = 'analytics_owner'::regrole and c.relkind = 'r'
order by 1
