using System.Globalization;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// What a page's address asks: one dataset in one publication, its fiscal years, and slicers that are included, excluded or given as a range, like
/// the API's questions, within the reader's scope. Immutable.
/// </summary>
/// <param name="Filters">Slicer → included codes, without the fiscal year, which is in <paramref name="Period"/>. The same holds for the other
/// two.</param>
public sealed record PageQuestion(
    Address Address,
    DatasetSummary Dataset,
    Period Period,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Filters,
    Scope Scope
)
{
    /// <summary>Parameter names of SURFACE.md in the query string.</summary>
    public const string DatasetName = "dataset",
        YearName = "fiscal_year",
        PublicationName = "publication";

    /// <summary>Slicer → excluded codes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Excluded { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Slicer → range of included codes.</summary>
    public IReadOnlyDictionary<string, CodeRange> Ranges { get; init; } = new Dictionary<string, CodeRange>();

    /// <summary>Parses an address with the API's parser. Parameters that do not look like slicers are ignored.</summary>
    /// <exception cref="QueryException">The dataset or the year does not exist, or a slicer's value is invalid.</exception>
    public static PageQuestion Of(Address address, IReadOnlyList<DatasetSummary> datasets, ModelCatalog catalog, Scope scope, string? configuredDataset = null)
    {
        var code = address.First(DatasetName) ?? DatasetSummary.DefaultOf(datasets, configuredDataset);
        var dataset =
            datasets.FirstOrDefault(d => d.Code == code)
            ?? throw new QueryException(
                new(DatasetName, code, new("そのようなデータセットはありません。", "There is no such dataset."), [.. datasets.Select(d => d.Code)])
            );
        var parsed = new QueryParser(catalog).Parse(
            address.Names.Where(name => catalog.Slicers.ContainsKey(name.Split('.')[0])).Select(name => KeyValuePair.Create(name, address.All(name))),
            scope,
            null,
            code,
            null,
            [dataset.Measures.Count > 0 ? dataset.Measures[0] : catalog.Measures.Keys.First()]
        );
        var query = parsed.Query ?? throw new QueryException(parsed.Faults[0]);
        return new(address, dataset, Period.Of(query, dataset, YearsOf(dataset), catalog), WithoutYear(query.Filters), scope)
        {
            Excluded = WithoutYear(query.Excluded),
            Ranges = WithoutYear(query.Ranges),
        };
    }

    /// <summary>The dataset's years, newest first.</summary>
    public IReadOnlyList<int> Years => YearsOf(Dataset);

    /// <summary>The page's year; the last one if there are several.</summary>
    public int Year =>
        Period.Chosen.Count > 0 ? Period.Chosen.Max()
        : Period.Spanned is [var last, ..] ? last
        : Dataset.DefaultFiscalYear ?? 0;

    /// <summary>Slicers other than the year with any kind of filter.</summary>
    public IReadOnlyList<string> Narrowing => [.. Filters.Keys.Concat(Excluded.Keys).Concat(Ranges.Keys).Distinct()];

    /// <summary>Names of all parameters that filter the page, including those of the years.</summary>
    public IReadOnlyList<string> Parameters => [.. Narrowing.Append(YearName).SelectMany(OfSlicer)];

    /// <summary>True if the year had not ended on the last day of the data.</summary>
    public bool IsProvisional(int year) => Dataset.DataThrough is { } through && Dataset.Calendar.LastDay(year) > through;

    /// <summary>
    /// A question with this page's filters, for its years or, with <paramref name="allYears"/>, for every year that no range excludes.
    /// </summary>
    public Query Ask(IEnumerable<string> measures, IEnumerable<string>? by = null, bool allYears = false) =>
        AskUnfiltered(measures, by ?? []) with
        {
            Filters =
                allYears || Period.Chosen.Count == 0 ? Filters : new Dictionary<string, IReadOnlyList<string>>(Filters) { [YearName] = CodesOf(Period.Chosen) },
            Excluded = Period.Without.Count == 0 ? Excluded : new Dictionary<string, IReadOnlyList<string>>(Excluded) { [YearName] = CodesOf(Period.Without) },
            Ranges = Period.Range is not { } range ? Ranges : new Dictionary<string, CodeRange>(Ranges) { [YearName] = range },
        };

    /// <summary>A question about the whole dataset, for the pickers.</summary>
    public Query AskUnfiltered(IEnumerable<string> measures, IEnumerable<string> by) =>
        new()
        {
            Scope = Scope,
            Dataset = Dataset.Code,
            Publication = Dataset.Publication,
            Measures = [.. measures],
            By = [.. by],
        };

    /// <summary>The same question without any filters on these slicers.</summary>
    public PageQuestion Without(IReadOnlyCollection<string> slicers) =>
        this with
        {
            Filters = Except(Filters, slicers),
            Excluded = Except(Excluded, slicers),
            Ranges = Except(Ranges, slicers),
        };

    /// <summary>The same question filtered to these codes of a slicer.</summary>
    public PageQuestion With(string slicer, IReadOnlyList<string> codes) =>
        this with
        {
            Filters = new Dictionary<string, IReadOnlyList<string>>(Filters) { [slicer] = codes },
            Ranges = Except(Ranges, [slicer]),
        };

    /// <summary>This address for another year, or for that year alone.</summary>
    public Address AddressOf(int year) =>
        Period.Chosen is [var one] && one == year ? Address : Address.Without(OfSlicer(YearName)).With(YearName, CodesOf([year]));

    /// <summary>The address with its default years written out, so that it still means them next year.</summary>
    public Address Dated => Address.With(YearName, CodesOf(Period.Chosen));

    /// <summary>
    /// The target of a click on a member: the page filtered to it, or without that filter if it is already set. Null if the code is not a real
    /// member.
    /// </summary>
    public string? Narrowed(string slicer, string code)
    {
        if (code is "unknown" or "not-applicable" or ReservedCode.Others)
            return null;
        if (Filters.TryGetValue(slicer, out var codes) && codes.Contains(code))
            return Address.Without(slicer).ToString();
        var address =
            RegionTree.Slicers.Contains(slicer) ? Address.Without(RegionTree.Slicers)
            : Picks.IndustrySlicers.Contains(slicer) ? Address.Without(Picks.IndustrySlicers)
            : Address;
        // A value replaces a range.
        return address.Without(slicer + QueryParser.From, slicer + QueryParser.To).With(slicer, code).ToString();
    }

    /// <summary>A slicer's parameters.</summary>
    internal static IEnumerable<string> OfSlicer(string slicer) => [slicer, slicer + QueryParser.Not, slicer + QueryParser.From, slicer + QueryParser.To];

    private static IReadOnlyList<int> YearsOf(DatasetSummary dataset) =>
        dataset is { FirstFiscalYear: { } first, DataThrough: { } through }
            ? [.. Enumerable.Range(first, Math.Max(1, dataset.Calendar.YearOf(through) - first + 1)).Reverse()]
            : [];

    private static IReadOnlyList<string> CodesOf(IEnumerable<int> years) => [.. years.Select(year => year.ToString(CultureInfo.InvariantCulture))];

    private static Dictionary<string, T> WithoutYear<T>(IReadOnlyDictionary<string, T> slicers) => Except(slicers, [YearName]);

    private static Dictionary<string, T> Except<T>(IReadOnlyDictionary<string, T> slicers, IReadOnlyCollection<string> names) =>
        slicers.Where(s => !names.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value);
}
