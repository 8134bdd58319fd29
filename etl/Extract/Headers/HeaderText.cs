using System.Text.RegularExpressions;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Headers;

/// <summary>
/// A header as written, taken apart: the names it may go by after folding, and what it says beside its name, e.g.
/// 契約額（千円）※ → 契約額, in 千円.
/// </summary>
/// <param name="Written">As the file has it, line breaks as spaces.</param>
/// <param name="Names">Folded, the fullest first.</param>
/// <param name="Unit">The unit of money in it, as folded text; one that nobody knows (千ドル for yen) included.</param>
/// <param name="IsCumulative">It says 累計.</param>
sealed partial record HeaderText(string Written, IReadOnlyList<string> Names, string? Unit, bool IsCumulative)
{
    static readonly HeaderText Blank = new("", [], null, IsCumulative: false);

    public static HeaderText Of(string written)
    {
        if (written.Length == 0)
            return Blank;
        var folded = Marks().Replace(Folding.Fold(written), "");
        var names = new List<string> { folded };
        string? unit = null;
        if (Aside().Match(folded) is { Success: true } aside)
        {
            names.Add(folded[..aside.Index]);
            unit = UnitOf(aside.Groups["text"].Value);
        }
        else if (Tail().Match(folded) is { Success: true } tail)
        {
            names.Add(folded[..tail.Index]);
            unit = tail.Value;
        }

        return new(LineBreaks().Replace(written, " "), [.. names.Where(name => name.Length > 0).Distinct()], unit, IsCumulativeText(folded));
    }

    /// <summary>A member under a group's heading, e.g. 企業 over 所在地: named by both or by itself; the group may state the unit.</summary>
    public static HeaderText Under(HeaderText above, HeaderText below)
    {
        var group = above.Names is [.., var bare] ? bare : "";
        return new(
            $"{above.Written} {below.Written}",
            [.. below.Names.Select(name => group + name), .. below.Names],
            below.Unit ?? above.Unit,
            above.IsCumulative || below.IsCumulative
        );
    }

    /// <summary>The unit in a title such as （単位：千円）; null if it names none.</summary>
    public static string? UnitInTitle(string cell) => TitleUnit().Match(Folding.Fold(cell)) is { Success: true } match ? match.Groups["unit"].Value : null;

    public static bool IsCumulativeText(string text) =>
        Folding.Fold(text) is var folded
        && (
            folded.Contains("累計", StringComparison.Ordinal)
            || folded.Contains("累積", StringComparison.Ordinal)
            || folded.Contains("cumulative", StringComparison.Ordinal)
        );

    static string? UnitOf(string aside)
    {
        if (YenUnit().Match(aside) is { Success: true } yen)
            return yen.Value;
        var text = aside.Replace("単位", "", StringComparison.Ordinal).TrimStart(':');
        return MoneyWord().IsMatch(text) || MoneyUnits.IsMoney(text) ? text : null;
    }

    [GeneratedRegex(@"^[*※]+|[*※]+$|[(\[【<]必須[)\]】>]|\*")]
    private static partial Regex Marks();

    [GeneratedRegex(@"[(\[【<〔](?<text>[^()\[\]【】<>〔〕]*)[)\]】>〕]$")]
    private static partial Regex Aside();

    [GeneratedRegex(@"(?<!^)(億|百万|千|万)円$")]
    private static partial Regex Tail();

    [GeneratedRegex(@"単位:?(?<unit>(億|百万|千|万)?円)")]
    private static partial Regex TitleUnit();

    [GeneratedRegex("(?<![0-9十百千万億])(億|百万|千|万)?円")]
    private static partial Regex YenUnit();

    [GeneratedRegex(@"円|ドル|ユーロ|ポンド|\p{Sc}|dollar|euro|pound|yen|usd|eur|gbp|jpy")]
    private static partial Regex MoneyWord();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
