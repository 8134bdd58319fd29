-- Grain: one row per row that loading rejected in a batch that is neither refused nor withdrawn, of the touched datasets.
-- It stands until a later batch brings its key, accepted or rejected anew; all of it is derived, so that a withdrawal makes it stand again.

create temp table rejected_rows on commit drop as
select distinct b.dataset_code, b.source, f.batch_id, f.sheet, f.line, f.owner_code, f.row_key, null::boolean as is_standing
from audit.findings f join audit.batches b using (batch_id) join touched_datasets d on d.dataset_code = b.dataset_code
where f.stage = 'load' and f.kind = 'rejected' and not f.is_replaced and b.state in ('loaded', 'published');
analyze rejected_rows;
