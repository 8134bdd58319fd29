-- All targets of the dataset, each with its members; '' = all regions, all clusters.
select f.measure, f.fiscal_year::int,
       case when f.region_key = -2 then '' else region.region_code end,
       case when f.cluster_key = -2 then '' else cluster.cluster_code end,
       f.target_value, {columns}
from mart.fct_targets f
join mart.dim_region region on region.region_key = f.region_key
join mart.dim_cluster cluster on cluster.cluster_key = f.cluster_key
where f.dataset_key = @dataset
  and {version}
order by f.target_id
