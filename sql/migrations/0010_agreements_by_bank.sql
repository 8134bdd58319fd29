-- An agreement's number is its bank's: two banks both have a No. 1.

drop index mart.dim_agreement_current;
-- The announced agreement carried its bank in its number, because the number alone was the key.
update mart.dim_agreement set agreement_number = 'aist-2007' where agreement_number = '0149-aist-2007' and batch_id is null;

alter table mart.dim_agreement
    add column bank_name text not null default '',
    add column agreement_code text generated always as (case when dataset_key is null then agreement_number else bank_code || '-' || agreement_number end) stored,
    add column label text generated always as (case when dataset_key is null then institute_name
                                                    else agreement_number || ' · ' || coalesce(nullif(bank_name, ''), bank_code) || ' · ' || institute_name end) stored;
create unique index dim_agreement_current on mart.dim_agreement (dataset_key, bank_code, agreement_number) where is_current;
comment on column mart.dim_agreement.agreement_number is 'Unique within its bank.';
comment on column mart.dim_agreement.agreement_code is 'Bank and number, 0149-1: by this questions name it.';
comment on column mart.dim_agreement.label is 'Number, bank and institute, as people tell agreements apart.';
comment on column mart.dim_agreement.bank_name is 'A label: the latest ledger''s name of the bank; empty while none has named it.';
comment on column mart.dim_agreement.extends_number is 'Number of the agreement of the same bank that it extends.';
