using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Lists;

/// <summary>
/// Regions that an installation brings itself (<c>.data/model/Regions/*.csv</c>): other countries than Japan and the United States. A name that means
/// a region already keeps meaning that one.
/// </summary>
public sealed class RegionLists(string overlayFolder)
    : OwnList<ListedRegion>(RegionListReader.Kind, overlayFolder, (file, faults) => new RegionListReader(file, faults))
{
    private protected override string Dimension => "region";

    private protected override string Columns =>
        """
            region_code, level, name_ja, name_en, short_ja, parent_code, valid_from, valid_to, latitude, longitude, country_code, area_code, area_ja, area_en, prefecture_code, prefecture_ja,
            prefecture_en, subregion_code, subregion_ja, subregion_en, municipality_code, municipality_ja, municipality_en
            """;

    private protected override IEnumerable<string> Merge =>
        [
            ReferenceData.RegionsMerge,
            """
                insert into mart.region_aliases (alias_folded, region_code)
                select staging.fold_text(name), min(region_code) from wanted_region cross join lateral (values (region_code), (name_ja), (name_en)) n (name)
                where staging.fold_text(name) is not null
                group by 1 having count(distinct region_code) = 1
                on conflict do nothing
                """,
        ];

    private protected override object?[] Cells(ListedRegion region)
    {
        var above = Ancestry(region);
        var ancestry = ListedRegion
            .Levels.Skip(1)
            .Select(above.GetValueOrDefault)
            .SelectMany(known => new[] { known?.Code ?? ReservedCode.NotApplicable, known?.Name.Ja ?? "該当なし", known?.Name.En ?? "Not applicable" });
        return
        [
            region.Code,
            region.Level,
            region.Name.Ja,
            region.Name.En,
            region.Name.Ja,
            region.Parent,
            region.ValidFrom,
            region.ValidTo,
            region.Latitude,
            region.Longitude,
            above["country"].Code,
            .. ancestry,
        ];
    }
}
