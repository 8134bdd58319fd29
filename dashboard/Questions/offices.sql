-- Where each municipality is drawn, and where it belongs today.
select region_code, latitude, longitude, coalesce(short_ja, name_ja), coalesce(name_en, name_ja), name_ja, successor_code
from mart.dim_region
where level = 'municipality' and is_current and latitude is not null and longitude is not null
