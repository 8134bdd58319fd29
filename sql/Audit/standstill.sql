-- What cannot be published: batches that are held, and datasets that no batch of theirs keeps back. The first row at fault of a batch, where it is known.
select b.dataset_code, b.batch_id, b.file_name, b.held->'reason'->>'ja', b.held->'reason'->>'en', b.held->'rows'->0->>'sheet', (b.held->'rows'->0->>'line')::integer
from audit.batches b where b.state = 'held' and (@dataset is null or b.dataset_code = @dataset)
union all
select dataset_code, null, null, reason_ja, reason_en, null, null from audit.stuck_datasets where @dataset is null or dataset_code = @dataset
order by 2 nulls first
