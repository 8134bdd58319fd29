-- Brings mart.dim_industry in line with wanted_industry: the product's revisions of JSIC, or an installation's own classifications. No industry is ever removed.

-- Another place in the hierarchy is another row: facts keep the one they were published with.
update mart.dim_industry d set is_current = false
from wanted_industry w
where d.revision = w.revision and d.industry_code = w.industry_code and d.is_current
    and (d.level, d.division_code, d.group_code) is distinct from (w.level, w.division_code, w.group_code);

update mart.dim_industry d set
    name_ja = w.name_ja, name_en = w.name_en,
    division_ja = w.division_ja, division_en = w.division_en, division_short_ja = w.division_short_ja, division_short_en = w.division_short_en,
    group_ja = w.group_ja, group_en = w.group_en, group_short_ja = w.group_short_ja, group_short_en = w.group_short_en,
    valid_from = w.valid_from, valid_to = w.valid_to
from wanted_industry w
where d.revision = w.revision and d.industry_code = w.industry_code and d.is_current
    and (d.name_ja, d.name_en, d.division_ja, d.division_en, d.division_short_ja, d.division_short_en, d.group_ja, d.group_en, d.group_short_ja, d.group_short_en,
            d.valid_from, d.valid_to)
        is distinct from (w.name_ja, w.name_en, w.division_ja, w.division_en, w.division_short_ja, w.division_short_en, w.group_ja, w.group_en, w.group_short_ja, w.group_short_en,
            w.valid_from, w.valid_to);

insert into mart.dim_industry (industry_code, revision, level, name_ja, name_en, division_code, division_ja, division_en, division_short_ja, division_short_en,
    group_code, group_ja, group_en, group_short_ja, group_short_en, valid_from, valid_to)
select industry_code, revision, level, name_ja, name_en, division_code, division_ja, division_en, division_short_ja, division_short_en,
    group_code, group_ja, group_en, group_short_ja, group_short_en, valid_from, valid_to
from wanted_industry w
where not exists (select from mart.dim_industry d where d.revision = w.revision and d.industry_code = w.industry_code and d.is_current);
