-- Grain: one row per column of the tables $1 of the star, in their order.
select c.relname::text, a.attname::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid
where n.nspname = 'mart' and c.relkind in ('r', 'p') and c.relname = any($1) and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
