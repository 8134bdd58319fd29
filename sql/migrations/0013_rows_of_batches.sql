-- What became of a batch's rows, and whose a rejected row is.

alter table audit.batches
    add column rows_new integer, add column rows_revised integer, add column rows_unchanged integer,
    add constraint batches_rows_told check (rows_new + rows_revised + rows_unchanged = rows_loaded);
comment on column audit.batches.rows_new is 'Of the loaded rows: the first of their key; counted when the batch is published, null until then.';
comment on column audit.batches.rows_revised is 'Of the loaded rows: their key was known, and they say something else than the statement that they follow.';
comment on column audit.batches.rows_unchanged is 'Of the loaded rows: they repeat the statement that they follow, and change nothing.';

alter table audit.findings add column owner_code text, add column row_key text[];
comment on column audit.findings.row_key is 'Values of the source''s key columns, in its order; null where they could not be read. With owner_code: by this a later batch mends the row or rejects it anew, and the finding is closed. '
    'Without a key it is closed by a later batch that brings the whole of its own batch again.';
