-- Whether any ledger of the dataset had a value in one of these columns by then, even an unreadable one.
exists (
    select from audit.batch_profiles p
    join audit.batches b using (batch_id)
    where b.dataset_code = @code
      and b.published_in <= @as_of
      and p.column_name in ({columns})
      and p.null_count < p.row_count
)
