-- Publications that brought something to the dataset, the newest first: a file of it was published or taken back, or its day, its first day or its number of rows changed; before them,
-- always, the publication that is asked for, and whether it brought something itself.
with brought as (
    select published_in as publication from audit.batches where dataset_code = @dataset and published_in is not null
    union
    select withdrawn_in from audit.batches where dataset_code = @dataset and withdrawn_in is not null
    union
    select e.publication from audit.batch_events e join audit.batches b using (batch_id) where b.dataset_code = @dataset and e.publication is not null
    union
    select publication
    from (select publication, (data_through, first_date, row_counts) is distinct from
                 (lag((data_through, first_date, row_counts)) over (order by publication)) as has_changed
          from audit.publication_datasets where dataset_code = @dataset) states
    where has_changed
)
select p.publication, p.published_at, d.data_through, d.definitions::text, exists (select from brought b where b.publication = p.publication)
from audit.publications p
join audit.publication_datasets d on d.publication = p.publication and d.dataset_code = @dataset
where d.data_through is not null and (p.publication = @publication or p.publication < @publication and p.publication in (select publication from brought))
order by p.publication desc
