-- Grain: one row per agreement of a dataset and bank, as its latest revision says; a changed one is a new row. Clusters' validity comes the same way.

create temp table current_agreements on commit drop as
select distinct on (d.dataset_key, s.bank_code, s.agreement_number) d.dataset_key, s.agreement_number, s.bank_code, s.institute_code, coalesce(s.institute_name, s.institute_code) as institute_name, s.institute_name_en,
       s.signed_date, s.valid_from, s.valid_to, s.extends as extends_number, s.batch_id, s.sheet, s.line
from staging.agreements s join touched_datasets d using (dataset_key) join live_batches b on b.batch_id = s.batch_id
order by d.dataset_key, s.bank_code, s.agreement_number, s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc;

update mart.dim_agreement a set is_current = false
from current_agreements c
where a.is_current and a.dataset_key = c.dataset_key and a.bank_code = c.bank_code and a.agreement_number = c.agreement_number
  and (a.institute_code, a.institute_name, a.institute_name_en, a.signed_date, a.valid_from, a.valid_to, a.extends_number)
      is distinct from (c.institute_code, c.institute_name, c.institute_name_en, c.signed_date, c.valid_from, c.valid_to, c.extends_number);

update mart.dim_agreement a set is_current = false
from touched_datasets d
where a.is_current and a.dataset_key = d.dataset_key and a.batch_id is not null
  and not exists (select from current_agreements c where c.dataset_key = a.dataset_key and c.bank_code = a.bank_code and c.agreement_number = a.agreement_number);

insert into mart.dim_agreement (dataset_key, agreement_number, bank_code, institute_code, institute_name, institute_name_en, signed_date, valid_from, valid_to, extends_number, batch_id)
select c.dataset_key, c.agreement_number, c.bank_code, c.institute_code, c.institute_name, c.institute_name_en, c.signed_date, c.valid_from, c.valid_to, c.extends_number, c.batch_id
from current_agreements c
where not exists (select from mart.dim_agreement a where a.is_current and a.dataset_key = c.dataset_key and a.bank_code = c.bank_code and a.agreement_number = c.agreement_number);

create temp table current_validity on commit drop as
select distinct on (d.dataset_key, k.cluster_key, s.valid_from) d.dataset_key, k.cluster_key, s.valid_from, s.valid_to
from staging.cluster_validity s join touched_datasets d using (dataset_key) join live_batches b on b.batch_id = s.batch_id
join mart.cluster_names k on k.name_folded = staging.fold_text(s.cluster)
order by d.dataset_key, k.cluster_key, s.valid_from, s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc;

update mart.cluster_validity v set is_current = false
from touched_datasets d
where v.is_current and v.dataset_key = d.dataset_key
  and not exists (select from current_validity c where c.dataset_key = v.dataset_key and c.cluster_key = v.cluster_key and c.valid_from = v.valid_from);

insert into mart.cluster_validity (dataset_key, cluster_key, valid_from, valid_to)
select dataset_key, cluster_key, valid_from, valid_to from current_validity
on conflict (dataset_key, cluster_key, valid_from) do update set valid_to = excluded.valid_to, is_current = true
where not cluster_validity.is_current or cluster_validity.valid_to is distinct from excluded.valid_to;
