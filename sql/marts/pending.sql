-- Grain: one row per batch that this publication takes up or takes back (pending_batches), per dataset that it touches, and per batch of those that counts (live_batches).

create temp table pending_batches on commit drop as
select b.batch_id, b.dataset_code, b.source, d.dataset_key, b.state
from audit.batches b join mart.dim_dataset d using (dataset_code)
where b.state = 'loaded' or (b.state = 'withdrawn' and b.published_in is not null and b.withdrawn_in is null);

-- Whole: under changed rules, and where agreements or the validity of clusters have changed, which stand behind every case of their dataset.
create temp table touched_datasets on commit drop as
select d.dataset_key, d.dataset_code, p.restates or coalesce(q.is_whole, false) as is_whole
from mart.dim_dataset d cross join publication_rules_changed p
left join (
    select dataset_key, bool_or(source in (select source from staging.feeds where fact in ('agreements', 'cluster_validity'))) as is_whole from pending_batches group by dataset_key
) q using (dataset_key)
where q.dataset_key is not null or (p.restates and exists (select from audit.batches b where b.dataset_code = d.dataset_code and b.state = 'published'));

create temp table live_batches on commit drop as
select b.batch_id, d.dataset_key, (b.received_at at time zone 'Asia/Tokyo')::date as received_on
from audit.batches b join touched_datasets d using (dataset_code) where b.state in ('loaded', 'published');
create unique index on live_batches (batch_id);

-- Filled where a source's rows are derived anew from all that it has told (several facts of one row).
create temp table refreshed_numbers (dataset_key smallint not null, case_number text) on commit drop;
analyze pending_batches; analyze touched_datasets; analyze live_batches;
