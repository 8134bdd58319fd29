-- Grain: one row per revision of a referral whose number has several (kept_values): what it says, and what earlier ones said where it is blank. Runs once a pass.
-- Who the company is and was (name, number, address, industry, size, field) keeps its value until a revision says another one, or 不明. A 異動日, once said, holds on as well:
-- the revisions of one 異動日 correct each other, and every change follows what held before it.

drop table if exists kept_values;
create temp table kept_values on commit drop as
with several as materialized (
    select dataset_key, owner_code, referral_number
    from staged_referrals join touched_numbers n using (dataset_key, case_number) where n.pass = {pass}
    group by dataset_key, owner_code, referral_number having count(*) > 1
), revised as (
    select *, row_number() over (partition by dataset_key, owner_code, referral_number order by updated_on nulls first, batch_id, ordinal)::integer as revision
    from staged_referrals join several using (dataset_key, owner_code, referral_number)
), dated as (
    select *, (max(array[to_char(revision, 'FM0000000000'), changed_date::text]) filter (where changed_date is not null or 'changed_date' = any (unknown)) over so_far)[2]::date as holds_from
    from revised
    window so_far as (partition by dataset_key, owner_code, referral_number order by revision)
), placed as (
    select *, row_number() over (partition by dataset_key, owner_code, referral_number order by holds_from nulls first, revision)::integer as place from dated
), told as (
    -- Who told a value last: the greatest of arrays that begin with the row's place. One pass, however many revisions a number has; arrays of all values so far would grow with each.
    select *, max(row_place || company_name) filter (where company_name is not null or 'company_name' = any (unknown)) over so_far as name,
           max(row_place || company_kana) filter (where company_kana is not null or 'company_kana' = any (unknown)) over so_far as kana,
           max(row_place || corporate_number) filter (where corporate_number is not null or 'corporate_number' = any (unknown)) over so_far as number,
           max(row_place || array[municipality_code, region_code]) filter (where coalesce(municipality_code, region_code) is not null or 'municipality_code' = any (unknown)) over so_far as region,
           -- An address goes with its municipality: that of another one is none.
           max(row_place || address) filter (where coalesce(address, municipality_code, region_code) is not null or unknown && '{address,municipality_code}') over so_far as full_address,
           max(row_place || industry_code) filter (where industry_code is not null or 'industry_code' = any (unknown)) over so_far as industry,
           max(row_place || employees::text) filter (where employees is not null or 'employees' = any (unknown)) over so_far as size,
           max(row_place || technology_field) filter (where technology_field is not null or 'technology_field' = any (unknown)) over so_far as field
    from placed cross join lateral (select array[to_char(place, 'FM0000000000'), batch_id::text, sheet, line::text] as row_place) r
    window so_far as (partition by dataset_key, owner_code, referral_number order by place)
), filled as (
    select batch_id, ordinal, holds_from, place, number, region, industry, size, field,
           name[5] as company_name, kana[5] as company_kana, number[5] as corporate_number, full_address[5] as address, region[5] as municipality_code, region[6] as region_code,
           industry[5] as industry_code, size[5]::integer as employees, field[5] as technology_field
    from told
), origins as (
    select batch_id, ordinal, jsonb_object_agg(attribute, staging.place(teller[2]::integer, teller[3], teller[4]::integer)) as origins
    from filled cross join lateral (values ('company', number), ('region', region), ('industry', industry), ('company_size', size), ('technology_field', field)) a (attribute, teller)
    where teller[1]::integer < place
    group by batch_id, ordinal
)
select f.batch_id, ordinal, holds_from, company_name, company_kana, corporate_number, address, municipality_code, region_code, industry_code, employees, technology_field, o.origins,
       nullif(concat_ws('、', case when number[1]::integer < place then '法人番号 ' || corporate_number end, case when region[1]::integer < place then '市区町村コード ' || coalesce(municipality_code, region_code) end,
              case when industry[1]::integer < place then '業種コード ' || industry_code end, case when size[1]::integer < place then '従業員数 ' || employees end,
              case when field[1]::integer < place then '技術分野 ' || technology_field end), '') as kept
from filled f left join origins o using (batch_id, ordinal);

update staged_referrals s
set changed_date = k.holds_from, company_name = k.company_name, company_kana = k.company_kana, corporate_number = k.corporate_number, address = k.address, municipality_code = k.municipality_code,
    region_code = k.region_code, industry_code = k.industry_code, employees = k.employees, technology_field = k.technology_field, origins = k.origins, kept = k.kept
from kept_values k
where k.batch_id = s.batch_id and k.ordinal = s.ordinal
  and row(s.changed_date, s.company_name, s.company_kana, s.corporate_number, s.address, s.municipality_code, s.region_code, s.industry_code, s.employees, s.technology_field)
      is distinct from row(k.holds_from, k.company_name, k.company_kana, k.corporate_number, k.address, k.municipality_code, k.region_code, k.industry_code, k.employees, k.technology_field);
