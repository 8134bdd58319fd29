-- A file that cannot even be opened was offered all the same: it has a record and a reason, but no content.
alter table audit.batches alter column sha256 drop not null, add constraint batches_content check (sha256 is not null or state = 'refused');
comment on column audit.batches.sha256 is 'Of its content, which lies in the archive under it; null: the file could not be opened.';
