-- A revision corrects, and what it leaves blank keeps its earlier value: rows tell which fields they call unknown (不明) and from which day a change holds;
-- facts tell from which rows of which files their attributes came.

alter table staging.canonical_referrals add column unknown text[];
alter table staging.canonical_referrals add column changed_date date;
comment on column staging.canonical_referrals.unknown is 'Canonical columns of which the row itself says that nobody knows them: no mere blanks.';
comment on column staging.canonical_referrals.changed_date is '異動日: the day from which the row''s address, industry and size hold. Null: they correct what was said before.';

create function staging.place(batch_id integer, sheet text, line integer) returns jsonb
language sql immutable parallel safe as $$ select jsonb_build_object('batch', batch_id, 'sheet', sheet, 'line', line) $$;
comment on function staging.place is 'A row of a file, by its batch, sheet and line: where a value was said.';

alter table mart.fct_referrals add column origins jsonb;
alter table mart.fct_engagements add column origins jsonb;
alter table mart.fct_outcomes add column origins jsonb;
alter table mart.fct_survey_responses add column origins jsonb;
comment on column mart.fct_referrals.origins is 'Attributes that another row of the ledgers told (region, industry, company_size, technology_field, company), each with that row''s batch, sheet and line; null: the row itself told all.';
comment on column mart.fct_engagements.origins is 'referral: the row of its referral, which told all that the engagement''s own row does not; region, industry, company_size: where another one told them. Null: the row itself told all.';
comment on column mart.fct_outcomes.origins is 'As of engagements.';
comment on column mart.fct_survey_responses.origins is 'As of engagements.';
