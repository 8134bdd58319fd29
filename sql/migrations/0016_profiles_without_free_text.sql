-- What companies need is confidential: a profile holds out no value of free text.

update audit.batch_profiles set smallest = null, largest = null where column_name in ('technical_need', 'summary', 'company_name', 'company_kana', 'address');
comment on column audit.batch_profiles.smallest is 'Smallest value; null where all are null, and of free text.';
