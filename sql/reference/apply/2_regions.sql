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
