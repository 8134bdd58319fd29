-- Every open fact row must come from a batch that was neither refused nor withdrawn (a withdrawal that waits for its publication is no fault).
select f.fact, f.dataset_key, f.id from (
    {each starred fact: select '{table}' as fact, dataset_key, {id} as id, batch_id from {table} where published_to = 2147483647}
) f join audit.batches b using (batch_id) where b.state = 'refused' or b.withdrawn_in is not null
