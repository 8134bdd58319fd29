-- Grain: one row per fiscal year, measure, region and cluster of the touched datasets; region or cluster -2 = all.

create temp table resolved_targets on commit drop as
with resolved as (
    select d.dataset_key, d.dataset_code, s.batch_id, s.ordinal, s.sheet, s.line, s.updated_on, s.fiscal_year, s.measure as written_measure, s.region as written_region, s.cluster as written_cluster,
           s.target_value, s.target_unit, m.measure, m.is_money,
           array[s.fiscal_year || '-01-01', coalesce(m.measure, staging.fold_text(s.measure)), coalesce(a.region_code, staging.fold_text(s.region)), coalesce(k.cluster_code, staging.fold_text(s.cluster))] as row_key,
           coalesce(unit.is_money <> m.is_money, false) as is_unfit,
           case when staging.fold_text(s.region) is null then -2 else r.region_key end as region_key,
           case when staging.fold_text(s.cluster) is null then -2 else k.cluster_key end as cluster_key,
           case when unit.is_money <> m.is_money then null
                when not m.is_money then s.target_value
                when s.target_unit is null then null
                else s.target_value * 10 ^ money.minor_digits end as minor_value
    from staging.targets s join touched_datasets d using (dataset_key) join live_batches b on b.batch_id = s.batch_id join mart.dim_dataset dataset on dataset.dataset_key = d.dataset_key join mart.currencies money on money.currency_code = dataset.currency
    -- The loader keeps a word that counts, %, or the name of a unit of money.
    cross join lateral (select s.target_unit <> all ('{人,名,件,社,回,個,品,%}') as is_money) unit
    left join measure_names m on m.name_folded = staging.fold_text(s.measure)
    left join mart.region_aliases a on a.alias_folded = staging.fold_text(s.region)
    left join mart.dim_region r on r.is_current and r.region_code = a.region_code
    left join mart.cluster_names k on k.name_folded = staging.fold_text(s.cluster)
)
select *, coalesce(min(minor_value) over one_key <> max(minor_value) over one_key, false) as is_conflicting,
       -- A later batch brings the key again, accepted or rejected: what that one says counts.
       max(batch_id) over (partition by dataset_key, row_key) > batch_id
       or exists (select from rejected_rows n join staging.feeds f using (source)
                  where f.fact = 'targets' and n.dataset_code = r.dataset_code and n.row_key = r.row_key and n.batch_id > r.batch_id) as is_replaced
from resolved r
window one_key as (partition by dataset_key, fiscal_year, measure, region_key, cluster_key, batch_id, updated_on);

insert into new_findings
select dataset_key, null::bigint, batch_id, sheet, line, 'target-measure-unknown', written_measure from resolved_targets where measure is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'target-region-unknown', written_region from resolved_targets where region_key is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'target-cluster-unknown', written_cluster from resolved_targets where cluster_key is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'target-unit-missing', target_value::text from resolved_targets where is_money and target_unit is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'target-unit-unfit', target_value || ' (' || target_unit || ')' from resolved_targets where is_unfit and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'target-conflict', target_value::text from resolved_targets
where is_conflicting and not is_replaced and measure is not null and region_key is not null and cluster_key is not null;

create temp table latest_targets on commit drop as
select distinct on (dataset_key, fiscal_year, measure, region_key, cluster_key)
       dataset_key, fiscal_year::smallint as fiscal_year, measure, region_key, cluster_key, round(minor_value)::bigint as target_value, batch_id, sheet, line,
       fiscal_year || '/' || measure || '/' || (select region_code from mart.dim_region r where r.region_key = t.region_key) || '/' || (select cluster_code from mart.dim_cluster c where c.cluster_key = t.cluster_key) as target_key
from resolved_targets t
where measure is not null and region_key is not null and cluster_key is not null and minor_value is not null and not is_conflicting
order by dataset_key, fiscal_year, measure, region_key, cluster_key, updated_on desc nulls last, batch_id desc, ordinal desc;

insert into mart.key_target (dataset_key, target_key) select dataset_key, target_key from latest_targets on conflict do nothing;

create temp table new_fct_targets on commit drop as
select l.dataset_key, k.target_id, l.fiscal_year, l.measure, l.region_key, l.cluster_key, l.target_value, l.batch_id, l.sheet, l.line
from latest_targets l join mart.key_target k using (dataset_key, target_key);
