-- What three years brought to a referral, and its step to development. Rows of earlier publications keep what was known then: nothing of either.

alter table mart.fct_referrals
    add column development_date_key integer not null default -3 references mart.dim_date,
    add column years_to_development integer,
    add column contract_amount_3y bigint,
    add column added_sales_verified_3y bigint,
    add column added_sales_self_reported_3y bigint;
comment on column mart.fct_referrals.years_to_development is 'Whole years from the referral to its first outcome "advanced to development": of dates of which only the year is known, the difference.';
comment on column mart.fct_referrals.contract_amount_3y is 'Contracts (all but information and subsidies, not in preparation) that start within 1,096 days of the referral, minor unit; null: no amount is known. So are the two sums of added sales, of attributable outcomes. Null too where only the year is known.';
