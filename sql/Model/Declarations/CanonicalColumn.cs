namespace Analytics.Sql.Model.Declarations;

/// <summary>A column of a fact as sources deliver it, stored in <c>staging.&lt;fact&gt;</c>.</summary>
/// <param name="Type">The Postgres type.</param>
public sealed record CanonicalColumn(string Name, string Type)
{
    /// <summary>A row without a value here is rejected.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Filled by the loader from the source's declaration; no column of a source may have this name.</summary>
    public bool IsOfLoader { get; init; }

    /// <summary>What the numbers count: money (in the currency's minor unit), people or cases; null for plain numbers and for other types.</summary>
    public string? Unit { get; init; }

    /// <summary>The smallest value allowed; null for no limit.</summary>
    public int? Least { get; init; }

    /// <summary>The only values allowed; empty for any.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The code list that its values are looked up in; null if it has none, or if values are looked up by name.</summary>
    public string? List { get; init; }

    /// <summary>The codes of <see cref="List"/>; a value outside the list counts as unknown.</summary>
    public IReadOnlyList<string> Listed =>
        field ??= List is null
            ? []
            : [.. EmbeddedText.Read($"reference/{List}.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0])];

    /// <summary>Explains what the name does not say.</summary>
    public string? Description { get; init; }
}
