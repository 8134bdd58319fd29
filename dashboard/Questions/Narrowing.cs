using Analytics.Dashboard.Localization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// One thing to which a page is narrowed, in words: フォトンバレー, フォトンバレー以外, 51～100人以上. A plain choice of values may have a picker of its own.
/// </summary>
/// <param name="Slicer">Its slicer.</param>
/// <param name="Words">The values in words.</param>
/// <param name="Parameters">The address's parameters that say it.</param>
public sealed record Narrowing(SlicerDeclaration Slicer, string Words, IReadOnlyList<string> Parameters)
{
    /// <summary>Everything to which the address narrows the page, the years too where they are more or less than one that was chosen.</summary>
    public static IReadOnlyList<Narrowing> Of(PageQuestion question, Picks picks, ModelCatalog catalog, Texts t)
    {
        var calendar = question.Dataset.Calendar;
        var asked = question.Ask([], allYears: true);
        return
        [
            .. asked.Filters.Select(f => new Narrowing(catalog.Slicers[f.Key], Words(f.Key, f.Value), [f.Key])),
            .. asked.Excluded.Select(f => new Narrowing(catalog.Slicers[f.Key], t["narrowed.not", Words(f.Key, f.Value)], [f.Key + QueryParser.Not])),
            .. asked.Ranges.Select(r => new Narrowing(
                catalog.Slicers[r.Key],
                t.Range(r.Value, catalog.Slicers[r.Key].Grain is null ? "narrowed.size" : "narrowed", code => Word(r.Key, code)),
                [r.Key + QueryParser.From, r.Key + QueryParser.To]
            )),
        ];

        string Words(string slicer, IReadOnlyList<string> codes) => string.Join(t["list.comma"], codes.Select(code => Word(slicer, code)));

        string Word(string slicer, string code) =>
            catalog.Slicers[slicer] is { Grain: { } grain } && !RegionTree.IsReserved(code) ? t[calendar.PeriodLabel(grain, code)]
            : catalog.Slicers[slicer].Members.FirstOrDefault(m => m.Code == code) is { } declared ? t[declared.Label]
            : t[picks.LabelOf(slicer, code)];
    }

    /// <summary>It is a plain choice of values.</summary>
    public bool IsChoice => Parameters is [var only] && only == Slicer.Name;

    /// <summary>It is about the fiscal years.</summary>
    public bool IsOfYears => Slicer.Name == PageQuestion.YearName;
}

/// <summary>Ranges in words.</summary>
internal static class RangeWords
{
    /// <summary>2008年度～2010年度, 2008年度以降, 2010年度まで: in the words of a kind, since a condition (from FY2008) is no period (FY2008 and later).</summary>
    public static string Range(this Texts t, CodeRange range, string kind, Func<string, string> name) =>
        range switch
        {
            { From: { } from, To: { } to } when from == to => name(from),
            { From: { } from, To: { } to } => t["range.between", name(from), name(to)],
            { From: { } from } => t[kind + ".from", name(from)],
            _ => t[kind + ".to", name(range.To!)],
        };
}
