-- Lists that an installation brings itself (regions), applied by the loader before it publishes.
create table audit.own_lists (
    kind       text primary key check (kind in ('regions')),
    checksum   text not null,
    applied_at timestamptz not null default now()
);
comment on table audit.own_lists is 'The content of .data/model/Regions that mart.dim_region stands at.';
