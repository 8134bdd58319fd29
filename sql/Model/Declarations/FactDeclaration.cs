namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// What a fact is, as <c>sql/Facts/&lt;name&gt;.yaml</c> says it once: the columns that sources deliver, what identifies a row, how it finds its
/// case, and what its table in the star is like. From it come the
/// canonical table, the keys, hashes and references of the star, the lists of facts in checks and marts, and what sources and measures may name. Immutable.
/// </summary>
public sealed record FactDeclaration
{
    /// <summary>Where every canonical row comes from.</summary>
    private static readonly CanonicalColumn[] Place =
    [
        new("dataset_code", "text"),
        new("owner_code", "text"),
        new("batch_id", "integer"),
        new("ordinal", "integer"),
        new("sheet", "text"),
        new("line", "integer"),
    ];

    /// <summary>The declaration's file is called after it.</summary>
    public required string Name { get; init; }
    public required Bilingual Label { get; init; }
    public required Bilingual Description { get; init; }

    /// <summary>Place in lists of facts.</summary>
    public required int Sort { get; init; }

    /// <summary>The columns that sources deliver, and those that the loader fills.</summary>
    public required IReadOnlyList<CanonicalColumn> Columns { get; init; }

    /// <summary>Groups of columns of each of which a source has at least one.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OneOf { get; init; } = [];

    /// <summary>Columns that ledgers have beside the fact's own: kept as they were received, read by no mart.</summary>
    public IReadOnlyList<string> Aside { get; init; } = [];

    /// <summary>What identifies a row within dataset and owner. A source may lack such of these as are not required.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Columns of the key are names that people spell in several ways.</summary>
    public bool IsKeySpelledFreely { get; init; }

    /// <summary>The column that places a row in time: where a source only knows years, its rows are as precise as that. Null: years are all there is.</summary>
    public string? Date { get; init; }

    /// <summary>How a row finds its case; null: the fact is worked out whole with its dataset.</summary>
    public FactCase? Case { get; init; }

    /// <summary>Columns by which publications look for rows, beside the case: each list is an index.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Sought { get; init; } = [];

    /// <summary>Its table in the star; null: it only shapes dimensions.</summary>
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
/// <param name="Number">The column with the number of its referral; null: it never has one.</param>
/// <param name="Own">Rows without one are cases of their own, whose keys begin with this word; null: there are none.</param>
/// <param name="OwnNumber">The column by which an owner numbers those.</param>
/// <param name="Staged">The publication's table of the rows that it works out, for facts that the marts of cases know; null: the fact's own mart
/// reads them from staging.</param>
public sealed record FactCase(string? Number, string? Own, string? OwnNumber, string? Staged)
{
    /// <summary>By what ledgers name the case (<c>staging.case_number</c>), as an expression of the canonical row.</summary>
    public string NumberExpression
    {
        get
        {
            var own = Own is null ? null : $"'{Own}/' || owner_code || '/' || {OwnNumber}";
            return Number is null ? own! : $"coalesce(staging.case_number(case_key), {Number}{(own is null ? "" : ", " + own)})";
        }
    }
}
