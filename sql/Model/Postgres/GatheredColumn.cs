namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// One column of a measure, aggregated in one step or two. <paramref name="OfRows"/> aggregates the fact's rows directly. If rows are pre-aggregated
/// into cells, <paramref name="OfCell"/> is the aggregate that each cell keeps, and <see cref="Together"/> combines several cells.
/// </summary>
/// <param name="OfRows">The aggregate over the fact's rows.</param>
/// <param name="OfCell">The aggregate that a cell keeps.</param>
/// <param name="Kind">How cells are combined.</param>
/// <param name="Each">For a distinct count, the column of identities that cells are grouped by; otherwise null.</param>
/// <param name="Type">A cast, if the column needs one.</param>
internal sealed record GatheredColumn(string OfRows, string OfCell, Gathering Kind, string? Each = null, string Type = "")
{
    /// <summary>A sum; null if no value is known.</summary>
    public static GatheredColumn Sum(string sum) => new(sum + Numeric, sum, Gathering.Sum, Type: Numeric);

    /// <summary>A row count, or a sum that is 0 if no value is known.</summary>
    public static GatheredColumn Count(string count) => new(count, count, Gathering.Count, Type: Whole);

    /// <summary>A distinct count: each cell belongs to one identity and records whether any of its rows counts.</summary>
    public static GatheredColumn Distinct(string each, string count, string condition) => new(count, $"bool_or({condition})", Gathering.Distinct, each);

    private const string Numeric = "::numeric";
    private const string Whole = "::bigint";

    public GatheredColumn AsNumeric() => this with { OfRows = OfRows + Numeric, Type = Numeric };

    public GatheredColumn AsWhole() => this with { OfRows = OfRows + Whole, Type = Whole };

    /// <param name="column">The cells' column.</param>
    /// <param name="each">The cells' column of identities.</param>
    public string Together(string column, string each) =>
        Kind switch
        {
            Gathering.Sum => $"sum({column}){Type}",
            Gathering.Count => $"coalesce(sum({column}), 0){Type}",
            _ => $"count(distinct {each}) filter (where {column}){Type}",
        };
}

/// <summary>How cells are combined.</summary>
internal enum Gathering
{
    Sum,
    Count,
    Distinct,
}
