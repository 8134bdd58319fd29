-- Answers all questions about the same rows of one fact with a single scan: first groups the rows into cells by the fact's own keys, then aggregates
-- the few cells for each question, adding codes and labels.
-- part: the cell's grouping, with a bit set for each key that it is not grouped by.
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
