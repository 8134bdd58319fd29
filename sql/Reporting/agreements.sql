-- Grain: one row per agreement that is current.
create view reporting.agreements with (security_barrier) as
select d.dataset_code as dataset, a.agreement_code as agreement, a.agreement_number, a.bank_code, a.bank_name, a.institute_code,
       a.institute_name as institute_ja, coalesce(a.institute_name_en, a.institute_name) as institute_en, a.signed_date, a.valid_from, a.valid_to,
       a.extends_number, a.batch_id, b.file_name as file
from mart.dim_agreement a
left join mart.dim_dataset d on d.dataset_key = a.dataset_key
left join audit.batches b on b.batch_id = a.batch_id
where a.is_current and a.agreement_key > 0;
comment on view reporting.agreements is '協定。銀行と研究機関の連携協定で、1行が1つの協定です。 / Agreements of banks with institutes; one row each.';
comment on column reporting.agreements.dataset is 'データセット。空欄は、公表されている協定です。 / Dataset. Blank: publicly announced.';
comment on column reporting.agreements.agreement is '協定（コード） / Agreement (code)';
comment on column reporting.agreements.agreement_number is '協定番号。銀行の中で一意です。 / Its number, unique within its bank.';
comment on column reporting.agreements.bank_code is '銀行（コード） / Bank (code)';
comment on column reporting.agreements.bank_name is '銀行 / Bank';
comment on column reporting.agreements.institute_code is '研究機関（コード） / Institute (code)';
comment on column reporting.agreements.institute_ja is '研究機関（日本語） / Institute (Japanese)';
comment on column reporting.agreements.institute_en is '研究機関（英語） / Institute (English)';
comment on column reporting.agreements.signed_date is '締結日 / Date of signing';
comment on column reporting.agreements.valid_from is '有効期間の最初の日 / First day on which it is in force';
comment on column reporting.agreements.valid_to is '有効期間の最後の日 / Last day on which it is in force';
comment on column reporting.agreements.extends_number is '延長元の協定番号 / Number of the agreement that it extends';
comment on column reporting.agreements.batch_id is 'バッチ / Batch';
comment on column reporting.agreements.file is 'ファイル / File';
grant select on reporting.agreements to analytics_reporting;
