-- Grain: one row per kind and rule (without the lines that a reason names) of what was found wrong with the dataset's rows, as the publication knows it; the most frequent first.
select f.kind, min(regexp_replace(f.reason_ja, '[（(][^（()）]*行目[)）]', '')) as reason_ja, min(regexp_replace(f.reason_en, ' [(]lines? [^()]*[)]', '')) as reason_en, count(distinct (f.batch_id, f.sheet, f.line))::int as found
from audit.findings f
where f.dataset_code = @dataset and f.published_from <= @publication and f.published_to > @publication
group by f.kind, f.rule
order by array_position(array['rejected', 'waiting', 'warning'], f.kind), found desc, f.rule
