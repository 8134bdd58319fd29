-- Grain: one row per dataset, as the newest publication has it.
create view reporting.datasets with (security_barrier) as
select d.dataset_code as dataset, d.label_ja as dataset_ja, d.label_en as dataset_en, d.source_ja, d.source_en, d.is_synthetic, d.currency,
       d.fiscal_year_start_month, p.publication, p.published_at, pd.data_through, pd.rows_used, pd.rows_rejected, pd.rows_waiting
from mart.dim_dataset d
left join audit.publications p on p.publication = (select max(publication) from audit.publications)
left join audit.publication_datasets pd on pd.publication = p.publication and pd.dataset_code = d.dataset_code;
comment on view reporting.datasets is 'データセット。最新の公開版と基準日を示します。 / Datasets, with the newest publication and the day up to which each is known.';
comment on column reporting.datasets.dataset is 'データセット（コード） / Dataset (code)';
comment on column reporting.datasets.dataset_ja is 'データセット（日本語） / Dataset (Japanese)';
comment on column reporting.datasets.dataset_en is 'データセット（英語） / Dataset (English)';
comment on column reporting.datasets.source_ja is '出典（日本語） / Source (Japanese)';
comment on column reporting.datasets.source_en is '出典（英語） / Source (English)';
comment on column reporting.datasets.is_synthetic is '合成データか。真なら、実在の企業・団体とは関係ありません。 / Synthetic data. True: no real company or organisation.';
comment on column reporting.datasets.currency is '通貨（ISO 4217） / Currency (ISO 4217)';
comment on column reporting.datasets.fiscal_year_start_month is '年度の始まりの月 / Month in which the fiscal year starts';
comment on column reporting.datasets.publication is '公開版の番号 / Number of the publication';
comment on column reporting.datasets.published_at is '公開した時刻 / When it was published';
comment on column reporting.datasets.data_through is 'データの基準日。指標はこの日までを数えます。 / The day up to which it is known; measures count up to it.';
comment on column reporting.datasets.rows_used is '使われた行数 / Rows used';
comment on column reporting.datasets.rows_rejected is '却下された行数 / Rows rejected';
comment on column reporting.datasets.rows_waiting is '紹介を待っている行数 / Rows that wait for their referral';
grant select on reporting.datasets to analytics_reporting;
