-- Grain: one row per dataset: its state in this publication. Runs last, when facts and findings are in place; new_publication is made by the publisher, with how many rows each table gained or lost.
-- What is only planned (an engagement in preparation) does not move data_through: nobody has told of that day yet.
insert into audit.publication_datasets (publication, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions, rules)
select p.publication, d.dataset_code,
       case when t.dataset_key is null then former.data_through else coalesce(d.declared_data_through, seen.last_date) end,
       case when t.dataset_key is null then former.first_date else seen.first_date end,
       case when t.dataset_key is null then coalesce(former.rows_used, 0) else counted.rows end,
       case when t.dataset_key is null then coalesce(former.rows_rejected, 0) else found.rejected end,
       case when t.dataset_key is null then coalesce(former.rows_waiting, 0) else found.waiting end,
       case when t.dataset_key is null then coalesce(former.row_counts, '{}') else counted.row_counts end,
       p.definitions,
       case when t.dataset_key is null then former.rules else p.rules end
from new_publication p cross join mart.dim_dataset d
left join touched_datasets t on t.dataset_key = d.dataset_key
left join audit.publication_datasets former on former.dataset_code = d.dataset_code and former.publication = p.publication - 1
left join lateral (
    -- What figures are set against is no case of the dataset: it moves neither data_through nor the rows used.
    select coalesce(sum(rows) filter (where not is_background), 0) as rows, jsonb_object_agg(fact, rows) as row_counts
    from (
        select fact, is_background, coalesce((former.row_counts ->> fact)::bigint, 0) + coalesce((p.gained ->> fact)::bigint, 0) as rows
        from (
            {each starred fact: select '{table}' as fact, {is_background} as is_background}
        ) facts
    ) changed
) counted on t.dataset_key is not null
left join lateral (
    -- Only what becomes of referrals moves data_through; a dataset that holds nothing but meetings is known up to the last of them. The first and the last day are found by index, however many rows
    -- there are; a row that tells a year alone tells of all of it.
    select min(to_date(first_key::text, 'YYYYMMDD')) as first_date,
           coalesce(max(case when is_year then make_date(last_key / 10000, 12, 31) else to_date(last_key::text, 'YYYYMMDD') end) filter (where is_reaching), max(to_date(last_key::text, 'YYYYMMDD'))) as last_date
    from (
        {each reaching fact:
        select true as is_reaching, last_key,
               (select min(f.{date}) from mart.{table} f where f.dataset_key = d.dataset_key and f.published_to = 2147483647 and f.{date} > 0) as first_key,
               exists (select from mart.{table} f where f.dataset_key = d.dataset_key and f.published_to = 2147483647
                       and f.{date} between last_key / 10000 * 10000 and last_key and f.date_precision = 'year' and {is_told}) as is_year
        from (select max(f.{date}) as last_key from mart.{table} f where f.dataset_key = d.dataset_key and f.published_to = 2147483647 and f.{date} > 0 and {is_told}) newest}
        union all
        {each otherwise_reaching fact:
        select false, max(f.{end}), min(f.{date}), false from mart.{table} f where f.dataset_key = d.dataset_key and f.published_to = 2147483647 and f.{date} > 0}
    ) days
) seen on t.dataset_key is not null
left join lateral (
    select count(distinct (batch_id, sheet, line)) filter (where kind = 'rejected') as rejected, count(distinct (batch_id, sheet, line)) filter (where kind = 'waiting') as waiting
    from audit.findings f where f.dataset_code = d.dataset_code and f.kind in ('rejected', 'waiting') and f.published_to = 2147483647 and f.published_from is not null
) found on t.dataset_key is not null;
