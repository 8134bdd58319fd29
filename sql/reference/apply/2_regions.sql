-- Grain: one row per region of every level, with its whole ancestry. The file names the next successor, the dimension the one of today.
create temp table region_roots on commit drop as
with recursive roots (region_code, root_code) as (
    select region_code, region_code from reference_regions where successor_code is null
    union all
    select r.region_code, roots.root_code from reference_regions r join roots on r.successor_code = roots.region_code
)
select region_code, root_code from roots;

create temp table wanted_region on commit drop as
select
    r.region_code, r.level, r.name_ja, r.name_en, r.short_name_ja as short_ja, r.parent_code,
    coalesce(m.region_code, 'not-applicable') as municipality_code, coalesce(m.name_ja, '該当なし') as municipality_ja, coalesce(m.name_en, 'Not applicable') as municipality_en,
    coalesce(s.region_code, 'not-applicable') as subregion_code, coalesce(s.name_ja, '該当なし') as subregion_ja, coalesce(s.name_en, 'Not applicable') as subregion_en,
    coalesce(p.region_code, 'not-applicable') as prefecture_code, coalesce(p.name_ja, '該当なし') as prefecture_ja, coalesce(p.name_en, 'Not applicable') as prefecture_en,
    coalesce(a.region_code, 'not-applicable') as area_code, coalesce(a.name_ja, '該当なし') as area_ja, coalesce(a.name_en, 'Not applicable') as area_en,
    r.country_code, r.valid_from::date as valid_from, r.valid_to::date as valid_to,
    nullif(root.root_code, r.region_code) as successor_code,
    r.latitude::double precision as latitude, r.longitude::double precision as longitude
from reference_regions r
left join region_roots root on root.region_code = r.region_code
left join reference_regions m on m.region_code = case r.level when 'municipality' then r.region_code when 'ward' then r.parent_code end
left join reference_regions s on s.region_code = r.subregion_code
left join reference_regions p on p.region_code = r.prefecture_code
left join reference_regions a on a.region_code = r.area_code;

-- Another place in the hierarchy is another row: facts keep the one they were published with.
update mart.dim_region d set is_current = false
from wanted_region w
where d.region_code = w.region_code and d.is_current
    and (d.level, d.parent_code, d.municipality_code, d.subregion_code, d.prefecture_code, d.area_code, d.country_code)
        is distinct from (w.level, w.parent_code, w.municipality_code, w.subregion_code, w.prefecture_code, w.area_code, w.country_code);

update mart.dim_region d set
    name_ja = w.name_ja, name_en = w.name_en, short_ja = w.short_ja, municipality_ja = w.municipality_ja, municipality_en = w.municipality_en,
    subregion_ja = w.subregion_ja, subregion_en = w.subregion_en, prefecture_ja = w.prefecture_ja, prefecture_en = w.prefecture_en, area_ja = w.area_ja, area_en = w.area_en,
    valid_from = w.valid_from, valid_to = w.valid_to, successor_code = w.successor_code, latitude = w.latitude, longitude = w.longitude
from wanted_region w
where d.region_code = w.region_code and d.is_current
    and (d.name_ja, d.name_en, d.short_ja, d.municipality_ja, d.municipality_en, d.subregion_ja, d.subregion_en, d.prefecture_ja, d.prefecture_en, d.area_ja, d.area_en,
            d.valid_from, d.valid_to, d.successor_code, d.latitude, d.longitude)
        is distinct from (w.name_ja, w.name_en, w.short_ja, w.municipality_ja, w.municipality_en, w.subregion_ja, w.subregion_en, w.prefecture_ja, w.prefecture_en, w.area_ja, w.area_en,
            w.valid_from, w.valid_to, w.successor_code, w.latitude, w.longitude);

insert into mart.dim_region (region_code, level, name_ja, name_en, short_ja, parent_code, municipality_code, municipality_ja, municipality_en, subregion_code, subregion_ja, subregion_en,
    prefecture_code, prefecture_ja, prefecture_en, area_code, area_ja, area_en, country_code, valid_from, valid_to, successor_code, latitude, longitude)
select region_code, level, name_ja, name_en, short_ja, parent_code, municipality_code, municipality_ja, municipality_en, subregion_code, subregion_ja, subregion_en,
    prefecture_code, prefecture_ja, prefecture_en, area_code, area_ja, area_en, country_code, valid_from, valid_to, successor_code, latitude, longitude
from wanted_region w
where not exists (select from mart.dim_region d where d.region_code = w.region_code and d.is_current);
