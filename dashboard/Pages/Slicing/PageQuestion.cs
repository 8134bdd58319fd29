using System.Globalization;
using Analytics.Dashboard.Frame;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Slicing;

/// <summary>What a page's address asks: one dataset in one publication, one fiscal year, and any slicers, within what the reader may know. Immutable.</summary>
public sealed record PageQuestion(Address Address, DatasetSummary Dataset, int Year, IReadOnlyDictionary<string, IReadOnlyList<string>> Filters, Scope Scope)
{
    /// <summary>Names of SURFACE in the query string.</summary>
    public const string DatasetName = "dataset", YearName = "fiscal_year", PublicationName = "publication";

    /// <summary>Reads an address. The year is the last complete one unless it says otherwise; parameters that are no slicer are left alone.</summary>
    /// <exception cref="QueryException">The dataset or the year does not exist.</exception>
    public static PageQuestion Of(Address address, IReadOnlyList<DatasetSummary> datasets, ModelCatalog catalog, Scope scope, string? configuredDataset = null)
    {
        var code = address.First(DatasetName) ?? DatasetSummary.DefaultOf(datasets, configuredDataset);
        var dataset = datasets.FirstOrDefault(d => d.Code == code)
            ?? throw new QueryException(new(DatasetName, code, new("そのようなデータセットはありません。", "There is no such dataset."), [.. datasets.Select(d => d.Code)]));
        var filters = catalog.Slicers.Keys.Where(name => name != YearName && address.All(name).Count > 0).ToDictionary(name => name, address.All);
        return new(address, dataset, YearOf(address, dataset), filters, scope);
    }

    /// <summary>The years that the dataset has, the newest first.</summary>
    public IReadOnlyList<int> Years => YearsOf(Dataset);

    /// <summary>Not complete on the day to which the data reach.</summary>
    public bool IsProvisional(int year) => Dataset.DataThrough is { } through && Dataset.Calendar.LastDay(year) > through;

    /// <summary>A question within this page's filters: of its year, or of all years.</summary>
    public Query Ask(IEnumerable<string> measures, IEnumerable<string>? by = null, bool allYears = false) => new()
    {
        Scope = Scope,
        Dataset = Dataset.Code,
        Publication = Dataset.Publication,
        Measures = [.. measures],
        By = [.. by ?? []],
        Filters = allYears ? Filters : new Dictionary<string, IReadOnlyList<string>>(Filters) { [YearName] = [Year.ToString(CultureInfo.InvariantCulture)] },
    };

    /// <summary>A question about the whole dataset, for the pickers.</summary>
    public Query AskUnfiltered(IEnumerable<string> measures, IEnumerable<string> by) => new() { Scope = Scope, Dataset = Dataset.Code, Publication = Dataset.Publication, Measures = [.. measures], By = [.. by] };

    /// <summary>
    /// Where a click on a member leads: the page narrowed down to it; a second click on the same one widens it again. Null where the member names nobody.
    /// </summary>
    public string? Narrowed(string slicer, string code)
    {
        if (code is "unknown" or "not-applicable" or ReservedCode.Others) return null;
        if (Filters.TryGetValue(slicer, out var codes) && codes.Contains(code)) return Address.Without(slicer).ToString();
        var address = RegionTree.Slicers.Contains(slicer) ? Address.Without(RegionTree.Slicers) : Picks.IndustrySlicers.Contains(slicer) ? Address.Without(Picks.IndustrySlicers) : Address;
        return address.With(slicer, code).ToString();
    }

    private static IReadOnlyList<int> YearsOf(DatasetSummary dataset) =>
        dataset is { FirstFiscalYear: { } first, DataThrough: { } through } ? [.. Enumerable.Range(first, Math.Max(1, dataset.Calendar.YearOf(through) - first + 1)).Reverse()] : [];

    private static int YearOf(Address address, DatasetSummary dataset)
    {
        var years = YearsOf(dataset);
        if (address.First(YearName) is not { } asked) return dataset.DefaultFiscalYear ?? 0;
        if (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && (years.Count == 0 || years.Contains(year))) return year;
        throw new QueryException(new(YearName, asked, new("この年のデータはありません。", "There is no data for this year."), [$"{years[^1]}–{years[0]}"]));
    }
}
