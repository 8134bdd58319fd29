-- The rejected rows as the ledger has them, so that they can be given back in its own layout, mended and sent again.

create table audit.ledger_layouts (
    batch_id integer not null references audit.batches,
    sheet    text,
    headers  text[] not null,
    unique nulls not distinct (batch_id, sheet)
);
comment on table audit.ledger_layouts is 'Headers of a sheet (of the file, where it is a CSV) in their order; with the unit of money where only a title or a group said it. One row per sheet that has rejected rows.';

create table audit.ledger_rows (
    batch_id integer not null references audit.batches,
    sheet    text,
    line     integer not null,
    cells    text[],
    unique nulls not distinct (batch_id, sheet, line)
);
comment on table audit.ledger_rows is 'One row per rejected row of a file: its cells as they were written, 〃 and merged cells filled in; null where the archive no longer gives them.';

alter table audit.batch_profiles add column header text;
comment on column audit.batch_profiles.header is 'What people call the column: the header in the ledger''s own form; null for a value that the loader derives.';
