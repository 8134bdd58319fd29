-- Findings that stand: those mended by a later revision are closed and left out.
select f.finding_id, f.kind, f.dataset_code, f.batch_id, b.file_name, f.sheet, f.line, f.column_name, f.value, f.rule, f.reason_ja, f.reason_en, f.mend_ja, f.mend_en,
       count(*) over () as total
from audit.findings f
join audit.batches b on b.batch_id = f.batch_id
where f.published_to = 2147483647 and f.kind = @kind
  and (@dataset is null or f.dataset_code = @dataset) and (@batch is null or f.batch_id = @batch)
order by f.batch_id desc, f.sheet, f.line, f.finding_id
limit @size offset @skipped
