-- Grain: one row per dataset: its state in this publication. Runs last, when facts and findings are in place; :publication is set by the publisher.
-- What is only planned (an engagement in preparation) does not move data_through: nobody has told of that day yet.
insert into audit.publication_datasets (publication, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions, rules)
select p.publication, d.dataset_code,
       case when t.dataset_key is null then former.data_through else coalesce(d.declared_data_through, seen.last_date) end,
       case when t.dataset_key is null then former.first_date else seen.first_date end,
       case when t.dataset_key is null then coalesce(former.rows_used, 0) else seen.rows end,
       case when t.dataset_key is null then coalesce(former.rows_rejected, 0) else found.rejected end,
       case when t.dataset_key is null then coalesce(former.rows_waiting, 0) else found.waiting end,
       case when t.dataset_key is null then coalesce(former.row_counts, '{}') else seen.row_counts end,
       p.definitions,
       case when t.dataset_key is null then former.rules else p.rules end
from new_publication p cross join mart.dim_dataset d
left join touched_datasets t on t.dataset_key = d.dataset_key
left join audit.publication_datasets former on former.dataset_code = d.dataset_code and former.publication = p.publication - 1
left join lateral (
    -- Only what becomes of referrals moves data_through; a dataset that holds nothing but meetings is known up to the last of them. What figures are set against is no case of the dataset: its years move
    -- neither data_through nor the rows used.
    select min(first_date) as first_date, coalesce(max(last_date), max(last_otherwise)) as last_date, coalesce(sum(rows) filter (where not is_background), 0) as rows, jsonb_object_agg(fact, rows) as row_counts
    from (
        {each reaching fact: select '{table}' as fact, {is_background} as is_background, count(*) as rows, min(x.full_date) as first_date, max(case f.date_precision when 'year' then make_date(x.calendar_year, 12, 31) else x.full_date end) filter (where {is_told}) as last_date, null::date as last_otherwise from mart.{table} f join mart.dim_date x on x.date_key = f.{date} where f.dataset_key = d.dataset_key and f.published_to = 2147483647}
        union all
        {each otherwise_reaching fact: select '{table}', {is_background}, count(*), min(x.full_date), null, max(x.full_date) from mart.{table} f join mart.dim_date x on x.date_key = f.{date} where f.dataset_key = d.dataset_key and f.published_to = 2147483647}
        union all
        {each unreaching fact: select '{table}', {is_background}, count(*), null, null, null from mart.{table} f where f.dataset_key = d.dataset_key and f.published_to = 2147483647}
    ) facts
) seen on t.dataset_key is not null
left join lateral (
    select count(distinct (batch_id, sheet, line)) filter (where kind = 'rejected') as rejected, count(distinct (batch_id, sheet, line)) filter (where kind = 'waiting') as waiting
    from audit.findings f where f.dataset_code = d.dataset_code and f.published_to = 2147483647 and f.published_from is not null
) found on t.dataset_key is not null;
