-- The rows of one fact that a figure counts, each with where it comes from: file, sheet and line. Never a technical need or any other free text.
select f.owner_code, {number}, f.{date}, f.date_precision, {company}, {value}, {part}, f.batch_id, b.file_name, f.sheet, f.line
from mart.{table} f
{joins}
join audit.batches b on b.batch_id = f.batch_id
where f.dataset_key = @dataset
  and {version}
  and f.{date} between 1 and @through
{conditions}
order by f.{date}, {number}, f.owner_code, f.batch_id, f.line
limit @size offset @skipped
