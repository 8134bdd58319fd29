-- Files whose rows count and were read under older rules than today's.
select count(*) from audit.batches where state in ('loaded', 'published') and reading_rules < @version and (@dataset is null or dataset_code = @dataset)
