-- The dataset as of one publication: @publication, or the latest if that is null.
with newest as (select max(publication) as publication from audit.publications),
     asked as (select coalesce(@publication, newest.publication, 0) as publication, coalesce(newest.publication, 0) as newest from newest)
select d.dataset_key, d.dataset_code, d.label_ja, d.label_en, d.currency, d.fiscal_year_start_month::int, d.is_synthetic, d.source_ja, d.source_en,
       asked.publication, asked.newest, p.published_at, pd.data_through, pd.first_date,
       coalesce(pd.rows_used, 0), coalesce(pd.rows_rejected, 0), coalesce(pd.rows_waiting, 0), coalesce(pd.row_counts, '{}')::text, coalesce(pd.definitions, '{}')::text,
       pg_is_in_recovery(), current_setting('citus.shard_count', true) is not null
from mart.dim_dataset d
cross join asked
left join audit.publications p on p.publication = asked.publication
left join audit.publication_datasets pd on pd.publication = asked.publication and pd.dataset_code = d.dataset_code
where @dataset is null or d.dataset_code = @dataset
order by d.dataset_key
