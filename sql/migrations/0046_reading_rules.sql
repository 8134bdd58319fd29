-- By which rules a file was read: where the product reads files otherwise today, its rows keep their values until they are read again, and the status says so.
alter table audit.batches add column reading_rules integer not null default 0;
comment on column audit.batches.reading_rules is 'Version of the rules by which its cells became rows; 0: from before it was kept.';
