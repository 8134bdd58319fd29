-- Grain: one row per folded name that means exactly one region. The smaller tier wins: codes and listed names, then the larger
-- regions (静岡 is the prefecture), then whole names of municipalities before short ones. A name that fits several regions of
-- its tier is left out, unless all of them became the one that bears it today (静岡市 of 2004 and of today).
create temp table wanted_alias on commit drop as
with
five_digits as (
    select region_code, rpad(region_code, 5, '0') as code
    from reference_regions
    where country_code = 'JP' and level in ('prefecture', 'municipality', 'ward')
),
candidates (alias, region_code, tier) as (
    select alias, region_code, 0 from reference_region_aliases
    union all select region_code, region_code, 0 from reference_regions
    union all select code, region_code, 0 from five_digits
    union all -- with the check digit: weights 6, 5, 4, 3, 2
    select code || (11 - (6 * substr(code, 1, 1)::int + 5 * substr(code, 2, 1)::int + 4 * substr(code, 3, 1)::int + 3 * substr(code, 4, 1)::int + 2 * substr(code, 5, 1)::int) % 11) % 10,
        region_code, 0
    from five_digits
    union all
    select alias, r.region_code, case r.level when 'country' then 1 when 'prefecture' then 2 when 'subregion' then 3 when 'area' then 4 end
    from reference_regions r
    left join reference_regions p on p.region_code = r.prefecture_code
    cross join lateral (values
        (r.name_ja), (r.name_en), (r.short_name_ja),
        (case when r.level = 'prefecture' and r.country_code = 'JP' then r.name_en || ' Prefecture' end),
        (case when r.level = 'prefecture' and r.country_code = 'US' then substr(r.region_code, 4) end),
        (case when r.level = 'subregion' then p.name_ja || r.name_ja end)) as names (alias)
    where r.level not in ('municipality', 'ward')
    union all
    select alias, r.region_code, tier
    from reference_regions r
    join reference_regions p on p.region_code = r.prefecture_code
    cross join lateral (values
        (r.name_ja, 5), (p.name_ja || r.name_ja, 5), (r.name_en || ', ' || p.name_en, 5),
        (case when r.name_ja like '%市' then r.name_en || ' City' end, 5),
        (case when r.level = 'ward' then r.short_name_ja end, 5),
        (r.short_name_ja, 6), (p.name_ja || r.short_name_ja, 6), (r.name_en, 6)) as names (alias, tier)
    where r.level in ('municipality', 'ward')
),
folded as (
    select alias_folded, region_code, tier, min(tier) over (partition by alias_folded) as best_tier
    from (select staging.fold_text(alias) as alias_folded, region_code, min(tier) as tier from candidates where alias is not null group by 1, 2) c
)
select alias_folded, case when count(*) = 1 then min(region_code) else min(root_code) end as region_code
from folded
join region_roots using (region_code)
where tier = best_tier
group by alias_folded
having count(*) = 1 or (count(distinct root_code) = 1 and bool_or(region_code = root_code));

-- A look-up and no history: a name that has become ambiguous must stop resolving. Names of an installation's own regions stay.
delete from mart.region_aliases a
where not exists (select from wanted_alias w where w.alias_folded = a.alias_folded) and exists (select from reference_regions r where r.region_code = a.region_code);

insert into mart.region_aliases as a (alias_folded, region_code)
select alias_folded, region_code from wanted_alias
on conflict (alias_folded) do update set region_code = excluded.region_code where a.region_code <> excluded.region_code;
