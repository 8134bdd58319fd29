using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Lists;

/// <summary>Reads one list of industries.</summary>
sealed partial class IndustryListReader(string file, List<DeclarationFault> faults) : ListReader<ListedIndustry>(Kind, file, faults)
{
    /// <summary>Smaller numbers are revisions of JSIC.</summary>
    const int Least = 100;

    const int Most = 9999;

    public static readonly ListKind Kind = new(
        "Industries",
        "industries",
        new("産業", "an industry"),
        ListedIndustry.Levels,
        Anchor: 1,
        new("major-group より狭い産業は、major-group の階層の産業に属します。", "What is narrower than a major group lies in an industry of that level."),
        ["code", "level", "name_ja", "name_en", "parent", "revision", "valid_from", "valid_to"],
        ["code", "level", "parent", "revision"],
        code => Codes().IsMatch(code),
        new("産業のコードは英数字・点・ハイフンで20文字までです", "An industry's code is made of letters, digits, dots and hyphens, 20 at most")
    );

    protected override ListedIndustry Member(string code, string level, Bilingual name) =>
        new(Revision(), code, level, name, Cell("parent"), Day("valid_from"), Day("valid_to"), Line);

    int Revision()
    {
        var text = Cell("revision");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && revision is >= Least and <= Most)
            return revision;
        Fault(
            Line,
            $"「revision」は分類を表す{Least}〜{Most}の数です（NACE Rev. 2 なら 2008 など）。{Least}未満は日本標準産業分類の改定です（{text}）。",
            $"'revision' is a number from {Least} to {Most} for the classification, such as 2008 for NACE Rev. 2 (below {Least} are revisions of JSIC), not '{text}'."
        );
        return 0;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$")]
    private static partial Regex Codes();
}
