-- Grain: one row per dataset, cluster and period of its programme.
create view reporting.cluster_validity with (security_barrier) as
select d.dataset_code as dataset, c.cluster_code as cluster, c.name_ja as cluster_ja, c.name_en as cluster_en, v.valid_from, v.valid_to
from mart.cluster_validity v
join mart.dim_dataset d on d.dataset_key = v.dataset_key
join mart.dim_cluster c on c.cluster_key = v.cluster_key
where v.is_current;
comment on view reporting.cluster_validity is 'クラスターの期間。1行が1つの期間です。 / When cluster programmes ran; one row per period.';
comment on column reporting.cluster_validity.dataset is 'データセット / Dataset';
comment on column reporting.cluster_validity.cluster is 'クラスター（コード） / Cluster (code)';
comment on column reporting.cluster_validity.cluster_ja is 'クラスター（日本語） / Cluster (Japanese)';
comment on column reporting.cluster_validity.cluster_en is 'クラスター（英語） / Cluster (English)';
comment on column reporting.cluster_validity.valid_from is '最初の日 / First day';
comment on column reporting.cluster_validity.valid_to is '最後の日。空欄は続いていることを表します。 / Last day. Blank: it goes on.';
grant select on reporting.cluster_validity to analytics_reporting;
