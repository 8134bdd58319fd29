-- Grain: one row per bank and branch of a dataset. Codes are identity; names are labels, the latest ledger's.

insert into mart.dim_referrer (dataset_key, bank_code, bank_name, branch_code, branch_name)
select distinct on (dataset_key, bank_code, branch)
       dataset_key, bank_code, coalesce(bank_name, bank_code), branch, coalesce(branch_name, case when branch = 'unknown' then '支店不明' else branch_code end)
from (select *, coalesce(bank_code || '-' || branch_code, 'unknown') as branch from current_referrals where bank_code is not null) c
order by dataset_key, bank_code, branch, updated_on desc nulls last, batch_id desc, ordinal desc
on conflict (dataset_key, bank_code, branch_code) do update
set bank_name = excluded.bank_name, branch_name = excluded.branch_name
where (dim_referrer.bank_name, dim_referrer.branch_name) is distinct from (excluded.bank_name, excluded.branch_name);

-- An English name stands until another is given: one row that gives it names the bank in all of its branches.
update mart.dim_referrer r set bank_name_en = named.bank_name_en
from (select distinct on (dataset_key, bank_code) dataset_key, bank_code, bank_name_en from current_referrals where bank_code is not null and bank_name_en is not null
      order by dataset_key, bank_code, updated_on desc nulls last, batch_id desc, ordinal desc) named
where r.dataset_key = named.dataset_key and r.bank_code = named.bank_code and r.bank_name_en is distinct from named.bank_name_en;

update mart.dim_referrer r set branch_name_en = named.branch_name_en
from (select distinct on (dataset_key, bank_code, branch_code) dataset_key, bank_code, branch_code, branch_name_en from current_referrals
      where bank_code is not null and branch_code is not null and branch_name_en is not null
      order by dataset_key, bank_code, branch_code, updated_on desc nulls last, batch_id desc, ordinal desc) named
where r.dataset_key = named.dataset_key and r.bank_code = named.bank_code and r.branch_code = named.bank_code || '-' || named.branch_code
    and r.branch_name_en is distinct from named.branch_name_en;

-- A branch that comes later has its bank's name.
update mart.dim_referrer r set bank_name_en = named.bank_name_en
from (select dataset_key, bank_code, max(bank_name_en) as bank_name_en from mart.dim_referrer where bank_name_en is not null group by dataset_key, bank_code) named
where r.bank_name_en is null and r.dataset_key = named.dataset_key and r.bank_code = named.bank_code;

-- Agreements are called by their bank's name, as most of its branches write it.
update mart.dim_agreement a set bank_name = named.bank_name
from (select dataset_key, bank_code, mode() within group (order by bank_name) as bank_name from mart.dim_referrer where bank_name <> bank_code group by dataset_key, bank_code) named
where a.is_current and a.dataset_key = named.dataset_key and a.bank_code = named.bank_code and a.bank_name <> named.bank_name;
