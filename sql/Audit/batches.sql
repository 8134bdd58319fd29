-- What a batch brought is told with its publication; what of it is rejected or waits now is asked of the findings that stand.
select b.batch_id, b.dataset_code, b.source, b.owner_code, b.file_name, b.sha256, b.byte_count, b.file_format, b.encoding, b.received_via, b.received_at, b.state,
       b.rows_read, b.rows_loaded, b.rows_rejected, b.rows_skipped::text, b.unknown_columns, b.refusal::text, b.load_seconds, b.published_in, b.withdrawn_in,
       b.total, b.rows_new, b.rows_revised, b.rows_unchanged, f.rejected, f.waiting, b.held::text, b.withdrawal::text,
       coalesce((select max(e.publication) from audit.batch_events e where e.batch_id = b.batch_id and e.event = 'published'), b.published_in) as shown_by
from (
    select *, count(*) over () as total from audit.batches
    where (@dataset is null or dataset_code = @dataset) and (@state is null or state = @state) and (@batch is null or batch_id = @batch)
    order by batch_id desc
    limit @size offset @skipped
) b
cross join lateral (
    select count(distinct (sheet, line)) filter (where kind = 'rejected')::integer as rejected, count(distinct (sheet, line)) filter (where kind = 'waiting')::integer as waiting
    from audit.findings where batch_id = b.batch_id and published_to = 2147483647 and published_from is not null
) f
order by b.batch_id desc
