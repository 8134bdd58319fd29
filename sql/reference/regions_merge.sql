-- Brings mart.dim_region in line with wanted_region: the product's regions, or those of an installation's own lists. No region is ever removed.

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
