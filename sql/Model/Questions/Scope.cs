using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// What the caller may see: whose rows, whether single companies, or only the tables on a list. Every question has one, every engine applies it, and
/// it is part of <see cref="Query.CanonicalText"/>, so that no cached answer reaches a caller who may not see it. Immutable.
/// </summary>
public sealed record Scope
{
    /// <summary>Every row of every organisation and region, including single companies.</summary>
    public static readonly Scope All = new();

    /// <summary>Codes of the banks whose referrals may be seen; empty for all.</summary>
    public IReadOnlyList<string> Banks { get; init; } = [];

    /// <summary>Codes of the institutes whose cases may be seen; empty for all.</summary>
    public IReadOnlyList<string> Institutes { get; init; } = [];

    /// <summary>Codes of regions of any level (<c>22</c>, <c>22-west</c>, <c>22130</c>) whose rows may be seen; empty for all.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>True if the rows behind a figure, and with them single companies, may be seen.</summary>
    public bool SeesSingleCompanies { get; init; } = true;

    /// <summary>The only tables that may be requested; null for any question.</summary>
    public IReadOnlyList<PermittedTable>? Tables { get; init; }

    /// <summary>True if limited to rows of some organisations or regions.</summary>
    public bool IsOfSomeRows => Banks.Count + Institutes.Count + Regions.Count > 0;

    /// <summary>
    /// The rules that a row of <paramref name="fact"/> must all meet; null if the fact lacks the dimensions that the scope is limited by, so that
    /// none of its rows may be seen.
    /// </summary>
    public IReadOnlyList<RowRule>? RulesFor(Fact fact)
    {
        RowRule[] rules =
        [
            new(Dimension.Referrer, ["bank_code"], Banks),
            new(Dimension.Unit, ["institute_code"], Institutes),
            new(Dimension.Region, ["municipality_code", "subregion_code", "prefecture_code", "area_code", "country_code"], Regions),
        ];
        IReadOnlyList<RowRule> drawn = [.. rules.Where(rule => rule.Codes.Count > 0)];
        return drawn.All(rule => fact.Dimensions.Contains(rule.Dimension)) ? drawn : null;
    }

    /// <summary>True if a question with these names is permitted.</summary>
    public bool Permits(IReadOnlyList<string> measures, IReadOnlyList<string> by, IEnumerable<string> filters) =>
        Tables is null || Tables.Any(table => table.Holds(measures, by, filters));

    /// <summary>Equal scopes have equal texts.</summary>
    public string CanonicalText()
    {
        string[] parts =
        [
            .. Part("banks", Banks),
            .. Part("institutes", Institutes),
            .. Part("regions", Regions),
            .. SeesSingleCompanies ? Array.Empty<string>() : ["no single companies"],
            .. Tables is null ? [] : Tables.Select(table => table.CanonicalText()).Order(StringComparer.Ordinal).Prepend("tables"),
        ];
        return parts.Length == 0 ? "all" : string.Join(';', parts);

        static IEnumerable<string> Part(string name, IReadOnlyList<string> codes) =>
            codes.Count == 0 ? [] : [$"{name}={string.Join(',', codes.Order(StringComparer.Ordinal))}"];
    }
}

/// <summary>One rule of a scope: one of the columns of the row's member of <see cref="Dimension"/> has one of <see cref="Codes"/>.</summary>
public sealed record RowRule(Dimension Dimension, IReadOnlyList<string> CodeColumns, IReadOnlyList<string> Codes);

/// <summary>A permitted table: any of its measures, exactly its slicers, filtered by no slicers other than <see cref="Filters"/>.</summary>
public sealed record PermittedTable(IReadOnlyList<string> Measures, IReadOnlyList<string> By, IReadOnlyList<string> Filters)
{
    internal bool Holds(IReadOnlyList<string> measures, IReadOnlyList<string> by, IEnumerable<string> filters) =>
        measures.All(Measures.Contains) && by.Order(StringComparer.Ordinal).SequenceEqual(By.Order(StringComparer.Ordinal)) && filters.All(Filters.Contains);

    internal string CanonicalText() => string.Join('|', new[] { Measures, By, Filters }.Select(names => string.Join(',', names.Order(StringComparer.Ordinal))));
}
