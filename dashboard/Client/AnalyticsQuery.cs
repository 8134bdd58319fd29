using System.Globalization;

namespace Analytics.Dashboard.Client;

/// <summary>Builds a question to the API. Immutable: each call returns a new question.</summary>
public sealed record AnalyticsQuery
{
    private IReadOnlyList<KeyValuePair<string, string>> Words { get; init; } = [];

    private AnalyticsQuery() { }

    /// <summary>A question about measures, e.g. <c>referrals</c>, <c>outcomes.previous</c>.</summary>
    public static AnalyticsQuery Of(params IEnumerable<string> measures) =>
        measures.Aggregate(new AnalyticsQuery(), (query, measure) => query.With("measure", measure));

    /// <summary>Groups rows by slicers.</summary>
    public AnalyticsQuery By(params IEnumerable<string> slicers) => slicers.Aggregate(this, (query, slicer) => query.With("by", slicer));

    /// <summary>Keeps rows with any of the codes.</summary>
    public AnalyticsQuery Where(string slicer, params IEnumerable<string> codes) => codes.Aggregate(this, (query, code) => query.With(slicer, code));

    /// <summary>Leaves out rows with any of the codes.</summary>
    public AnalyticsQuery Not(string slicer, params IEnumerable<string> codes) => Where(slicer + ".not", codes);

    /// <summary>Keeps rows from one code to another, both inclusive; null leaves that end open.</summary>
    public AnalyticsQuery Between(string slicer, string? from, string? to)
    {
        var begun = from is null ? this : With(slicer + ".from", from);
        return to is null ? begun : begun.With(slicer + ".to", to);
    }

    /// <summary>Sorts by a measure or slicer of the question.</summary>
    public AnalyticsQuery SortedBy(string name, bool descending = false) => With("sort", descending ? "-" + name : name);

    /// <summary>Keeps only the first rows; optionally adds all others as one row.</summary>
    public AnalyticsQuery Top(int rows, bool others = false) => others ? With("top", Text(rows)).With("others", "true") : With("top", Text(rows));

    /// <summary>Returns one page of the rows.</summary>
    public AnalyticsQuery Page(int page, int size) => With("page", Text(page)).With("size", Text(size));

    /// <summary>Chooses the dataset.</summary>
    public AnalyticsQuery In(string dataset) => With("dataset", dataset);

    /// <summary>Asks for the figures as of a publication.</summary>
    public AnalyticsQuery AsOf(int publication) => With("publication", Text(publication));

    /// <summary>Adds a parameter verbatim.</summary>
    public AnalyticsQuery With(string name, string value) => this with { Words = [.. Words, KeyValuePair.Create(name, value)] };

    /// <summary>The query string, without the question mark.</summary>
    public override string ToString() => string.Join('&', Words.Select(word => $"{Uri.EscapeDataString(word.Key)}={Uri.EscapeDataString(word.Value)}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
