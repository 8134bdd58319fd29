-- All views of the schema. What somebody has built upon them goes with them; nothing of the product is.
do $$
declare
    view text;
begin
    for view in
        select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'reporting' and c.relkind = 'v'
    loop
        execute format('drop view if exists %s cascade', view);
    end loop;
end
$$;
