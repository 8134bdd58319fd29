namespace Analytics.Dashboard.Engine.Scan;

internal enum AggregateKind
{
    Count,
    Sum,
    Distinct,
}

/// <summary>
/// A count of rows, a sum of a column's known values, or a count of its distinct ids above 0, over the rows that satisfy all clauses.
/// </summary>
internal sealed record Aggregate(AggregateKind Kind, string? Column, IReadOnlyList<Clause> Where)
{
    private readonly string _text = $"{Kind} {Column} {string.Join("; ", Where)}";

    public IEnumerable<Test> Tests => Where.SelectMany(clause => clause.Alternatives).SelectMany(tests => tests);

    public bool Equals(Aggregate? other) => other is not null && other._text == _text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}
