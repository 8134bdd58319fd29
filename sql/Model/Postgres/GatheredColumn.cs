namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// One column of a measure. <paramref name="OfRows"/> gathers it of the fact's rows at once. Where rows are gathered in cells first,
/// <paramref name="OfCell"/> is what each cell holds, and
/// <see cref="Together"/> makes the column of several of them.
/// </summary>
/// <param name="OfRows">As an aggregate over the fact's rows.</param>
/// <param name="OfCell">As what a cell holds of its rows.</param>
/// <param name="Kind">How cells come together.</param>
/// <param name="Each">Of what is distinct the column of identities, by which cells are told apart; else null.</param>
/// <param name="Type">What the column is of, where that has to be said.</param>
internal sealed record GatheredColumn(string OfRows, string OfCell, Gathering Kind, string? Each = null, string Type = "")
{
    /// <summary>A sum; null where nothing is known.</summary>
    public static GatheredColumn Sum(string sum) => new(sum + Numeric, sum, Gathering.Sum, Type: Numeric);

    /// <summary>A number of rows, or a sum that is 0 where nothing is known.</summary>
    public static GatheredColumn Count(string count) => new(count, count, Gathering.Count, Type: Whole);

    /// <summary>A number of identities: a cell is of one of them, and tells whether any of its rows counts.</summary>
    public static GatheredColumn Distinct(string each, string count, string condition) => new(count, $"bool_or({condition})", Gathering.Distinct, each);

    private const string Numeric = "::numeric";
    private const string Whole = "::bigint";

    public GatheredColumn AsNumeric() => this with { OfRows = OfRows + Numeric, Type = Numeric };

    public GatheredColumn AsWhole() => this with { OfRows = OfRows + Whole, Type = Whole };

    /// <param name="column">What the cells hold of it.</param>
    /// <param name="each">The cells' identities.</param>
    public string Together(string column, string each) =>
        Kind switch
        {
            Gathering.Sum => $"sum({column}){Type}",
            Gathering.Count => $"coalesce(sum({column}), 0){Type}",
            _ => $"count(distinct {each}) filter (where {column}){Type}",
        };
}

/// <summary>How what cells hold comes together.</summary>
internal enum Gathering
{
    Sum,
    Count,
    Distinct,
}
