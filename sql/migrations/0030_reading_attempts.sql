-- Attempts to read a content that are under way, or that ended with their process: counted before the work starts, forgotten when it ends in order.
create table audit.reading_attempts (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'), attempts smallint not null check (attempts > 0), reason_ja text, reason_en text
);
comment on table audit.reading_attempts is 'Grain: one row per content that is being read, or that broke the process that read it. A content that broke two is refused, and its row goes';
comment on column audit.reading_attempts.reason_ja is 'Why the last attempt broke; null while it is under way, and where the worker itself was ended';
alter table audit.reading_attempts owner to analytics_owner;
grant select, insert, update, delete on audit.reading_attempts to analytics_loader;
