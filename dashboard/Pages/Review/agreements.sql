-- Grain: one row per agreement of the dataset that was in force on at least one of the days @first to @last.
select a.agreement_code, a.agreement_number, coalesce(nullif(a.bank_name, ''), bank.name, a.bank_code) as bank, a.institute_name, a.signed_date, a.valid_from, a.valid_to, a.extends_number,
       coalesce(bank.name_en, nullif(a.bank_name, ''), a.bank_code) as bank_en, coalesce(a.institute_name_en, institute.name_en, a.institute_name) as institute_en,
       (select min(e.agreement_number) from mart.dim_agreement e
        where e.is_current and e.dataset_key = a.dataset_key and e.bank_code = a.bank_code and e.extends_number = a.agreement_number) as extended_by
from mart.dim_agreement a
left join lateral (select min(r.bank_name) as name, min(r.bank_label_en) as name_en from mart.dim_referrer r where r.dataset_key = a.dataset_key and r.bank_code = a.bank_code) bank on true
left join lateral (select min(u.institute_name_en) as name_en from mart.dim_unit u where u.dataset_key = a.dataset_key and u.institute_code = a.institute_code) institute on true
where a.dataset_key = @dataset_key and a.is_current and coalesce(a.valid_from, a.signed_date) <= @last and coalesce(a.valid_to, 'infinity') >= @first
order by a.bank_code, a.valid_from, a.agreement_number
