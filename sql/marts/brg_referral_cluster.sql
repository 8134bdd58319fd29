-- Grain: one row per referral and cluster that it belongs to; -2 (not applicable) where the source knows no clusters at all.

create temp table named_clusters on commit drop as
select b.dataset_key, b.case_id, b.referral_id, b.referred_date, b.batch_id, b.sheet, b.line, written, k.cluster_key
from referral_base b cross join unnest(b.clusters) written
left join mart.cluster_names k on k.name_folded = staging.fold_text(written)
where staging.fold_text(written) is not null;

create temp table new_brg_referral_cluster on commit drop as
select distinct dataset_key, referral_id, cluster_key, case_id from named_clusters where cluster_key is not null
union all
select dataset_key, referral_id, -2, case_id from referral_base where clusters is null;

insert into new_findings
select dataset_key, case_id, batch_id, sheet, line, 'cluster-unknown', written from named_clusters where cluster_key is null
union all
select n.dataset_key, n.case_id, n.batch_id, n.sheet, n.line, 'cluster-not-valid', n.written from named_clusters n
where exists (select from mart.cluster_validity v where v.is_current and v.dataset_key = n.dataset_key and v.cluster_key = n.cluster_key)
  and not exists (select from mart.cluster_validity v where v.is_current and v.dataset_key = n.dataset_key and v.cluster_key = n.cluster_key
                  and n.referred_date between v.valid_from and coalesce(v.valid_to, 'infinity'));
