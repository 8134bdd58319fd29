-- Ways back: a file that counts can be withdrawn and released, and its archived bytes read again under today's declaration. What became of it stays written down.

alter table audit.batches add column withdrawal jsonb, add column declaration text;
comment on column audit.batches.withdrawal is '{why, at, by} of a withdrawn batch; null of others. by is null where nobody was signed in.';
comment on column audit.batches.declaration is 'Hash of the declaration under which it was read; null: from before it was kept.';
comment on column audit.batches.published_in is 'First publication that shows it; audit.batch_events has those that took up a later reading.';

create table audit.batch_events (
    event_id    bigint generated always as identity primary key,
    batch_id    integer not null references audit.batches,
    at          timestamptz not null,
    event       text not null check (event in ('withdrawn', 'released', 'reloaded', 'held', 'published', 'taken-out')),
    why         text,
    by          text,
    publication integer,
    check ((event in ('published', 'taken-out')) = (publication is not null))
);
create index batch_events_batch on audit.batch_events (batch_id);
comment on table audit.batch_events is 'One row per change of what became of a batch, in their order. Only ever added to.';
comment on column audit.batch_events.event is 'withdrawn, released, reloaded, held: what was done; published, taken-out: the publication that shows it, or shows it no more.';
comment on column audit.batch_events.by is 'Who; null: nobody was signed in, or the product by itself.';
revoke update on audit.batch_events from analytics_loader;

-- A reload replaces what the earlier reading found: what publications have seen is closed by the next one, what none has seen is closed at once (published_to 0).
alter table audit.findings add column is_replaced boolean not null default false;
comment on column audit.findings.is_replaced is 'Of stage load: an earlier reading of the file told it; a later one has taken its place.';
grant delete on audit.batch_profiles to analytics_loader;

create table staging.renamed_numbers (
    dataset_key smallint not null,
    case_number text not null,
    primary key (dataset_key, case_number)
);
comment on table staging.renamed_numbers is 'Numbers that rows named before their file was read again: the next publication works their cases out anew, and empties this.';

create table audit.declarations (
    source      text primary key,
    declaration text not null,
    changed_at  timestamptz not null,
    preview     jsonb
);
comment on table audit.declarations is 'One row per source: the hash of its declaration today, and what reading its files again would change, where some were read under another one.';

alter table app.commands drop constraint commands_kind_check,
    add constraint commands_kind_check check (kind in ('run-job', 'load-upload', 'withdraw', 'release', 'reload'));
comment on column app.commands.arguments is 'run-job: {"job": "NightlyRefresh"}; load-upload: {"files": ["<folder>/<name>"], "dataset": "…", "owner": "…", "step": "preview", "accept": {"source": "…", "columns": {"<header>": "<column>"}}}, paths below the data folder''s uploads; '
    'withdraw, release, reload: {"batch": 7, "source": "…", "why": "…", "preview": true}.';
comment on column app.commands.answer is 'load-upload: {"publication": 42, "files": [{"file", "fate", "batch", "read", "loaded", "rejected", "reason", "mend"}]}; where a preview was asked for: {"files": […], "figures": […]}.';
