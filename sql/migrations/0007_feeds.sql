create table staging.feeds (
    source text not null,
    fact   text not null,
    primary key (source, fact)
);
comment on table staging.feeds is 'Which source feeds which fact, as the declarations say; renewed when staging is built.';

create view mart.cluster_names as
select distinct cluster_key, cluster_code, staging.fold_text(name) as name_folded
from mart.dim_cluster, unnest(aliases || array[cluster_code, name_ja, name_en]) name where is_current and cluster_key > 0;
comment on view mart.cluster_names is 'Every spelling by which a ledger may name a cluster, folded.';
