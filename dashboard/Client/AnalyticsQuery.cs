using System.Globalization;

namespace Analytics.Dashboard.Client;

/// <summary>A question to the API, put together word by word; each word makes another question. Immutable.</summary>
public sealed record AnalyticsQuery
{
    private IReadOnlyList<KeyValuePair<string, string>> Words { get; init; } = [];

    private AnalyticsQuery() { }

    /// <summary>Asks for measures, e.g. <c>referrals</c>, <c>outcomes.previous</c>.</summary>
    public static AnalyticsQuery Of(params IEnumerable<string> measures) =>
        measures.Aggregate(new AnalyticsQuery(), (query, measure) => query.With("measure", measure));

    /// <summary>Slicers that span the rows.</summary>
    public AnalyticsQuery By(params IEnumerable<string> slicers) => slicers.Aggregate(this, (query, slicer) => query.With("by", slicer));

    /// <summary>Any of the codes.</summary>
    public AnalyticsQuery Where(string slicer, params IEnumerable<string> codes) => codes.Aggregate(this, (query, code) => query.With(slicer, code));

    /// <summary>None of the codes.</summary>
    public AnalyticsQuery Not(string slicer, params IEnumerable<string> codes) => Where(slicer + ".not", codes);

    /// <summary>From one code to another, both included; null: open.</summary>
    public AnalyticsQuery Between(string slicer, string? from, string? to)
    {
        var begun = from is null ? this : With(slicer + ".from", from);
        return to is null ? begun : begun.With(slicer + ".to", to);
    }

    /// <summary>By a measure or slicer of the question.</summary>
    public AnalyticsQuery SortedBy(string name, bool descending = false) => With("sort", descending ? "-" + name : name);

    /// <summary>Only the first rows; with all others as one more where that is wanted.</summary>
    public AnalyticsQuery Top(int rows, bool others = false) => others ? With("top", Text(rows)).With("others", "true") : With("top", Text(rows));

    /// <summary>One page of the rows.</summary>
    public AnalyticsQuery Page(int page, int size) => With("page", Text(page)).With("size", Text(size));

    /// <summary>The dataset that is meant.</summary>
    public AnalyticsQuery In(string dataset) => With("dataset", dataset);

    /// <summary>As a publication showed it.</summary>
    public AnalyticsQuery AsOf(int publication) => With("publication", Text(publication));

    /// <summary>Adds a parameter as it is.</summary>
    public AnalyticsQuery With(string name, string value) => this with { Words = [.. Words, KeyValuePair.Create(name, value)] };

    /// <summary>The query string, without its question mark.</summary>
    public override string ToString() => string.Join('&', Words.Select(word => $"{Uri.EscapeDataString(word.Key)}={Uri.EscapeDataString(word.Value)}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
