namespace Analytics.Sql.Model.Declarations;

/// <summary>A fact's table in the star. Every such table also has <c>dataset_key</c>, its publications, and batch, sheet and line.</summary>
public sealed record StarTable
{
    /// <summary><c>fct_&lt;fact&gt;</c> in <c>mart</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What identifies a current row within its dataset.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>
    /// Columns of its current rows that form the number to which <see cref="KeyTable"/> assigns a durable id; empty if the mart numbers the rows
    /// itself.
    /// </summary>
    public IReadOnlyList<string> Number { get; init; } = [];

    /// <summary>The number is unique per owner of the row's case rather than per owner of its file.</summary>
    public bool IsNumberedByCase { get; init; }

    /// <summary>The fact whose id its rows carry, as they belong to one of its rows.</summary>
    public string? BelongsTo { get; init; }

    /// <summary>The key of the date that places a row in time; null if it has none.</summary>
    public string? Date { get; init; }

    /// <summary>The key of the last day of the row's period; null if it covers a day, or the year of its date.</summary>
    public string? Ends { get; init; }

    /// <summary>The column whose values must not be mixed when summing; measures must filter on it. Null if all rows are of one kind.</summary>
    public string? AddsWithin { get; init; }

    /// <summary>The time basis of its measures; null if measures cannot be declared on it.</summary>
    public TimeBasis? Time { get; init; }

    /// <summary>Whether the dates of its rows determine the day up to which the dataset is known.</summary>
    public Reach Reach { get; init; }

    /// <summary>Column and value that mark rows as merely planned: their day has not been reported yet.</summary>
    public (string Column, string Value)? Planned { get; init; }

    /// <summary>Only a base for other figures; not part of what the dataset reports.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Its rows refer to other rows that supplied some of their attributes.</summary>
    public bool HasOrigins { get; init; }

    /// <summary>Columns in the order in which they are hashed; columns not named here follow in table order.</summary>
    public IReadOnlyList<string> Content { get; init; } = [];

    /// <summary>Columns implied by the key or by other columns, and so left out of the hash.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <summary>Columns that measures may use.</summary>
    public IReadOnlyList<FactColumn> Asked { get; init; } = [];

    /// <summary>Dimensions whose keys it has.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];

    /// <summary>Bridge tables that are computed along with it, and their keys.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Bridges { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Durable ids by owner and number.</summary>
    public string KeyTable => "key_" + Name["fct_".Length..].TrimEnd('s');
}

/// <summary>Whether a fact's dates determine the day up to which its dataset is known.</summary>
public enum Reach
{
    None,

    /// <summary>Up to its last row.</summary>
    Always,

    /// <summary>Up to its last row, if no other fact determines it.</summary>
    Otherwise,
}
