select b.dataset_code, b.source, count(distinct (f.batch_id, f.sheet, f.line)) as rows, count(*) over () as total
from audit.findings f
join audit.batches b using (batch_id)
where f.kind = 'rejected' and f.published_to = 2147483647
  and (@dataset is null or f.dataset_code = @dataset) and (@batch is null or f.batch_id = @batch)
group by b.dataset_code, b.source
order by rows desc, b.source
limit @size offset @skipped
