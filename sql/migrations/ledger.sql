-- The record of applied migrations. It exists before the first migration, so it is no migration itself.
create schema if not exists audit;

create table if not exists audit.migrations (
    number integer primary key,
    name text not null unique,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp(),
    applied_by text not null default session_user
);

comment on table audit.migrations is 'One row per applied migration, with the SHA-256 of its text';
