namespace Analytics.Sql.Model;

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

    /// <summary>Equal questions of equal scope have equal texts: filters and their values in ordinal order. Used for caching and logging.</summary>
    public string CanonicalText() => string.Join('&',
        [$"scope={Scope.CanonicalText()}", $"dataset={Dataset}", $"publication={Publication}", .. Measures.Select(m => $"measure={m}"), .. By.Select(b => $"by={b}"),
         .. Filters.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value.Order(StringComparer.Ordinal).Select(v => $"{f.Key}={v}"))]);
}
