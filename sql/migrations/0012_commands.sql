-- What the dashboard asks of the worker. Its role may ask and look, and withdraw what nobody has taken yet; everything else is the worker's.

create table app.commands (
    command_id   bigint generated always as identity primary key,
    kind         text not null check (kind in ('run-job', 'load-upload')),
    arguments    jsonb not null default '{}' check (jsonb_typeof(arguments) = 'object' and length(arguments::text) < 100000),
    requested_at timestamptz not null default now(),
    requested_by text,
    state        text not null default 'requested' check (state in ('requested', 'taken', 'done', 'failed', 'cancelled')),
    taken_at     timestamptz,
    finished_at  timestamptz,
    message_ja   text,
    message_en   text,
    answer       jsonb,
    check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null))
);
comment on table app.commands is 'One row per request to the worker: what was asked, when, and what became of it. Nothing here is ever deleted.';
comment on column app.commands.arguments is 'run-job: {"job": "NightlyRefresh"}; load-upload: {"files": ["<folder>/<name>"], "dataset": "…", "owner": "…"}, paths below the data folder''s uploads.';
comment on column app.commands.requested_by is 'Who asked; null as long as there is no sign-in.';
comment on column app.commands.answer is 'load-upload: {"publication": 42, "files": [{"file", "fate", "batch", "read", "loaded", "rejected", "reason", "mend"}]}';
create index commands_open on app.commands (command_id) where state in ('requested', 'taken');

grant select, insert (kind, arguments) on app.commands to analytics_reader;

create function app.announce_command() returns trigger language plpgsql as $$
begin
    perform pg_notify('app_commands', new.command_id::text);
    return null;
end
$$;
create trigger commands_announce after insert on app.commands for each row execute function app.announce_command();

-- The one change that the dashboard may make, as a function of its own instead of a right to update.
create function app.cancel_command(command bigint) returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update app.commands set state = 'cancelled', finished_at = now() where command_id = command and state = 'requested';
    return found;
end
$$;
revoke execute on function app.cancel_command(bigint) from public;
grant execute on function app.cancel_command(bigint) to analytics_reader;
