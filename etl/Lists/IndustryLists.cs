using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Lists;

/// <summary>
/// Classifications of industries that an installation brings itself (<c>.data/model/Industries/*.csv</c>), beside the product's revisions of JSIC.
/// </summary>
public sealed class IndustryLists(string overlayFolder)
    : OwnList<ListedIndustry>(IndustryListReader.Kind, overlayFolder, (file, faults) => new IndustryListReader(file, faults))
{
    private protected override string Dimension => "industry";

    private protected override string Columns =>
        """
            industry_code, revision, level, name_ja, name_en, valid_from, valid_to,
            division_code, division_ja, division_en, division_short_ja, division_short_en, group_code, group_ja, group_en, group_short_ja, group_short_en
            """;

    private protected override IEnumerable<string> Merge => [ReferenceData.IndustriesMerge];

    private protected override object?[] Cells(ListedIndustry industry)
    {
        var above = Ancestry(industry);
        var (division, group) = (above["division"], above.GetValueOrDefault("major-group"));
        var (ja, en) = (group?.Name.Ja ?? "該当なし", group?.Name.En ?? "Not applicable");
        return
        [
            industry.Code,
            (short)industry.Revision,
            industry.Level,
            industry.Name.Ja,
            industry.Name.En,
            industry.ValidFrom,
            industry.ValidTo,
            division.Code,
            division.Name.Ja,
            division.Name.En,
            division.Name.Ja,
            division.Name.En,
            group?.Code ?? ReservedCode.NotApplicable,
            ja,
            en,
            ja,
            en,
        ];
    }
}
