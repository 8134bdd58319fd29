-- How names are compared. Keys are folded; what is shown stays as written.

create function staging.fold_text(value text) returns text
language sql immutable strict parallel safe as $$
    select nullif(upper(translate(regexp_replace(normalize(value, NFKC), '[\s　]+', '', 'g'), '髙﨑濵邉邊齋齊斎澤嶋～〜‐－−–—―', '高崎浜辺辺斉斉斉沢島~~------')), '')
$$;
comment on function staging.fold_text is 'NFKC, no spaces, upper case, common variant characters and dashes unified: what makes two spellings of one text equal.';

create function staging.fold_company(name text) returns text
language sql immutable strict parallel safe as $$
    select nullif(regexp_replace(staging.fold_text(name),
        '株式会社|有限会社|合同会社|合資会社|合名会社|カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ユウゲンカイシャ|ゴウドウガイシャ|\((株|有|同|資|名)\)|^カ\)|\(カ$', '', 'g'), '')
$$;
comment on function staging.fold_company is 'A company''s name without its legal form, folded: with the municipality it identifies a company whose corporate number is unknown.';

create function staging.company_size(employees integer) returns text
language sql immutable parallel safe as $$
    select case when employees is null or employees < 1 then 'unknown' when employees <= 20 then '1-20' when employees <= 50 then '21-50'
                when employees <= 100 then '51-100' when employees <= 300 then '101-300' else '301+' end
$$;
comment on function staging.company_size is 'Size class by number of employees.';

create function staging.fold_us_company(name text) returns text
language sql immutable strict parallel safe as $$
    select nullif(regexp_replace(
        regexp_replace(regexp_replace(lower(normalize(name, NFKC)), '[.,]', ' ', 'g'), '\m(inc|incorporated|corp|corporation|llc|ltd|limited|co|company)\M', '', 'g'),
        '[^a-z0-9]+', '', 'g'), '')
$$;
comment on function staging.fold_us_company is 'An American company''s name without its legal form, in lower-case letters and digits only: punctuation, spacing and form differ between awards.';

create function staging.us_state(address text) returns text
language sql immutable strict parallel safe as $$
    select 'US-' || upper(substring(address from ',\s*([A-Za-z]{2})\s*,\s*[0-9-]*\s*$'))
$$;
comment on function staging.us_state is 'State in the address of an SBIR award ("…, Reno, NV, 89503" -> US-NV); null where it shows none.';

create function staging.award_number(url text) returns bigint
language sql immutable strict parallel safe as $$
    select substring(url from '(\d+)\D*$')::bigint
$$;
comment on function staging.award_number is 'The number in the address of an SBIR award: earlier awards have lower ones.';

create function staging.slug(name text) returns text
language sql immutable strict parallel safe as $$
    select trim(both '-' from regexp_replace(lower(normalize(name, NFKC)), '[^a-z0-9]+', '-', 'g'))
$$;
comment on function staging.slug is 'A readable code made of a Latin name.';
