-- What became of the rows of a file, counted. Rows that are no data were never loaded: the batch itself counts those.
select fate, count(*) from staging.row_fates where batch_id = @batch group by fate
