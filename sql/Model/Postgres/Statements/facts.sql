-- Figures of one fact, grouped by the question's slicers: one row per combination of members, or a single row, the total, if there are no slicers.
select {columns}
from mart.{table} f
{joins}
where f.dataset_key = @dataset
  and {version}
  and f.{date} between 1 and @through
{conditions}
{group}
