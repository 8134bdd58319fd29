-- Grain: one row per foreign key of the product's schemas, a partitioned table's once. search_path must be pg_catalog alone.
select k.conrelid::regclass::text, k.conname::text, pg_get_constraintdef(k.oid)
from pg_constraint k
join pg_namespace n on n.oid = k.connamespace
where n.nspowner = 'analytics_owner'::regrole and k.contype = 'f' and k.conparentid = 0
order by 1, 2
