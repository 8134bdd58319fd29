-- What came in, what became of it, and what was published when. Nothing here is ever deleted.

create table audit.batches (
    batch_id       integer generated always as identity primary key,
    dataset_code   text not null,
    source         text not null,
    owner_code     text not null,
    file_name      text not null,
    sha256         text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    byte_count     bigint not null,
    file_format    text not null,
    encoding       text,
    received_via   text not null check (received_via in ('load', 'inbox', 'upload')),
    received_at    timestamptz not null,
    state          text not null check (state in ('refused', 'loaded', 'published', 'withdrawn')),
    rows_read      integer not null default 0,
    rows_loaded    integer not null default 0,
    rows_rejected  integer not null default 0,
    rows_skipped   jsonb not null default '{}',
    unknown_columns text[] not null default '{}',
    refusal        jsonb,
    load_seconds   double precision,
    published_in   integer,
    withdrawn_in   integer,
    check ((state = 'refused') = (refusal is not null)),
    check (state <> 'published' or published_in is not null)
);
comment on table audit.batches is 'One row per file that was offered: loaded, published, withdrawn or refused whole (with the reason). The bytes lie in the archive under sha256.';
comment on column audit.batches.owner_code is 'Whose numbers the file uses: --owner, else the inbox folder, else unstated. A row''s own bank or institute code goes before it.';
comment on column audit.batches.rows_skipped is 'Rows that are no data, by kind: title, blank, total, footnote.';
comment on column audit.batches.refusal is '{rule, reason: {ja, en}, mend: {ja, en}} of a file refused whole.';
-- Loaded already = same content, dataset, owner and source.
create unique index batches_loaded_once on audit.batches (sha256, dataset_code, owner_code, source) where state in ('loaded', 'published');

create table audit.batch_profiles (
    batch_id       integer not null references audit.batches,
    ordinal        integer not null,
    column_name    text not null,
    row_count      integer not null,
    null_count     integer not null,
    distinct_count integer not null,
    smallest       text,
    largest        text,
    primary key (batch_id, column_name)
);
comment on table audit.batch_profiles is 'Profile of a batch, one row per column: rows, nulls, distinct values, smallest and largest.';

create table audit.publications (
    publication  integer primary key,
    published_at timestamptz not null,
    seconds      double precision not null,
    rows_opened  integer not null,
    rows_closed  integer not null
);
comment on table audit.publications is 'A publication is one transaction: readers see all of it or nothing. Rows of facts and bridges with published_from <= n < published_to belong to publication n.';

create table audit.publication_datasets (
    publication   integer not null references audit.publications,
    dataset_code  text not null,
    data_through  date,
    first_date    date,
    rows_used     integer not null,
    rows_rejected integer not null,
    rows_waiting  integer not null,
    row_counts    jsonb not null,
    definitions   jsonb not null,
    primary key (publication, dataset_code)
);
comment on table audit.publication_datasets is 'State of every dataset in every publication, so that an old answer stays whole.';
comment on column audit.publication_datasets.row_counts is 'Open rows by fact table: {"fct_referrals": 12, …}. Absent or 0: the dataset has no such fact.';
comment on column audit.publication_datasets.definitions is 'Hash of each measure''s declaration at the time: {"referrals": "3f…"}.';

create table audit.findings (
    finding_id     bigint generated always as identity primary key,
    kind           text not null check (kind in ('rejected', 'waiting', 'warning')),
    stage          text not null check (stage in ('load', 'publication')),
    dataset_code   text not null,
    batch_id       integer not null references audit.batches,
    sheet          text,
    line           integer not null,
    column_name    text,
    value          text,
    rule           text not null,
    reason_ja      text not null,
    reason_en      text not null,
    mend_ja        text not null,
    mend_en        text not null,
    case_id        bigint,
    published_from integer,
    published_to   integer not null default 2147483647,
    check (stage = 'load' or published_from is not null)
);
comment on table audit.findings is 'What was found wrong with a row: rejected (not counted until mended), waiting (its referral has not come) or a warning (counted). File through batch_id; line as a person sees it in the file.';
comment on column audit.findings.published_from is 'First publication that it belongs to; null until the batch is published. Findings of stage publication are recomputed with their case and closed when mended.';
create index findings_batch on audit.findings (batch_id);
create index findings_open on audit.findings (dataset_code, kind) where published_to = 2147483647;
create index findings_case on audit.findings (case_id) where published_to = 2147483647;
