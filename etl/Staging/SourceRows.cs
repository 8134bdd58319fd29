using Analytics.Etl.Sources;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Staging;

/// <summary>
/// Where the rows of a source lie, for statements about them. Of a source that is one fact, column for column, they are the canonical rows themselves
/// (<c>staging.&lt;fact&gt;</c>), with what the fact
/// has no column for in <c>extra</c>; where <c>sql/staging</c> says what becomes of them, they lie in <c>raw.&lt;source&gt;</c>.
/// </summary>
sealed class SourceRows
{
    readonly Source _source;

    SourceRows(Source source) => (_source, Fact) = (source, FactOf(source));

    public static SourceRows Of(Source source) => new(source);

    /// <summary>The fact whose canonical rows a source's own are; null: it has a table of its own in <c>raw</c>.</summary>
    public static FactDeclaration? FactOf(Source source) => source.Facts is [var fact] && !ColumnTypes.HasOwnView(source, fact) ? fact : null;

    public FactDeclaration? Fact { get; }

    public string Table => Fact is null ? RawTables.Name(_source) : $"staging.{Fact.Name}";

    /// <summary>The condition that a row of the table is this source's.</summary>
    public string IsMine(string row) => Fact is null ? "true" : $"{row}.source = '{_source.Name}'";

    /// <summary>A field of a row.</summary>
    public string Value(string row, string field) => HasColumn(field) ? $"{row}.{field}" : $"{row}.extra ->> '{field}'";

    /// <summary>A field of a row as a text: days as 2008-04-01, years as their first day.</summary>
    public string Text(string row, string field) =>
        _source.Fields[_source.IndexOf(field)].Type switch
        {
            _ when !HasColumn(field) => $"({Value(row, field)})",
            ColumnType.Year when Fact?.Column(field)!.Type == "integer" => $"lpad({row}.{field}::text, 4, '0') || '-01-01'",
            ColumnType.Date or ColumnType.Year => $"to_char({row}.{field}, 'YYYY-MM-DD')",
            _ => $"{row}.{field}::text",
        };

    /// <summary>Columns in which rows of one key are equal, and by which an index finds them; empty where none does.</summary>
    public IReadOnlyList<string> Sought
    {
        get
        {
            if (RowKey.IsSpelledFreely(_source))
                return []; // rows of one key may read otherwise
            if (Fact is null)
                return [_source.Key[0]];
            if (!Fact.Key.All(HasField))
                return [];
            return Fact.Sought.FirstOrDefault(columns => columns.All(column => column == "owner_code" || Fact.Key.Contains(column))) is { } sought
                    ? ["dataset_key", .. sought]
                : Fact.Case?.Number is { } number && Fact.Key.Contains(number) ? ["dataset_key", "case_number"]
                : [];
        }
    }

    /// <summary>What a row of a key has in the columns of <see cref="Sought"/>.</summary>
    public IEnumerable<string> SoughtOf(string dataset, string owner, string key) =>
        Sought.Select(column =>
            column switch
            {
                "dataset_key" => dataset,
                "owner_code" => owner,
                "case_number" => $"{key}[{Place(Fact!.Case!.Number!)}]",
                _ when Fact is null => $"{key}[1]::{RawTables.SqlType(_source.Fields[_source.IndexOf(column)].Type)}",
                _ => $"{key}[{Place(column)}]",
            }
        );

    int Place(string column) => 1 + _source.Key.TakeWhile(key => key != column).Count();

    bool HasColumn(string field) => Fact is null || Fact.Column(field) is not null;

    bool HasField(string column) => _source.IndexOf(column) >= 0;
}
