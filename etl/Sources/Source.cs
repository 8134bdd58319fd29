using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Sources;

/// <summary>
/// One kind of file that people send, as its declaration (<c>Sources/*.yaml</c>) describes it: which facts it feeds,
/// what identifies a row, and how each of its columns is headed and read. Immutable.
/// </summary>
public sealed record Source
{
    public required string Name { get; init; }
    public required Bilingual Label { get; init; }
    public required Bilingual Description { get; init; }

    /// <summary>The dataset that its rows go to unless the load says otherwise.</summary>
    public required string Dataset { get; init; }

    /// <summary>The facts that it feeds.</summary>
    public required IReadOnlyList<FactDeclaration> Facts { get; init; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Feeds => field ??= [.. Facts.Select(fact => fact.Name)];

    /// <summary>Names of the columns that identify a row within its dataset and owner.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The column that says whose numbering the key is; null where the key needs no owner.</summary>
    public string? Owner { get; init; }

    /// <summary>The column that orders revisions of one key (更新日); null where the source has none.</summary>
    public string? Revision { get; init; }

    public Currency? Currency { get; init; }

    /// <summary>The unit of amounts where neither the cell nor the header states one; null: such an amount is rejected.</summary>
    public MoneyUnit? MoneyUnit { get; init; }

    /// <summary>The revision of the Japan Standard Industrial Classification that its codes follow.</summary>
    public int? IndustryRevision { get; init; }

    /// <summary>The month in which the fiscal years of its dataset begin: 4 (April) unless declared, 1 for calendar years.</summary>
    public int FiscalYearStartMonth { get; init; } = 4;

    /// <summary>
    /// Columns whose values a file covers wholly (e.g. bank_code, fiscal_year): only then is a missing row a retracted one. Empty: every file is a
    /// delta.
    /// </summary>
    public IReadOnlyList<string> CompleteFor { get; init; } = [];

    public required IReadOnlyList<SourceColumn> Columns { get; init; }

    /// <summary>How a value and its unit become a quantity or an amount; null where the source has no such pair.</summary>
    public MeasuredValue? Measured { get; init; }

    /// <summary>Where the declaration stands, e.g. <c>Sources/sbir.yaml</c>.</summary>
    public required string File { get; init; }

    /// <summary>What every extracted row carries, in this order: its columns, then what is read from several of them.</summary>
    public IReadOnlyList<Field> Fields =>
        field ??= [
            .. Columns.Select(column => new Field(column.Name, column.Type)),
            .. Columns.Where(column => column.UnitField is not null).Select(column => new Field(column.UnitField!, ColumnType.Text)),
            .. Measured is null ? Array.Empty<Field>() : [new(MeasuredValue.Quantity, ColumnType.Decimal), new(MeasuredValue.Amount, ColumnType.Money)],
        ];

    /// <summary>The place of a field in <see cref="Fields"/>; −1 if the source has no such field.</summary>
    public int IndexOf(string field)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == field)
                return i;
        }

        return -1;
    }
}

/// <summary>One typed place of an extracted row.</summary>
public sealed record Field(string Name, ColumnType Type);
