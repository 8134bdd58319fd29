-- Whether any ledger of the dataset, by then, said something in one of these columns, even if nobody could read it.
exists (
    select from audit.batch_profiles p
    join audit.batches b using (batch_id)
    where b.dataset_code = @code
      and b.published_in <= @as_of
      and p.column_name in ({columns})
      and p.null_count < p.row_count
)
