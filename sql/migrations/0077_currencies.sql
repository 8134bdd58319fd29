-- Amounts are kept in the minor unit of any currency of ISO 4217. reference/currencies.csv fills the list.
create table mart.currencies (
    currency_code text primary key check (currency_code ~ '^[A-Z]{3}$'),
    minor_digits  smallint not null check (minor_digits between 0 and 4),
    name_ja       text not null,
    name_en       text not null
);
comment on table mart.currencies is 'Currencies of ISO 4217 with the decimals of their minor unit, in which all amounts of the star are kept.';
insert into mart.currencies values ('JPY', 0, '円', 'Yen'), ('USD', 2, '米ドル', 'US dollar');
alter table mart.dim_dataset drop constraint dim_dataset_currency_check;
alter table mart.dim_dataset add foreign key (currency) references mart.currencies;
