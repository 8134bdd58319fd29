-- Grain: one row per source of which files count that were read under another declaration than today's: how many, and what reading them again would change, once that is known.
select d.source, count(*), d.preview::text, count(*) over () as total
from audit.declarations d
join audit.batches b on b.source = d.source and b.state in ('loaded', 'published', 'held') and b.declaration <> d.declaration
where @dataset is null or b.dataset_code = @dataset
group by d.source, d.preview::text
order by d.source
limit @size offset @skipped
