-- All rows that a figure counts: how many, what they sum up to, how many distinct values and how many of a ratio's part there are.
select count(*), sum({value})::numeric, count(distinct {value}), count(*) filter (where {part})
from mart.{table} f
{joins}
where f.dataset_key = @dataset
  and {version}
  and f.{date} between 1 and @through
{conditions}
