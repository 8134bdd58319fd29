-- Grain: one row per day from 1970-01-01 to 2050-12-31.
create temp table wanted_date on commit drop as
with
eras as (
    select era_code, name_ja, first_date::date as first_date, lead(first_date::date, 1, 'infinity'::date) over (order by first_date::date) as next_date
    from reference_eras
),
days as (
    select day::date as full_date, extract(year from day)::int as y, extract(month from day)::int as m, extract(day from day)::int as d, extract(isodow from day)::int as weekday
    from generate_series(timestamp '1970-01-01', timestamp '2050-12-31', interval '1 day') as day
),
fiscal_years as (
    -- A year in which the era changes is wholly named by the era of its 1 May, as the government named 2019 令和元年度.
    select y, e.name_ja || case when y = extract(year from e.first_date) then '元' else (y - extract(year from e.first_date) + 1)::text end || '年度' as label_ja
    from generate_series(1969, 2050) as y
    join eras e on make_date(y, 5, 1) >= e.first_date and make_date(y, 5, 1) < e.next_date
)
select
    days.y * 10000 + days.m * 100 + days.d as date_key,
    full_date,
    days.y::smallint as calendar_year,
    days.m::smallint as month,
    days.d::smallint as day,
    weekday::smallint as weekday,
    fiscal_years.y::smallint as fiscal_year,
    ((days.m + 8) % 12 / 3 + 1)::smallint as fiscal_quarter,
    fiscal_years.label_ja as fiscal_year_label_ja,
    era_code,
    eras.name_ja as era_name,
    (days.y - extract(year from first_date) + 1)::smallint as era_year,
    h.date is not null as is_holiday,
    h.name_ja as holiday_ja,
    h.name_en as holiday_en,
    -- Banks also close from 31 December to 3 January.
    h.date is null and weekday < 6 and not (days.m = 12 and days.d = 31 or days.m = 1 and days.d <= 3) as is_business_day,
    days.y || '年' || days.m || '月' || days.d || '日' as label_ja,
    to_char(full_date, 'FMDD FMMonth YYYY') as label_en
from days
join eras on full_date >= first_date and full_date < next_date
join fiscal_years on fiscal_years.y = days.y - case when days.m < 4 then 1 else 0 end
left join reference_holidays h on h.date::date = full_date;

insert into mart.dim_date as d (date_key, full_date, calendar_year, month, day, weekday, fiscal_year, fiscal_quarter, fiscal_year_label_ja, era_code, era_name, era_year,
    is_holiday, holiday_ja, holiday_en, is_business_day, label_ja, label_en)
select date_key, full_date, calendar_year, month, day, weekday, fiscal_year, fiscal_quarter, fiscal_year_label_ja, era_code, era_name, era_year,
    is_holiday, holiday_ja, holiday_en, is_business_day, label_ja, label_en
from wanted_date
on conflict (date_key) do update set
    fiscal_year_label_ja = excluded.fiscal_year_label_ja, era_code = excluded.era_code, era_name = excluded.era_name, era_year = excluded.era_year,
    is_holiday = excluded.is_holiday, holiday_ja = excluded.holiday_ja, holiday_en = excluded.holiday_en, is_business_day = excluded.is_business_day,
    label_ja = excluded.label_ja, label_en = excluded.label_en
where (d.fiscal_year_label_ja, d.era_code, d.era_name, d.era_year, d.is_holiday, d.holiday_ja, d.holiday_en, d.is_business_day, d.label_ja, d.label_en)
    is distinct from (excluded.fiscal_year_label_ja, excluded.era_code, excluded.era_name, excluded.era_year, excluded.is_holiday, excluded.holiday_ja, excluded.holiday_en,
        excluded.is_business_day, excluded.label_ja, excluded.label_en);
