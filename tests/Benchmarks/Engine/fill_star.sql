-- Grain: one engagement per number from 1 to {rows}, for the dataset {dataset}. Drawn by hashes, so the same size is always the same data: busy branches and
-- regions have many rows, few companies have many engagements, and referrals (two engagements each) belong to no, one or two clusters.
set local session_replication_role = replica; -- foreign keys hold by construction; checking them is not what is measured
set local work_mem = '256MB';
-- One hash join after the other, in the order written: the members are few, and nothing is known of the rows that are being drawn.
set local join_collapse_limit = 1;
set local enable_nestloop = off;
set local enable_mergejoin = off;

insert into mart.dim_referrer (dataset_key, bank_code, bank_name, branch_code, branch_name)
select {key}, lpad((9800 + n % 8)::text, 4, '0'), '架空銀行' || n % 8, lpad((9800 + n % 8)::text, 4, '0') || '-' || lpad(n::text, 3, '0'), '支店' || n from generate_series(0, 299) n;
insert into mart.dim_unit (dataset_key, institute_code, institute_name, unit_code, unit_name) select {key}, 'inst-' || n % 3, '研究所' || n % 3, 'unit-' || n, '部門' || n from generate_series(0, 29) n;
insert into mart.dim_technology_field (technology_field_code, label) select 'field-' || n, '分野' || n from generate_series(0, 19) n on conflict do nothing;

create temp table member on commit drop as
select 'region' as kind, (row_number() over (order by region_code))::int - 1 as n, region_key as key from mart.dim_region where is_current and level = 'municipality' and prefecture_code in ('22', '23')
union all select 'industry', (row_number() over (order by industry_code))::int - 1, industry_key from mart.dim_industry where is_current and level = 'major-group'
union all select 'referrer', (row_number() over (order by branch_code))::int - 1, referrer_key from mart.dim_referrer where dataset_key = {key}
union all select 'unit', (row_number() over (order by unit_code))::int - 1, unit_key from mart.dim_unit where dataset_key = {key}
union all select 'field', (row_number() over (order by technology_field_code))::int - 1, technology_field_key from mart.dim_technology_field where technology_field_code like 'field-%'
union all select 'channel', (row_number() over (order by channel_code))::int - 1, channel_key from mart.dim_channel where channel_key > 0
union all select 'stage', (row_number() over (order by research_stage_code))::int - 1, research_stage_key from mart.dim_research_stage where research_stage_key > 0
union all select 'cluster', (row_number() over (order by cluster_code))::int - 1, cluster_key from mart.dim_cluster where cluster_key > 0 and is_current
union all select 'day', (row_number() over (order by date_key))::int - 1, date_key from mart.dim_date where full_date between '2003-04-01' and '2013-03-31'
union all select 'type', n, engagement_type_key from mart.dim_engagement_type
    join (values (0, 'information'), (1, 'consultation'), (2, 'joint-research'), (3, 'commissioned-research'), (4, 'know-how')) t (n, code) on code = engagement_type_code;
create temp table size on commit drop as select kind, count(*)::int as members from member group by kind;
analyze member;

insert into {table} (dataset_key, engagement_id, case_id, owner_code, engagement_number, referral_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key,
    technology_field_key, agreement_key, unit_key, company_size, engagement_type_key, research_stage_key, state, date_precision, started_date_key, ended_date_key, contract_amount, company_share_amount,
    content_hash, published_from, batch_id, line)
select {key}, i, i, 'inst', i::text, (i + 1) / 2, 1 + (d.company * d.company * {rows} / 10)::bigint, -1, referrer.key, channel.key, region.key, industry.key, field.key, -2, unit.key,
       (array['1-20', '21-50', '51-100', '101-300', '301+'])[1 + d.a % 5], type.key, stage.key, (array['completed', 'completed', 'completed', 'in-progress', 'cancelled'])[1 + d.b % 5], 'day',
       day.key, -3, case when d.type_n > 1 then (2 + d.a % 599) * 50000 end, case when d.type_n > 1 and d.b % 3 > 0 then (1 + d.b % 199) * 50000 end,
       '00000000-0000-0000-0000-000000000000', {publication}, 1, 1
from (
    select i, (h1 & 2147483647)::int as a, (h2 & 2147483647)::int as b, (h3 & 2147483647) / 2147483648.0::float8 as company, (h1 >> 32 & 1048575) / 1048576.0::float8 as r1, (h2 >> 32 & 1048575) / 1048576.0::float8 as r2,
           (h3 >> 32 & 1048575) / 1048576.0::float8 as r3, (array[0, 1, 1, 2, 2, 3, 4, 1])[1 + (h1 >> 20 & 7)] as type_n, (h1 >> 3 & 268435455)::int as c, (h2 >> 3 & 268435455)::int as e, (h3 >> 3 & 268435455)::int as g
    from (select i, hashint8extended(i, 1) as h1, hashint8extended(i, 2) as h2, hashint8extended(i, 3) as h3 from generate_series(1, {rows}::bigint) i) hashed
) d
join member region on region.kind = 'region' and region.n = floor(d.r1 * d.r1 * (select members from size where kind = 'region'))::int
join member industry on industry.kind = 'industry' and industry.n = floor(d.r2 * d.r2 * (select members from size where kind = 'industry'))::int
join member referrer on referrer.kind = 'referrer' and referrer.n = floor(d.r3 * d.r3 * (select members from size where kind = 'referrer'))::int
join member day on day.kind = 'day' and day.n = d.c % (select members from size where kind = 'day')
join member type on type.kind = 'type' and type.n = d.type_n
join member unit on unit.kind = 'unit' and unit.n = d.e % (select members from size where kind = 'unit')
join member field on field.kind = 'field' and field.n = d.g % (select members from size where kind = 'field')
join member channel on channel.kind = 'channel' and channel.n = d.a % (select members from size where kind = 'channel')
join member stage on stage.kind = 'stage' and stage.n = d.b % (select members from size where kind = 'stage');

insert into {bridge} (dataset_key, referral_id, cluster_key, case_id, published_from)
select {key}, r, c.key, r, {publication}
from generate_series(1, ({rows}::bigint + 1) / 2) r
cross join lateral (select (hashint8extended(r, 4) & 2147483647)::int as h) d
cross join lateral (select distinct n from (values (d.h % 5), (d.h / 7 % 5)) v (n) where d.h / 64 % 100 < 60 and (n = d.h % 5 or d.h / 64 % 100 < 15)) m
join member c on c.kind = 'cluster' and c.n = m.n;

insert into audit.publications values ({publication}, '2013-04-01T00:00:00Z', 0.1, 0, 0);
insert into audit.publication_datasets (publication, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions)
select {publication}, dataset_code, case when dataset_code = '{dataset}' then '2013-03-31'::date end, case when dataset_code = '{dataset}' then '2003-04-01'::date end, 0, 0, 0,
       case when dataset_code = '{dataset}' then jsonb_build_object('fct_engagements', {rows}) else '{}' end, '{}'
from mart.dim_dataset;
