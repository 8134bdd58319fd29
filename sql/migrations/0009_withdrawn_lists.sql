-- What a withdrawn list of agreements or clusters said must end with it.

alter table mart.dim_agreement add column batch_id integer references audit.batches;
comment on column mart.dim_agreement.batch_id is 'The batch that tells of it; null: publicly announced, from the product''s reference data.';

alter table mart.cluster_validity add column is_current boolean not null default true;
comment on column mart.cluster_validity.is_current is 'False once no ledger tells of it any more.';
