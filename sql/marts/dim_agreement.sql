-- Grain: one row per agreement of a dataset, as its latest revision says; a changed one is a new row. Clusters' validity comes the same way.

create temp table current_agreements on commit drop as
select distinct on (d.dataset_key, s.agreement_number) d.dataset_key, s.agreement_number, s.bank_code, s.institute_code, coalesce(s.institute_name, s.institute_code) as institute_name,
       s.signed_date, s.valid_from, s.valid_to, s.extends as extends_number
from staging.agreements s join touched_datasets d using (dataset_code)
order by d.dataset_key, s.agreement_number, s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc;

update mart.dim_agreement a set is_current = false
from current_agreements c
where a.is_current and a.dataset_key = c.dataset_key and a.agreement_number = c.agreement_number
  and (a.bank_code, a.institute_code, a.institute_name, a.signed_date, a.valid_from, a.valid_to, a.extends_number)
      is distinct from (c.bank_code, c.institute_code, c.institute_name, c.signed_date, c.valid_from, c.valid_to, c.extends_number);

insert into mart.dim_agreement (dataset_key, agreement_number, bank_code, institute_code, institute_name, signed_date, valid_from, valid_to, extends_number)
select c.dataset_key, c.agreement_number, c.bank_code, c.institute_code, c.institute_name, c.signed_date, c.valid_from, c.valid_to, c.extends_number
from current_agreements c
where not exists (select from mart.dim_agreement a where a.is_current and a.dataset_key = c.dataset_key and a.agreement_number = c.agreement_number);

insert into mart.cluster_validity (dataset_key, cluster_key, valid_from, valid_to)
select distinct on (d.dataset_key, k.cluster_key, s.valid_from) d.dataset_key, k.cluster_key, s.valid_from, s.valid_to
from staging.cluster_validity s join touched_datasets d using (dataset_code)
join mart.cluster_names k on k.name_folded = staging.fold_text(s.cluster)
order by d.dataset_key, k.cluster_key, s.valid_from, s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc
on conflict (dataset_key, cluster_key, valid_from) do update set valid_to = excluded.valid_to where cluster_validity.valid_to is distinct from excluded.valid_to;
