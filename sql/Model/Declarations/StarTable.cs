namespace Analytics.Sql.Model.Declarations;

/// <summary>A fact's table in the star. Every such table also has <c>dataset_key</c>, its publications, and batch, sheet and line.</summary>
public sealed record StarTable
{
    /// <summary><c>fct_&lt;fact&gt;</c> in <c>mart</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What identifies an open row within its dataset.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>
    /// Columns of its current rows that make up the number to which <see cref="KeyTable"/> gives a durable id; empty: its mart numbers its rows
    /// itself.
    /// </summary>
    public IReadOnlyList<string> Number { get; init; } = [];

    /// <summary>The number counts within the owner of the row's case, not of its file.</summary>
    public bool IsNumberedByCase { get; init; }

    /// <summary>Whose row it is: the fact whose id it carries.</summary>
    public string? BelongsTo { get; init; }

    /// <summary>The key of the date that places a row in time; null: it has none.</summary>
    public string? Date { get; init; }

    /// <summary>The key of the last day of the period that a row is about; null: it is about a day, or the year of its date.</summary>
    public string? Ends { get; init; }

    /// <summary>The column within one value of which its numbers add up, and never over several: measures hold it. Null: all rows are of one kind.</summary>
    public string? AddsWithin { get; init; }

    /// <summary>What measures of it count by; null: none can be declared.</summary>
    public TimeBasis? Time { get; init; }

    /// <summary>Whether the dates of its rows tell up to which day a dataset is known.</summary>
    public Reach Reach { get; init; }

    /// <summary>Column and value of rows that are only planned: nobody has told of their day yet.</summary>
    public (string Column, string Value)? Planned { get; init; }

    /// <summary>Figures are set against it; it is no part of what a dataset tells.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Its rows name other rows that told some of their attributes.</summary>
    public bool HasOrigins { get; init; }

    /// <summary>Columns in the order in which the content's hash takes them; those that are not named follow in the table's order.</summary>
    public IReadOnlyList<string> Content { get; init; } = [];

    /// <summary>Columns that the key or others say already: no part of the content.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <summary>Columns that measures may name.</summary>
    public IReadOnlyList<FactColumn> Asked { get; init; } = [];

    /// <summary>Dimensions whose keys it carries.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];

    /// <summary>Tables of pairs that are worked out with it, and their keys.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Bridges { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Durable ids by owner and number.</summary>
    public string KeyTable => "key_" + Name["fct_".Length..].TrimEnd('s');
}

/// <summary>What a fact's dates say of the day up to which its dataset is known.</summary>
public enum Reach
{
    None,

    /// <summary>Up to its last row.</summary>
    Always,

    /// <summary>Up to its last row, where no other fact says so.</summary>
    Otherwise,
}
