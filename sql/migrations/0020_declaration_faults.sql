-- Declarations of an installation that the worker leaves out: the dashboard, which reads neither sources nor checks, shows them from here.
create table audit.declaration_faults (
    file text not null, line integer not null check (line > 0), reason_ja text not null, reason_en text not null, allowed text[] not null default '{}'
);
comment on table audit.declaration_faults is 'Grain: one row per fault of a source or check in the data folder''s model as the worker last read it; kept whole, not as history';
alter table audit.declaration_faults owner to analytics_owner;
grant select, insert, delete on audit.declaration_faults to analytics_loader;
grant select on audit.declaration_faults to analytics_reader;
