using Analytics.Dashboard.Localization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>One filter of a page, in words: フォトンバレー, フォトンバレー以外, 51～100人以上. A plain choice of values may have its own picker.</summary>
/// <param name="Slicer">Its slicer.</param>
/// <param name="Words">The values in words.</param>
/// <param name="Parameters">The address parameters that set it.</param>
public sealed record Narrowing(SlicerDeclaration Slicer, string Words, IReadOnlyList<string> Parameters)
{
    /// <summary>Every filter that the address sets, including the years unless they are a single chosen year.</summary>
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

    /// <summary>True if it is a plain choice of values, not an exclusion or range.</summary>
    public bool IsChoice => Parameters is [var only] && only == Slicer.Name;

    /// <summary>True if it filters fiscal years.</summary>
    public bool IsOfYears => Slicer.Name == PageQuestion.YearName;
}

/// <summary>Ranges in words.</summary>
internal static class RangeWords
{
    /// <summary>
    /// 2008年度～2010年度, 2008年度以降, 2010年度まで. The kind chooses the wording: as a filter it reads "from FY2008", as a period "FY2008 and later".
    /// </summary>
    public static string Range(this Texts t, CodeRange range, string kind, Func<string, string> name) =>
        range switch
        {
            { From: { } from, To: { } to } when from == to => name(from),
            { From: { } from, To: { } to } => t["range.between", name(from), name(to)],
            { From: { } from } => t[kind + ".from", name(from)],
            _ => t[kind + ".to", name(range.To!)],
        };
}
