-- Grain: one row per indicator, period, region and industry of the touched datasets; industry -2 = all. Within an indicator a row that shares ground with one of a narrower region, industry or period
-- (a country beside its regions, all industries beside one, a year beside its quarters) is a total and left out: no two rows count anything twice.

create temp table resolved_statistics on commit drop as
with dated as (
    select s.*, dataset.fiscal_year_start_month as start_month, b.received_on,
           case when s.date_precision = 'year' then 'year' else coalesce(s.frequency, 'month') end as period_kind
    from staging.statistics s join touched_datasets d using (dataset_key) join live_batches b on b.batch_id = s.batch_id join mart.dim_dataset dataset on dataset.dataset_key = d.dataset_key
), placed as (
    select *, case when date_precision = 'year' then make_date(extract(year from period)::integer, start_month, 1)
                   when period_kind = 'year' then make_date(extract(year from period)::integer - (extract(month from period) < start_month)::integer, start_month, 1)
                   when period_kind = 'quarter' then (date_trunc('month', period) - make_interval(months => (extract(month from period)::integer - start_month + 12) % 3))::date
                   else date_trunc('month', period)::date end as first_day
    from dated
), resolved as (
    select p.dataset_key, p.dataset_code, p.source, p.owner_code, p.batch_id, p.ordinal, p.sheet, p.line, p.updated_on, p.indicator, p.period, p.region as written_region, p.industry_code as written_industry,
           p.quantity, p.amount, p.first_day > p.received_on as is_in_future, case when p.period_kind = 'year' then 'year' else 'day' end as date_precision,
           staging.date_key(p.first_day) as period_date_key,
           staging.date_key((p.first_day + make_interval(months => case p.period_kind when 'year' then 12 when 'quarter' then 3 else 1 end))::date - 1) as period_end_date_key,
           r.region_key, case when p.industry_code is null then -2 else i.industry_key end as industry_key,
           -- As its source's key has it.
           (select array_agg(case k.name when 'indicator' then p.indicator when 'period' then p.period::text when 'frequency' then p.frequency
                                         when 'region' then coalesce(a.region_code, staging.fold_text(p.region)) else p.industry_code end order by k.place)
            from staging.feeds f cross join unnest(f.key) with ordinality k (name, place) where f.fact = 'statistics' and f.source = p.source) as row_key
    from placed p
    -- Excel takes the leading zero of 01 and 02201.
    left join mart.region_aliases a on a.alias_folded = case when p.region ~ '^([1-9]|[1-9]\d{3})$' then '0' || p.region else staging.fold_text(p.region) end
    left join mart.dim_region r on r.is_current and r.region_code = a.region_code and r.level <> 'none'
    left join mart.dim_industry i on i.is_current and i.revision = p.industry_revision and i.industry_code = p.industry_code and i.level in ('division', 'major-group')
)
select *, period_date_key > 0 and period_end_date_key > 0 and not is_in_future and region_key is not null and industry_key is not null as is_placed,
       min(coalesce(quantity::text, '')) over one_key <> max(coalesce(quantity::text, '')) over one_key or min(coalesce(amount::text, '')) over one_key <> max(coalesce(amount::text, '')) over one_key as is_conflicting,
       -- A later batch brings the key again, accepted or rejected: what that one says counts.
       max(batch_id) over (partition by dataset_key, source, row_key) > batch_id
       or exists (select from rejected_rows n where n.source = r.source and n.dataset_code = r.dataset_code and n.row_key = r.row_key and n.batch_id > r.batch_id) as is_replaced
from resolved r
window one_key as (partition by dataset_key, indicator, period_date_key, period_end_date_key, region_key, industry_key, batch_id, updated_on);

insert into new_findings
select dataset_key, null::bigint, batch_id, sheet, line, 'statistics-period-outside', period::text from resolved_statistics where (period_date_key < 0 or period_end_date_key < 0) and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'statistics-period-in-future', period::text from resolved_statistics where is_in_future and period_date_key > 0 and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'statistics-region-unknown', written_region from resolved_statistics where region_key is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'statistics-industry-unknown', written_industry from resolved_statistics where industry_key is null and not is_replaced
union all select dataset_key, null::bigint, batch_id, sheet, line, 'statistics-conflict', coalesce(quantity, amount)::text from resolved_statistics where is_placed and is_conflicting and not is_replaced;

create temp table latest_statistics on commit drop as
select distinct on (s.dataset_key, s.indicator, s.period_date_key, s.period_end_date_key, s.region_key, s.industry_key)
       s.dataset_key, s.owner_code, s.indicator, s.period_date_key, s.period_end_date_key, s.region_key, s.industry_key, s.date_precision, s.quantity, s.amount, s.batch_id, s.sheet, s.line,
       s.written_region, s.written_industry, r.region_code, i.revision,
       s.period_date_key || '/' || s.period_end_date_key || '/' || r.region_code || '/' || i.revision || '/' || i.industry_code || '/' || s.indicator as statistic_key,
       array_remove(array[r.municipality_code, r.subregion_code, r.prefecture_code, r.area_code, r.country_code], r.region_code) as wider_regions,
       i.industry_code, array_remove(array[i.division_code, i.group_code, 'not-applicable'], i.industry_code) as wider_industries
from resolved_statistics s join mart.dim_region r using (region_key) join mart.dim_industry i using (industry_key)
where s.is_placed and not s.is_conflicting and not s.is_replaced
order by s.dataset_key, s.indicator, s.period_date_key, s.period_end_date_key, s.region_key, s.industry_key, s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc;
analyze latest_statistics;

-- Rows w that share ground with a row n of the same indicator: the wider region is the total; in one region the wider industry; of one industry the longer period.
create temp table total_statistics on commit drop as
select distinct w.dataset_key, w.statistic_key
from latest_statistics n cross join lateral (select n.region_code as code union all select unnest(n.wider_regions)) place
join latest_statistics w on w.dataset_key = n.dataset_key and w.indicator = n.indicator and w.region_code = place.code and w.statistic_key <> n.statistic_key
where w.period_date_key <= n.period_end_date_key and n.period_date_key <= w.period_end_date_key
  and (w.industry_key = n.industry_key or w.industry_key = -2 or n.industry_key = -2
       or w.revision = n.revision and (w.industry_code = any(n.wider_industries) or n.industry_code = any(w.wider_industries)))
  and (w.region_key <> n.region_key
       or w.industry_key <> n.industry_key and (w.industry_key = -2 or w.industry_code = any(n.wider_industries))
       or w.industry_key = n.industry_key and w.period_date_key <= n.period_date_key and w.period_end_date_key >= n.period_end_date_key);

insert into new_findings
select l.dataset_key, null::bigint, l.batch_id, l.sheet, l.line, 'statistics-total', concat_ws(' / ', l.indicator, l.written_region, l.written_industry)
from latest_statistics l join total_statistics using (dataset_key, statistic_key);

insert into mart.key_statistic (dataset_key, statistic_key) select dataset_key, statistic_key from latest_statistics on conflict do nothing;

create temp table new_fct_statistics on commit drop as
select l.dataset_key, k.statistic_id, l.owner_code, l.indicator, l.period_date_key, l.period_end_date_key, l.region_key, l.industry_key, l.date_precision, l.quantity, l.amount, l.batch_id, l.sheet, l.line
from latest_statistics l join mart.key_statistic k using (dataset_key, statistic_key)
where not exists (select from total_statistics t where t.dataset_key = l.dataset_key and t.statistic_key = l.statistic_key);
