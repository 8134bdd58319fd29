-- Members at which targets are set: rows of the answer even where nothing has come of them yet.
select {columns}
from mart.fct_targets f
join mart.dim_region region on region.region_key = f.region_key
join mart.dim_cluster cluster on cluster.cluster_key = f.cluster_key
where f.dataset_key = @dataset
  and {version}
  and f.measure = any(@measures)
{conditions}
group by {group}
