-- Lists and ledgers may bring English names of banks, branches and institutes; English pages show them, and the Japanese ones where there are none.

alter table staging.canonical_referrals add column bank_name_en text;
alter table staging.canonical_referrals add column branch_name_en text;
alter table staging.canonical_engagements add column institute_name_en text;
alter table staging.canonical_agreements add column institute_name_en text;

alter table mart.dim_referrer add column bank_name_en text, add column branch_name_en text;
alter table mart.dim_referrer
    add column bank_label_en text not null generated always as (coalesce(bank_name_en, bank_name)) stored,
    add column branch_label_en text not null generated always as (coalesce(branch_name_en, branch_name)) stored;
comment on column mart.dim_referrer.bank_name_en is 'The latest English name that a ledger gave; null: none did, and bank_label_en is the Japanese one.';
comment on column mart.dim_referrer.branch_name_en is 'As bank_name_en.';

alter table mart.dim_unit add column institute_name_en text;
alter table mart.dim_unit add column institute_label_en text not null generated always as (coalesce(institute_name_en, institute_name)) stored;
comment on column mart.dim_unit.institute_name_en is 'The latest English name that an agreement list or a ledger gave; null: none did, and institute_label_en is the Japanese one.';

alter table mart.dim_agreement add column institute_name_en text;
comment on column mart.dim_agreement.institute_name_en is 'The English name that the agreement list gives; null: none.';
