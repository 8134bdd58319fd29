-- Targets by their exact grain; '' = all regions, all clusters.
select f.measure, f.fiscal_year::int,
       case when f.region_key = -2 then '' else region.region_code end,
       case when f.cluster_key = -2 then '' else cluster.cluster_code end,
       f.target_value
from mart.fct_targets f
join mart.dim_region region on region.region_key = f.region_key
join mart.dim_cluster cluster on cluster.cluster_key = f.cluster_key
where f.dataset_key = @dataset
  and {version}
  and f.measure = any(@measures)
order by f.target_id
