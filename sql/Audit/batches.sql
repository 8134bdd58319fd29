select b.batch_id, b.dataset_code, b.source, b.owner_code, b.file_name, b.sha256, b.byte_count, b.file_format, b.encoding, b.received_via, b.received_at, b.state,
       b.rows_read, b.rows_loaded, b.rows_rejected, b.rows_skipped::text, b.unknown_columns, b.refusal::text, b.load_seconds, b.published_in, b.withdrawn_in,
       count(*) over () as total
from audit.batches b
where (@dataset is null or b.dataset_code = @dataset) and (@state is null or b.state = @state)
order by b.batch_id desc
limit @size offset @skipped
