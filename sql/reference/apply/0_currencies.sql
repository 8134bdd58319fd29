-- Grain: one row per currency of ISO 4217. Its decimals are never changed: amounts are kept in them.
insert into mart.currencies as c (currency_code, minor_digits, name_ja, name_en)
select currency_code, minor_digits::smallint, name_ja, name_en from reference_currencies
on conflict (currency_code) do update set name_ja = excluded.name_ja, name_en = excluded.name_en
where (c.name_ja, c.name_en) is distinct from (excluded.name_ja, excluded.name_en);
