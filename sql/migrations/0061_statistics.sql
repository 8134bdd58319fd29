-- Statistics cost what changed: dimensions and keys are small or grow slowly; a fact's are taken anew where a publication brought or closed more than a twentieth of it.
create function mart.refresh_statistics(fact text, code text, changed bigint) returns void language plpgsql security definer set search_path = pg_catalog, mart as $$
declare
    partition regclass := to_regclass(format('mart.%I', fact || '_' || code));
    known real;
    relation text;
begin
    if partition is null then return; end if;
    select reltuples into known from pg_class where oid = partition;
    if known > 0 and changed < known / 20 then return; end if;
    execute 'analyze ' || partition;
    for relation in
        select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'mart' and c.relkind = 'r' and (c.relname ~ '^(dim_(agreement|company|meeting|referrer|unit)|key_(case|company))$' or c.relname = 'key_' || regexp_replace(fact, '^fct_(.*?)s?$', '\1'))
    loop
        execute 'analyze ' || relation;
    end loop;
end $$;
revoke all on function mart.refresh_statistics(text, text, bigint) from public;
grant execute on function mart.refresh_statistics(text, text, bigint) to analytics_loader;
drop function mart.refresh_statistics(text);
