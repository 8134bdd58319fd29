-- Before texts had a longest length, a name of some 900 characters was more than an index takes, and stopped every publication. Rows that wait with such a text are
-- rejected now, as loading does.

do $$
declare
    place record;
begin
    for place in
        select c.oid::regclass as relation, a.attname as name
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'raw' and c.relkind = 'r' and a.atttypid = 'text'::regtype and a.attnum > 0 and not a.attisdropped
          and a.attname not in ('sheet', 'owner_code', 'technical_need', 'summary', 'title', 'subsidy_title')
    loop
        execute format($statement$
            with gone as (
                delete from %1$s r using audit.batches b
                where b.batch_id = r.batch_id and b.state = 'loaded' and octet_length(normalize(r.%2$I, NFKC)) > 2000
                returning r.batch_id, r.sheet, r.line, r.%2$I as value, b.dataset_code
            ), told as (
                insert into audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en)
                select 'rejected', 'load', g.dataset_code, g.batch_id, g.sheet, g.line, coalesce(p.header, %2$L), left(g.value, 100) || '…', 'text-too-long',
                       '文字数が上限を超えています。', 'The text is longer than allowed.', '短くしてください。', 'Shorten it.'
                from gone g left join audit.batch_profiles p on p.batch_id = g.batch_id and p.column_name = %2$L
            )
            update audit.batches b set rows_loaded = rows_loaded - g.rows, rows_rejected = rows_rejected + g.rows
            from (select batch_id, count(*)::integer as rows from gone group by batch_id) g where b.batch_id = g.batch_id
            $statement$, place.relation, place.name);
    end loop;
end
$$;
