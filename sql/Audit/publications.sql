select p.publication, p.published_at, p.seconds, p.rows_opened, p.rows_closed,
       coalesce((select jsonb_agg(jsonb_build_object('dataset', d.dataset_code, 'dataThrough', d.data_through, 'used', d.rows_used, 'rejected', d.rows_rejected, 'waiting', d.rows_waiting)
                                  order by d.dataset_code)
                 from audit.publication_datasets d where d.publication = p.publication), '[]')::text,
       count(*) over () as total
from audit.publications p
order by p.publication desc
limit @size offset @skipped
