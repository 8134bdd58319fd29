-- Each dataset publishes for itself: what cannot be published is held with its reason, and the others go on.

alter table audit.batches drop constraint batches_state_check;
alter table audit.batches add constraint batches_state_check check (state in ('refused', 'loaded', 'published', 'withdrawn', 'held'));
alter table audit.batches add column held jsonb;
alter table audit.batches add constraint batches_held_check check ((state = 'held') = (held is not null));
comment on column audit.batches.held is '{reason: {ja, en}, check, rows: [{fact, sheet, line}]} of a batch that could not be published and waits for somebody to release, reload or withdraw it.';

drop index audit.batches_loaded_once;
create unique index batches_loaded_once on audit.batches (sha256, dataset_code, owner_code, source) where state in ('loaded', 'published', 'held');

alter table audit.publication_datasets add column rules text;
update audit.publication_datasets d set rules = p.rules from audit.publications p where p.publication = d.publication;
alter table audit.publications drop column rules;
comment on column audit.publication_datasets.rules is 'Hash of the marts'' statements that the dataset''s facts agree with; null: from before it was kept.';

create table audit.stuck_datasets (
    dataset_code text primary key,
    since        timestamptz not null,
    reason_ja    text not null,
    reason_en    text not null
);
comment on table audit.stuck_datasets is 'Grain: one row per dataset whose last publication failed for what no pending batch brought. Its star stays as it was; a row goes with the next publication that succeeds.';
grant select on audit.stuck_datasets to analytics_reader;
grant select, insert, update, delete on audit.stuck_datasets to analytics_loader;
