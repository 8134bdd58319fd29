using System.Globalization;

namespace Analytics.Sql.Model.Questions;

/// <summary>From one code to another, both included, in the slicer's own order; null: from the first, to the last.</summary>
public sealed record CodeRange(string? From, string? To);

/// <summary>
/// A question to the model: measures × slicers, about exactly one dataset and one publication. Names are those of the declarations and of SURFACE
/// (the page's and the API's query string alike); a <see cref="Query"/> that comes out of the query parser holds only names that exist.
/// </summary>
public sealed record Query
{
    /// <summary>The dataset's code, e.g. <c>samples</c>. Never empty.</summary>
    public required string Dataset { get; init; }

    /// <summary>What the asker may know. Nothing is asked without one.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Publication number, or null for the newest.</summary>
    public int? Publication { get; init; }

    /// <summary>What is asked, e.g. <c>outcomes</c>, <c>outcomes.target</c>, <c>outcomes.previous</c>; at least one.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>Slicers that span the rows, in order; none = one row, equal to the totals.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Slicer name → permitted codes (any of them). An absent slicer does not filter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Slicer name → codes that are left out (<c>cluster.not</c>). On an overlapping slicer a case is left out when any of its members is named.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Excluded { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Slicer name → range of permitted codes (<c>fiscal_year.from</c>, <c>.to</c>): of time, and of slicers whose members have an order.</summary>
    public IReadOnlyDictionary<string, CodeRange> Ranges { get; init; } = new Dictionary<string, CodeRange>();

    /// <summary>
    /// One of <see cref="Measures"/> or of <see cref="By"/>, with a leading <c>-</c> from the largest (the last) down; null: the slicers' own order.
    /// </summary>
    public string? Sort { get; init; }

    /// <summary>
    /// Only so many rows: the first by the measure that is sorted by, else the largest of the first measure. Needs exactly one slicer in
    /// <see cref="By"/>.
    /// </summary>
    public int? Top { get; init; }

    /// <summary>With <see cref="Top"/>: all that it leaves out as one more row, <c>others</c>, computed anew.</summary>
    public bool WithOthers { get; init; }

    /// <summary>Page of the rows, from 1; null: all of them.</summary>
    public int? Page { get; init; }

    /// <summary>Rows on a page.</summary>
    public int? Size { get; init; }

    /// <summary>Slicers that narrow the question, in whatever way.</summary>
    internal IEnumerable<string> Narrowing => Filters.Keys.Concat(Excluded.Keys).Concat(Ranges.Keys).Distinct();

    /// <summary>
    /// Names and values as the query string has them, in a fixed order: what the parser reads back into this question. The scope is no part of it.
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
    /// Equal questions of equal scope have equal texts: filters and their values in ordinal order, values escaped so that none passes for another
    /// parameter. Used
    /// for caching and logging.
    /// </summary>
    public string CanonicalText() =>
        string.Join('&', Parameters().Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}").Prepend($"scope={Scope.CanonicalText()}"));
}
