namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// A fact as declared in <c>sql/Facts/&lt;name&gt;.yaml</c>: the columns that sources deliver, what identifies a row, how a row finds its case, and
/// its table in the star. The canonical table, the star's keys, hashes and references, the fact lists of checks and marts, and the names allowed in
/// sources and measures are all derived from it. Immutable.
/// </summary>
public sealed record FactDeclaration
{
    /// <summary>The columns that say where a canonical row comes from.</summary>
    private static readonly CanonicalColumn[] Place =
    [
        new("dataset_code", "text"),
        new("owner_code", "text"),
        new("batch_id", "integer"),
        new("ordinal", "integer"),
        new("sheet", "text"),
        new("line", "integer"),
    ];

    /// <summary>The name, which is also the name of the file.</summary>
    public required string Name { get; init; }
    public required Bilingual Label { get; init; }
    public required Bilingual Description { get; init; }

    /// <summary>Position in lists of facts.</summary>
    public required int Sort { get; init; }

    /// <summary>The columns that sources deliver, and those that the loader fills.</summary>
    public required IReadOnlyList<CanonicalColumn> Columns { get; init; }

    /// <summary>Groups of columns; a source must have at least one column of each group.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OneOf { get; init; } = [];

    /// <summary>Additional ledger columns, stored as received and not read by any mart.</summary>
    public IReadOnlyList<string> Aside { get; init; } = [];

    /// <summary>What identifies a row within dataset and owner. A source may omit those that are not required.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The key contains names, which people spell in several ways.</summary>
    public bool IsKeySpelledFreely { get; init; }

    /// <summary>
    /// The column that places a row in time; if a source knows only years, so do its rows. Null if the fact itself knows only years.
    /// </summary>
    public string? Date { get; init; }

    /// <summary>How a row finds its case; null if the fact is recomputed as a whole with its dataset.</summary>
    public FactCase? Case { get; init; }

    /// <summary>Columns by which publications look up rows, besides the case; each list becomes an index.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Sought { get; init; } = [];

    /// <summary>Its table in the star; null if it only feeds dimensions.</summary>
    public StarTable? Star { get; init; }

    /// <summary>What its own columns are called, by the names that readers of the warehouse see.</summary>
    public IReadOnlyDictionary<string, ColumnWords> Words { get; init; } = new Dictionary<string, ColumnWords>();

    /// <summary>What a column is called: the fact's own words, else those that all facts share; null: nobody has named it.</summary>
    public ColumnWords? WordsOf(string column) => Words.GetValueOrDefault(column) ?? ColumnWords.Shared.GetValueOrDefault(column);

    /// <summary>All columns of <c>staging.&lt;fact&gt;</c>.</summary>
    public IReadOnlyList<CanonicalColumn> Canonical =>
        field ??= [.. Place, .. Case?.Number is null ? Array.Empty<CanonicalColumn>() : [new("case_key", "text") { IsOfLoader = true }], .. Columns];

    /// <summary>The names that a source may give to its columns.</summary>
    public IEnumerable<string> Nameable => Columns.Where(column => !column.IsOfLoader).Select(column => column.Name).Concat(Aside);

    public CanonicalColumn? Column(string name) => Canonical.FirstOrDefault(column => column.Name == name);
}

/// <summary>How a row of a fact finds its case.</summary>
/// <param name="Number">The column with the number of its referral; null if it never has one.</param>
/// <param name="Own">Prefix of the keys of rows without a referral, which are cases of their own; null if there are none.</param>
/// <param name="OwnNumber">The column in which an owner numbers those rows.</param>
/// <param name="Staged">The publication's table with the rows to recompute, for facts that are part of cases; null if the fact's mart reads them from
/// staging.</param>
public sealed record FactCase(string? Number, string? Own, string? OwnNumber, string? Staged)
{
    /// <summary>The case's number in ledgers (<c>staging.case_number</c>), as an expression over the canonical row.</summary>
    public string NumberExpression
    {
        get
        {
            var own = Own is null ? null : $"'{Own}/' || owner_code || '/' || {OwnNumber}";
            return Number is null ? own! : $"coalesce(staging.case_number(case_key), {Number}{(own is null ? "" : ", " + own)})";
        }
    }
}
