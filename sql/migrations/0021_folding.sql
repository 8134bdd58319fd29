-- One folding of numbers, codes and names, the same as etl/Folding.cs gives: characters that nobody sees make no second company and no second number.

create function staging.drop_invisible(value text) returns text
language sql immutable strict parallel safe as $$
    select regexp_replace(value, '[\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]', '', 'g')
$$;
comment on function staging.drop_invisible is 'Without white space, controls and what Unicode calls default ignorable: zero-width, directional, soft hyphen, variation selectors.';

create function staging.fold_code(value text) returns text
language sql immutable strict parallel safe as $$
    select nullif(regexp_replace(regexp_replace(
        translate(normalize(staging.drop_invisible(normalize(staging.drop_invisible(value), NFKC)), NFC), '‐‑‒–—―−─〜', '--------~'),
        '^[※*]+(.)', '\1'), '^([0-9]+)\.0+$', '\1'), '')
$$;
comment on function staging.fold_code is 'A number or code as its owner means it: NFKC, nothing invisible, one kind of dash, case kept; no leading ※ or *; 1001.0 is 1001.';

create or replace function staging.fold_text(value text) returns text
language sql immutable strict parallel safe as $$
    select translate(staging.fold_code(value),
        'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāēīōūαβγδεζηθικλμνξοπρσςτυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяё髙﨑濵邉邊齋齊斎澤嶋',
        'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĒĪŌŪΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ高崎浜辺辺斉斉斉沢島')
$$;
comment on function staging.fold_text is 'A name: as a code, in capitals, common variant characters unified. What makes two spellings of one text equal. It does not depend on the locale of the server.';

create or replace function staging.fold_company(name text) returns text
language sql immutable strict parallel safe as $$
    select nullif(regexp_replace(staging.fold_text(name),
        '株式会社|有限会社|合同会社|合資会社|合名会社|カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ユウゲンカイシャ|ゴウドウガイシャ|\((株|有|同|資|名)\)|^[カユドシメ]\)|\([カユドシメ]\)?$', '', 'g'), '')
$$;

-- Companies keep their ids under the new folding.
insert into mart.key_company (dataset_key, identity, company_id)
select dataset_key, refolded, min(company_id)
from (select dataset_key, company_id, identity, 'name:' || staging.fold_company(substring(identity from '^name:(.*)\|[^|]*$')) || substring(identity from '\|[^|]*$') as refolded
      from mart.key_company where identity like 'name:%') k
where refolded <> identity group by dataset_key, refolded
on conflict do nothing;

-- Aliases of regions and clusters are kept folded: they are worked out anew with the reference data at this start.
delete from audit.reference_data;
