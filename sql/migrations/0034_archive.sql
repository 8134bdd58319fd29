-- Which archive this database belongs to.
create table audit.archive (
    archive_id uuid not null,
    is_only    boolean primary key default true check (is_only)
);
comment on table audit.archive is 'Grain: one row, the id of the archive that holds the bytes of all batches; the file id in that archive says the same';
