using System.Globalization;

namespace Analytics.Sql.Model.Questions;

/// <summary>A range of codes in slicer order, both ends included; null for an open end.</summary>
public sealed record CodeRange(string? From, string? To);

/// <summary>
/// A question to the model: measures by slicers, for one dataset and one publication. Names are those of declarations, in the page's and the API's
/// query strings alike; a <see cref="Query"/> from the query parser contains only names that exist.
/// </summary>
public sealed record Query
{
    /// <summary>The dataset's code, e.g. <c>samples</c>. Never empty.</summary>
    public required string Dataset { get; init; }

    /// <summary>What the caller may see.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Publication number, or null for the latest.</summary>
    public int? Publication { get; init; }

    /// <summary>The requested measures, e.g. <c>outcomes</c>, <c>outcomes.target</c>, <c>outcomes.previous</c>; at least one.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>Slicers that split the rows, in order; empty for a single row, equal to the totals.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Slicer name → permitted codes (any of them). An absent slicer does not filter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Slicer name → excluded codes (<c>cluster.not</c>). On an overlapping slicer, a case is excluded if any of its members is named.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Excluded { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Slicer name → range of permitted codes (<c>fiscal_year.from</c>, <c>.to</c>): for time, and for slicers with ordered members.
    /// </summary>
    public IReadOnlyDictionary<string, CodeRange> Ranges { get; init; } = new Dictionary<string, CodeRange>();

    /// <summary>One of <see cref="Measures"/> or <see cref="By"/>, with a leading <c>-</c> for descending order; null for slicer order.</summary>
    public string? Sort { get; init; }

    /// <summary>
    /// The maximum number of rows: the first by the sort measure, else the largest by the first measure. Requires exactly one slicer in
    /// <see cref="By"/>.
    /// </summary>
    public int? Top { get; init; }

    /// <summary>With <see cref="Top"/>: adds all remaining rows as one row, <c>others</c>, computed from the data.</summary>
    public bool WithOthers { get; init; }

    /// <summary>Page of rows, from 1; null for all rows.</summary>
    public int? Page { get; init; }

    /// <summary>Rows per page.</summary>
    public int? Size { get; init; }

    /// <summary>Slicers that filter the question in any way.</summary>
    internal IEnumerable<string> Narrowing => Filters.Keys.Concat(Excluded.Keys).Concat(Ranges.Keys).Distinct();

    /// <summary>
    /// Names and values as in a query string, in a fixed order; the parser reads them back into this question. Does not include the scope.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        List<KeyValuePair<string, string>> all = [new("dataset", Dataset), new("publication", $"{Publication}")];
        all.AddRange(Measures.Select(m => KeyValuePair.Create("measure", m)));
        all.AddRange(By.Select(b => KeyValuePair.Create("by", b)));
        all.AddRange(Codes(Filters, ""));
        all.AddRange(Codes(Excluded, QueryParser.Not));
        foreach (var (slicer, range) in Ranges.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            Add(slicer + QueryParser.From, range.From);
            Add(slicer + QueryParser.To, range.To);
        }

        Add("sort", Sort);
        Add("top", Top?.ToString(CultureInfo.InvariantCulture));
        Add("others", WithOthers ? "true" : null);
        Add("page", Page?.ToString(CultureInfo.InvariantCulture));
        Add("size", Size?.ToString(CultureInfo.InvariantCulture));
        return all;

        void Add(string name, string? value)
        {
            if (value is not null)
                all.Add(new(name, value));
        }

        static IEnumerable<KeyValuePair<string, string>> Codes(IReadOnlyDictionary<string, IReadOnlyList<string>> codes, string suffix) =>
            codes
                .OrderBy(f => f.Key, StringComparer.Ordinal)
                .SelectMany(f => f.Value.Order(StringComparer.Ordinal).Select(v => KeyValuePair.Create(f.Key + suffix, v)));
    }

    /// <summary>
    /// Equal questions with equal scopes have equal texts: filters and values are in ordinal order and escaped, so that no value can pass for another
    /// parameter. Used for caching and logging.
    /// </summary>
    public string CanonicalText() =>
        string.Join('&', Parameters().Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}").Prepend($"scope={Scope.CanonicalText()}"));
}
