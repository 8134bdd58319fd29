-- Grain: one row per revision of a referral whose number has several (kept_values): what it says, and what earlier ones said where it is blank.
-- Who the company is and was (name, number, address, industry, size, field) keeps its value until a revision says another one, or 不明. A 異動日, once said, holds on as well:
-- the revisions of one 異動日 correct each other, and every change follows what held before it.

alter table staged_referrals add column origins jsonb, add column kept text;

create temp table kept_values on commit drop as
with revised as (
    select *, count(*) over (partition by dataset_key, owner_code, referral_number) as revisions,
           row_number() over (partition by dataset_key, owner_code, referral_number order by updated_on nulls first, batch_id, ordinal)::integer as revision
    from staged_referrals
), dated as (
    select *, (array_agg(changed_date) over so_far)[max(revision) filter (where changed_date is not null or 'changed_date' = any (unknown)) over so_far] as holds_from
    from revised where revisions > 1
    window so_far as (partition by dataset_key, owner_code, referral_number order by revision)
), placed as (
    select *, row_number() over (partition by dataset_key, owner_code, referral_number order by holds_from nulls first, revision)::integer as place from dated
), told as (
    select *, max(place) filter (where company_name is not null or 'company_name' = any (unknown)) over so_far as name_at,
           max(place) filter (where company_kana is not null or 'company_kana' = any (unknown)) over so_far as kana_at,
           max(place) filter (where corporate_number is not null or 'corporate_number' = any (unknown)) over so_far as number_at,
           max(place) filter (where coalesce(municipality_code, region_code) is not null or 'municipality_code' = any (unknown)) over so_far as region_at,
           -- An address goes with its municipality: that of another one is none.
           max(place) filter (where coalesce(address, municipality_code, region_code) is not null or unknown && '{address,municipality_code}') over so_far as address_at,
           max(place) filter (where industry_code is not null or 'industry_code' = any (unknown)) over so_far as industry_at,
           max(place) filter (where employees is not null or 'employees' = any (unknown)) over so_far as employees_at,
           max(place) filter (where technology_field is not null or 'technology_field' = any (unknown)) over so_far as field_at,
           array_agg(staging.place(batch_id, sheet, line)) over so_far as places
    from placed window so_far as (partition by dataset_key, owner_code, referral_number order by place)
), filled as (
    select batch_id, ordinal, holds_from, place, places, number_at, region_at, industry_at, employees_at, field_at,
           (array_agg(company_name) over so_far)[name_at] as company_name, (array_agg(company_kana) over so_far)[kana_at] as company_kana,
           (array_agg(corporate_number) over so_far)[number_at] as corporate_number, (array_agg(address) over so_far)[address_at] as address,
           (array_agg(municipality_code) over so_far)[region_at] as municipality_code, (array_agg(region_code) over so_far)[region_at] as region_code,
           (array_agg(industry_code) over so_far)[industry_at] as industry_code, (array_agg(employees) over so_far)[employees_at] as employees,
           (array_agg(technology_field) over so_far)[field_at] as technology_field
    from told window so_far as (partition by dataset_key, owner_code, referral_number order by place)
)
select *, nullif(jsonb_strip_nulls(jsonb_build_object(
              'company', case when number_at < place then places[number_at] end, 'region', case when region_at < place then places[region_at] end,
              'industry', case when industry_at < place then places[industry_at] end, 'company_size', case when employees_at < place then places[employees_at] end,
              'technology_field', case when field_at < place then places[field_at] end)), '{}') as origins,
       nullif(concat_ws('、', case when number_at < place then '法人番号 ' || corporate_number end, case when region_at < place then '市区町村コード ' || coalesce(municipality_code, region_code) end,
              case when industry_at < place then '業種コード ' || industry_code end, case when employees_at < place then '従業員数 ' || employees end,
              case when field_at < place then '技術分野 ' || technology_field end), '') as kept
from filled;

update staged_referrals s
set changed_date = k.holds_from, company_name = k.company_name, company_kana = k.company_kana, corporate_number = k.corporate_number, address = k.address, municipality_code = k.municipality_code,
    region_code = k.region_code, industry_code = k.industry_code, employees = k.employees, technology_field = k.technology_field, origins = k.origins, kept = k.kept
from kept_values k
where k.batch_id = s.batch_id and k.ordinal = s.ordinal
  and row(s.changed_date, s.company_name, s.company_kana, s.corporate_number, s.address, s.municipality_code, s.region_code, s.industry_code, s.employees, s.technology_field)
      is distinct from row(k.holds_from, k.company_name, k.company_kana, k.corporate_number, k.address, k.municipality_code, k.region_code, k.industry_code, k.employees, k.technology_field);
