-- Whether any row of the fact tells something; the first that does ends the search.
exists (
    select from mart.{table} f
    where f.dataset_key = @dataset
      and {version}
      and f.{date} between 1 and @through
      and {condition}
)
