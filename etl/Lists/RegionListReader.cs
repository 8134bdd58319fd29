using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Lists;

/// <summary>Reads one list of regions.</summary>
sealed partial class RegionListReader(string file, List<DeclarationFault> faults) : ListReader<ListedRegion>(Kind, file, faults)
{
    public static readonly ListKind Kind = new(
        "Regions",
        "regions",
        new("地域", "a region"),
        ListedRegion.Levels,
        Anchor: 2,
        new(
            "prefecture より狭い地域は、prefecture の階層の地域に属します（州・県・NUTS 2 など）。",
            "What is narrower than a prefecture lies in a region of that level (a state, a province, a NUTS 2 region)."
        ),
        ["code", "level", "name_ja", "name_en", "parent", "valid_from", "valid_to", "latitude", "longitude"],
        ["code", "level", "parent"],
        code => Codes().IsMatch(code),
        new("地域のコードは英数字とハイフンで20文字までです", "A region's code is made of letters, digits and hyphens, 20 at most")
    );

    static readonly IReadOnlySet<string> OfProduct = EmbeddedText
        .Read("reference/regions.csv")
        .Split('\n')
        .Skip(1)
        .Select(line => line.Split(',')[0])
        .ToHashSet(StringComparer.Ordinal);

    protected override bool IsOfProduct(string code) => OfProduct.Contains(code);

    protected override ListedRegion Member(string code, string level, Bilingual name) =>
        new(code, level, name, Cell("parent"), Day("valid_from"), Day("valid_to"), Degrees("latitude", 90), Degrees("longitude", 180), Line);

    double? Degrees(string column, int most)
    {
        if (Cell(column) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most)
            return degrees;
        Fault(Line, $"「{column}」は −{most}〜{most} の度数です（{text}）。", $"'{column}' is a number of degrees from −{most} to {most}, not '{text}'.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")]
    private static partial Regex Codes();
}
