-- To which members of the bridged dimension each referral belongs; grouped, since two clusters may share a programme. Materialised: where the planner expects few
-- rows it would otherwise group anew for every row of the fact.
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
