-- Whether any row of the fact has a value; the search stops at the first one.
exists (
    select from mart.{table} f
    where f.dataset_key = @dataset
      and {version}
      and f.{date} between 1 and @through
      and {condition}
)
