-- The members of the bridged dimension that each referral belongs to; grouped, since two clusters may share a programme. Materialized, because a
-- planner that expects few
-- rows would repeat the grouping for every row of the fact.
with members as materialized (
    select brg.referral_id, {columns}, min(d.{dimension}_key) as {dimension}_key
    from mart.{bridge} brg
    join mart.dim_{dimension} d on d.{dimension}_key = brg.{dimension}_key
    where brg.dataset_key = @dataset
      and {version}
    {conditions}
    group by brg.referral_id, {columns}
)
select * from members
