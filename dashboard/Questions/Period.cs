using System.Globalization;
using Analytics.Dashboard.Localization;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// The fiscal years of a page, from its address: named years (<c>fiscal_year</c>), a range (<c>fiscal_year.from</c>, <c>.to</c>), or all but some
/// (<c>fiscal_year.not</c>). The default is one year, the last complete one. Immutable.
/// </summary>
/// <param name="Chosen">The named years; empty: all that the other filters allow.</param>
/// <param name="Range">Null: no range.</param>
/// <param name="Without">The excluded years.</param>
/// <param name="Spanned">The dataset's years that the address allows when <paramref name="Chosen"/> is disregarded, newest first.</param>
public sealed record Period(IReadOnlyList<int> Chosen, CodeRange? Range, IReadOnlyList<int> Without, IReadOnlyList<int> Spanned)
{
    /// <summary>True for a single year; only then is there a year before, a target and a review.</summary>
    public bool IsOneYear => Chosen.Count == 1;

    /// <summary>The period of a parsed question.</summary>
    /// <exception cref="QueryException">The dataset has no such year.</exception>
    public static Period Of(Query query, DatasetSummary dataset, IReadOnlyList<int> years, ModelCatalog catalog)
    {
        IReadOnlyList<int> Named(IReadOnlyDictionary<string, IReadOnlyList<string>> codes, string suffix) =>
            [.. codes.GetValueOrDefault(PageQuestion.YearName, []).Select(code => YearOf(code, PageQuestion.YearName + suffix, years))];

        var (chosen, without, range) = (
            Named(query.Filters, ""),
            Named(query.Excluded, QueryParser.Not),
            query.Ranges.GetValueOrDefault(PageQuestion.YearName)
        );
        var times = catalog.Slicers.Values.Where(s => s.Grain is not null).ToList();
        var saysNothing = without.Count == 0 && times.All(s => !query.Filters.ContainsKey(s.Name) && !query.Ranges.ContainsKey(s.Name));
        if (saysNothing)
            chosen = [dataset.DefaultFiscalYear ?? 0];
        return new(chosen, range, without, [.. years.Where(year => !without.Contains(year) && times.All(s => Holds(s, year, query, dataset.Calendar)))]);
    }

    /// <summary>2010年度; 2008年度～2010年度, 2008年度以降, 2010年度まで; 全期間.</summary>
    public string Name(FiscalYears years, Texts t)
    {
        var name = (Chosen, Range) switch
        {
            ({ Count: > 0 }, _) => string.Join(t["list.comma"], Chosen.Order().Select(years.Name)),
            (_, { } range) => t.Range(range, "period", code => years.Name(int.Parse(code, CultureInfo.InvariantCulture))),
            _ => t["period.all"],
        };
        return Without.Count == 0 ? name : t["period.without", name, string.Join(t["list.comma"], Without.Order().Select(years.Name))];
    }

    // Whether the slicer's filters allow any of a year. A chosen year hides no other year in the trend, which compares years.
    private static bool Holds(SlicerDeclaration slicer, int year, Query query, FiscalCalendar calendar)
    {
        int Of(string code) => calendar.YearOf(calendar.FirstDay(slicer.Grain!.Value, code));
        if (query.Ranges.GetValueOrDefault(slicer.Name) is { } range && (range.From is { } from && year < Of(from) || range.To is { } to && year > Of(to)))
            return false;
        return slicer.Grain == TimeGrain.FiscalYear
            || !query.Filters.TryGetValue(slicer.Name, out var codes)
            || codes.Any(code => !RegionTree.IsReserved(code) && Of(code) == year);
    }

    private static int YearOf(string code, string parameter, IReadOnlyList<int> years) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && (years.Count == 0 || years.Contains(year))
            ? year
            : throw new QueryException(
                new(parameter, code, new("この年のデータはありません。", "There is no data for this year."), [$"{years[^1]}–{years[0]}"])
            );
}
