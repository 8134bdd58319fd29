-- Publications that brought something to the dataset, the newest first: a file of it was published or taken back, or its day, its first day or its rows changed.
with brought as (
    select published_in as publication from audit.batches where dataset_code = @dataset and published_in is not null
    union
    select withdrawn_in from audit.batches where dataset_code = @dataset and withdrawn_in is not null
    union
    select publication
    from (select publication, (data_through, first_date, row_counts, definitions) is distinct from
                 (lag((data_through, first_date, row_counts, definitions)) over (order by publication)) as has_changed
          from audit.publication_datasets where dataset_code = @dataset) states
    where has_changed
)
select p.publication, p.published_at, d.data_through, d.definitions::text
from brought
join audit.publications p using (publication)
join audit.publication_datasets d on d.publication = p.publication and d.dataset_code = @dataset
where p.publication <= @publication and d.data_through is not null
order by p.publication desc
