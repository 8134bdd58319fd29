-- Grain: one row per publicly announced agreement of a dataset; ledgers and samples bring further ones of their own.
create temp table wanted_agreement on commit drop as
select s.dataset_key, a.agreement_number, a.bank_code, a.bank_ja as bank_name, a.institute_code, a.institute_ja as institute_name,
    a.signed_date::date as signed_date, a.valid_from::date as valid_from, a.valid_to::date as valid_to, a.extends_number
from reference_agreements a
join mart.dim_dataset s using (dataset_code);

update mart.dim_agreement d set is_current = false
from wanted_agreement w
where d.dataset_key = w.dataset_key and d.bank_code = w.bank_code and d.agreement_number = w.agreement_number and d.is_current
    and (d.institute_code, d.signed_date, d.extends_number) is distinct from (w.institute_code, w.signed_date, w.extends_number);

update mart.dim_agreement d set institute_name = w.institute_name, valid_from = w.valid_from, valid_to = w.valid_to
from wanted_agreement w
where d.dataset_key = w.dataset_key and d.bank_code = w.bank_code and d.agreement_number = w.agreement_number and d.is_current
    and (d.institute_name, d.valid_from, d.valid_to) is distinct from (w.institute_name, w.valid_from, w.valid_to);

insert into mart.dim_agreement (dataset_key, agreement_number, bank_code, bank_name, institute_code, institute_name, signed_date, valid_from, valid_to, extends_number)
select dataset_key, agreement_number, bank_code, bank_name, institute_code, institute_name, signed_date, valid_from, valid_to, extends_number
from wanted_agreement w
where not exists (select from mart.dim_agreement d where d.dataset_key = w.dataset_key and d.bank_code = w.bank_code and d.agreement_number = w.agreement_number and d.is_current);
