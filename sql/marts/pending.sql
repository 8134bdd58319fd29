-- Grain: one row per batch that this publication takes up or takes back (pending_batches), the dataset that it touches (touched_datasets), and its batches that count (live_batches).
-- publication_scope (dataset_code, restates) is made by the publisher.

create temp table pending_batches on commit drop as
select b.batch_id, b.dataset_code, b.source, d.dataset_key, b.state
from audit.batches b join publication_scope p using (dataset_code) join mart.dim_dataset d using (dataset_code)
where b.state = 'loaded' or (b.state = 'withdrawn' and b.published_in is not null and b.withdrawn_in is null);

-- Whole: under changed rules, and where agreements or the validity of clusters have changed, which stand behind every case of their dataset.
create temp table touched_datasets on commit drop as
select d.dataset_key, d.dataset_code, p.restates or exists (
           select from pending_batches b join staging.feeds f using (source) where f.fact in ('agreements', 'cluster_validity')) as is_whole
from publication_scope p join mart.dim_dataset d using (dataset_code);

create temp table live_batches on commit drop as
select b.batch_id, d.dataset_key, (b.received_at at time zone 'Asia/Tokyo')::date as received_on
from audit.batches b join touched_datasets d using (dataset_code) where b.state in ('loaded', 'published');
create unique index on live_batches (batch_id);

-- Filled where a source's rows are derived anew from all that it has told (several facts of one row).
create temp table refreshed_numbers (dataset_key smallint not null, case_number text) on commit drop;
analyze pending_batches; analyze touched_datasets; analyze live_batches;
