-- The columns of a batch beside those of the batch before it of the same source, dataset and owner.
select p.column_name, p.header, p.row_count, p.null_count, p.distinct_count, p.smallest, p.largest,
       e.batch_id, e.row_count, e.null_count, e.distinct_count,
       count(*) over () as total
from audit.batch_profiles p
join audit.batches b using (batch_id)
left join lateral (
    select o.batch_id from audit.batches o
    where o.source = b.source and o.dataset_code = b.dataset_code and o.owner_code = b.owner_code and o.batch_id < b.batch_id and o.state in ('loaded', 'published')
    order by o.batch_id desc limit 1
) before on true
left join audit.batch_profiles e on e.batch_id = before.batch_id and e.column_name = p.column_name
where p.batch_id = @batch
order by p.ordinal
limit @size offset @skipped
