-- What the product's reference tables need beyond the dimensions themselves.

alter table mart.dim_cluster add column short_ja text, add column short_en text;
comment on column mart.dim_cluster.short_ja is 'Label that fits a chart''s axis.';
comment on column mart.dim_cluster.aliases is 'Every spelling that means this cluster (code, names, short names and others), folded by staging.fold_text.';

create table audit.reference_data (
    is_only_row boolean primary key default true check (is_only_row),
    checksum    text not null,
    applied_at  timestamptz not null default clock_timestamp()
);
comment on table audit.reference_data is 'Checksum of the reference files that the dimensions were last brought in line with; at most one row.';
