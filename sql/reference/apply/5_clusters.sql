-- Grain: one row per cluster. Another programme, sponsor or home is another row.
create temp table wanted_cluster on commit drop as
select
    cluster_code, name_ja, name_en, short_ja, short_en, programme_code, programme_ja, programme_en, sponsor_code, sponsor_ja, sponsor_en, home_region_code, theme_ja, theme_en,
    (select array_agg(distinct staging.fold_text(alias)) from unnest(array[cluster_code, name_ja, name_en, short_ja, short_en] || string_to_array(c.aliases, '|')) as alias) as aliases
from reference_clusters c;

update mart.dim_cluster d set is_current = false
from wanted_cluster w
where d.cluster_code = w.cluster_code and d.is_current
    and (d.programme_code, d.sponsor_code, d.home_region_code) is distinct from (w.programme_code, w.sponsor_code, w.home_region_code);

update mart.dim_cluster d set
    name_ja = w.name_ja, name_en = w.name_en, short_ja = w.short_ja, short_en = w.short_en, programme_ja = w.programme_ja, programme_en = w.programme_en,
    sponsor_ja = w.sponsor_ja, sponsor_en = w.sponsor_en, theme_ja = w.theme_ja, theme_en = w.theme_en, aliases = w.aliases
from wanted_cluster w
where d.cluster_code = w.cluster_code and d.is_current
    and (d.name_ja, d.name_en, d.short_ja, d.short_en, d.programme_ja, d.programme_en, d.sponsor_ja, d.sponsor_en, d.theme_ja, d.theme_en, d.aliases)
        is distinct from (w.name_ja, w.name_en, w.short_ja, w.short_en, w.programme_ja, w.programme_en, w.sponsor_ja, w.sponsor_en, w.theme_ja, w.theme_en, w.aliases);

insert into mart.dim_cluster (cluster_code, name_ja, name_en, short_ja, short_en, programme_code, programme_ja, programme_en, sponsor_code, sponsor_ja, sponsor_en, home_region_code,
    theme_ja, theme_en, aliases)
select cluster_code, name_ja, name_en, short_ja, short_en, programme_code, programme_ja, programme_en, sponsor_code, sponsor_ja, sponsor_en, home_region_code, theme_ja, theme_en, aliases
from wanted_cluster w
where not exists (select from mart.dim_cluster d where d.cluster_code = w.cluster_code and d.is_current);
