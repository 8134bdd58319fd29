-- Totals of all rows behind a figure: number of rows, sum, distinct values, and rows in a ratio's part.
select count(*), sum({value})::numeric, count(distinct {value}), count(*) filter (where {part})
from mart.{table} f
{joins}
where f.dataset_key = @dataset
  and {version}
  and f.{date} between 1 and @through
{conditions}
