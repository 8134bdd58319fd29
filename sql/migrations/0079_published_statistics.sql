-- Published aggregates by region, industry, period and indicator: GVA, R&D expenditure, numbers of patents.
create table mart.key_statistic (
    statistic_id  bigint generated always as identity primary key,
    dataset_key   smallint not null references mart.dim_dataset,
    statistic_key text not null,
    unique (dataset_key, statistic_key)
);
comment on table mart.key_statistic is 'Durable ids of statistics by period, frequency, region, industry and indicator.';

create table mart.fct_statistics (
    dataset_key         smallint not null references mart.dim_dataset,
    statistic_id        bigint not null,
    owner_code          text not null,
    indicator           text not null,
    period_date_key     integer not null references mart.dim_date,
    period_end_date_key integer not null references mart.dim_date,
    region_key          integer not null references mart.dim_region,
    industry_key        integer not null references mart.dim_industry,
    date_precision      text not null check (date_precision in ('day', 'year')),
    quantity            bigint,
    amount              bigint,
    content_hash        uuid not null,
    published_from      integer not null,
    published_to        integer not null default 2147483647,
    batch_id            integer not null references audit.batches,
    sheet               text,
    line                integer not null,
    check (published_from < published_to)
) partition by list (dataset_key);
comment on table mart.fct_statistics is 'One row per indicator x period x region x industry and version. Adds up within one indicator alone, of which no two rows overlap.';
comment on column mart.fct_statistics.period_date_key is 'First day of the period. A year is the dataset''s fiscal year of that number.';
comment on column mart.fct_statistics.period_end_date_key is 'Last day of the period.';
comment on column mart.fct_statistics.industry_key is '-2: all industries.';
comment on column mart.fct_statistics.amount is 'In the currency''s minor unit. Null: not told; never 0 for a blank.';
create unique index fct_statistics_open on mart.fct_statistics (dataset_key, statistic_id) where published_to = 2147483647;
create index fct_statistics_asked on mart.fct_statistics (dataset_key, indicator, period_date_key) where published_to = 2147483647;

-- In which order the key of a source's rows stands.
alter table staging.feeds add column key text[] not null default '{}';

-- Classifications that an installation brings itself: any number from 100 as their revision.
alter table mart.dim_industry add column valid_from date, add column valid_to date;
comment on table mart.dim_industry is 'Classifications of industries by revision: 11 to 14 are JSIC''s, those from 100 an installation''s own. division = the widest level, group = the next (JSIC''s two-digit major group).';
comment on column mart.dim_industry.valid_to is 'Last day on which it is in force; null: it is.';
alter table audit.own_lists drop constraint own_lists_kind_check, add check (kind in ('regions', 'industries'));
comment on table audit.own_lists is 'The content of .data/model/Regions and .data/model/Industries that the dimensions stand at.';

select mart.add_partitions(dataset_code, dataset_key) from mart.dim_dataset;
