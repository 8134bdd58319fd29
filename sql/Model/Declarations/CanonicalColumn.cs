namespace Analytics.Sql.Model.Declarations;

/// <summary>A column of a fact as sources deliver it: what <c>staging.&lt;fact&gt;</c> keeps.</summary>
/// <param name="Type">As Postgres writes it.</param>
public sealed record CanonicalColumn(string Name, string Type)
{
    /// <summary>Without it there is no row of the fact.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The loader fills it from what the source declares; no column of a source may have its name.</summary>
    public bool IsOfLoader { get; init; }

    /// <summary>What its numbers count: money (in the currency's minor unit), people, cases; null: it is no number, or a plain one.</summary>
    public string? Unit { get; init; }

    /// <summary>Its numbers are not below this; null: any.</summary>
    public int? Least { get; init; }

    /// <summary>The only values that it may have; empty: any.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The code list of the warehouse that its values are looked up in; null: it has none, or they are found by name.</summary>
    public string? List { get; init; }

    /// <summary>The codes of <see cref="List"/>: what stands in no list counts as unknown.</summary>
    public IReadOnlyList<string> Listed =>
        field ??= List is null
            ? []
            : [.. EmbeddedText.Read($"reference/{List}.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0])];

    /// <summary>What its name does not say.</summary>
    public string? Description { get; init; }
}
