-- Grain: one row per revision and code of the Japan Standard Industrial Classification.
create temp table wanted_industry on commit drop as
select
    i.industry_code, i.revision::smallint as revision, i.level, i.name_ja, i.name_en,
    d.industry_code as division_code, d.name_ja as division_ja, d.name_en as division_en, d.short_ja as division_short_ja, d.short_en as division_short_en,
    coalesce(g.industry_code, 'not-applicable') as group_code, coalesce(g.name_ja, '該当なし') as group_ja, coalesce(g.name_en, 'Not applicable') as group_en,
    coalesce(g.short_ja, '該当なし') as group_short_ja, coalesce(g.short_en, 'Not applicable') as group_short_en
from reference_industries i
join reference_industries d on d.revision = i.revision and d.industry_code = i.division_code
left join reference_industries g on g.revision = i.revision and g.industry_code = i.group_code;

update mart.dim_industry d set is_current = false
from wanted_industry w
where d.revision = w.revision and d.industry_code = w.industry_code and d.is_current
    and (d.level, d.division_code, d.group_code) is distinct from (w.level, w.division_code, w.group_code);

update mart.dim_industry d set
    name_ja = w.name_ja, name_en = w.name_en,
    division_ja = w.division_ja, division_en = w.division_en, division_short_ja = w.division_short_ja, division_short_en = w.division_short_en,
    group_ja = w.group_ja, group_en = w.group_en, group_short_ja = w.group_short_ja, group_short_en = w.group_short_en
from wanted_industry w
where d.revision = w.revision and d.industry_code = w.industry_code and d.is_current
    and (d.name_ja, d.name_en, d.division_ja, d.division_en, d.division_short_ja, d.division_short_en, d.group_ja, d.group_en, d.group_short_ja, d.group_short_en)
        is distinct from (w.name_ja, w.name_en, w.division_ja, w.division_en, w.division_short_ja, w.division_short_en, w.group_ja, w.group_en, w.group_short_ja, w.group_short_en);

insert into mart.dim_industry (industry_code, revision, level, name_ja, name_en, division_code, division_ja, division_en, division_short_ja, division_short_en,
    group_code, group_ja, group_en, group_short_ja, group_short_en)
select industry_code, revision, level, name_ja, name_en, division_code, division_ja, division_en, division_short_ja, division_short_en,
    group_code, group_ja, group_en, group_short_ja, group_short_en
from wanted_industry w
where not exists (select from mart.dim_industry d where d.revision = w.revision and d.industry_code = w.industry_code and d.is_current);
