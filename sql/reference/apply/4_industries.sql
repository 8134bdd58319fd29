-- Grain: one row per revision and code of the Japan Standard Industrial Classification.
create temp table wanted_industry on commit drop as
select
    i.industry_code, i.revision::smallint as revision, i.level, i.name_ja, i.name_en,
    d.industry_code as division_code, d.name_ja as division_ja, d.name_en as division_en, d.short_ja as division_short_ja, d.short_en as division_short_en,
    coalesce(g.industry_code, 'not-applicable') as group_code, coalesce(g.name_ja, '該当なし') as group_ja, coalesce(g.name_en, 'Not applicable') as group_en,
    coalesce(g.short_ja, '該当なし') as group_short_ja, coalesce(g.short_en, 'Not applicable') as group_short_en,
    null::date as valid_from, null::date as valid_to
from reference_industries i
join reference_industries d on d.revision = i.revision and d.industry_code = i.division_code
left join reference_industries g on g.revision = i.revision and g.industry_code = i.group_code;
