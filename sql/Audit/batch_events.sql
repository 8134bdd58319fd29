-- What became of one batch, in its order.
select at, event, why, by, publication, reason->>'ja', reason->>'en', count(*) over () as total from audit.batch_events where batch_id = @batch order by event_id limit @size offset @skipped
