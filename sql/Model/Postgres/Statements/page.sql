-- All questions about the same rows of one fact, which is read once: first cells, told apart by keys as the fact holds them; then of these few cells each question's rows, with codes and labels.
-- part: which of the cells' groupings a cell is of, a bit for each key that it is not told apart by.
with cells as materialized (
    select {part} as part{cells}
    from (
        select f.*{keys}
        from mart.{table} f
        {joins}
        where f.dataset_key = @dataset
          and {version}
          and f.{date} between 1 and @through
        {conditions}
    ) f
    {group}
)
{rows}
