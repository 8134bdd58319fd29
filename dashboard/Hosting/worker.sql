-- What the worker has written down, as (figure, dataset, state, value). Batches and publications are never deleted, so their numbers only grow.
select 'publications', null, null, count(*)::double precision from audit.publications
union all
select 'publication_time', null, null, coalesce(sum(seconds), 0) from audit.publications
union all
select 'stuck', null, null, count(*) from audit.stuck_datasets
union all
select 'offered', dataset_code, null, count(*) from audit.batches group by dataset_code
union all
select 'batches', d.dataset_code, s.state, count(b.batch_id)
from (select distinct dataset_code from audit.batches) d
cross join unnest(array['refused', 'loaded', 'published', 'withdrawn', 'held']) as s(state)
left join audit.batches b on b.dataset_code = d.dataset_code and b.state = s.state
group by d.dataset_code, s.state
union all
select 'rows', n.dataset_code, s.state, s.rows
from (select distinct on (dataset_code) * from audit.publication_datasets order by dataset_code, publication desc) n
cross join lateral (values ('used', n.rows_used), ('rejected', n.rows_rejected), ('waiting', n.rows_waiting)) as s(state, rows)
