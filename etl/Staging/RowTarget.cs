using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;
using Analytics.Sql.Model.Declarations;
using NpgsqlTypes;

namespace Analytics.Etl.Staging;

/// <summary>A column that rows are copied into, and what it takes from one.</summary>
readonly record struct TargetColumn(string Name, NpgsqlDbType Type, Func<ExtractedRow, object?> Value);

/// <summary>
/// What the rows of a batch are copied into: a table of <c>staging</c> or <c>raw</c>, what each column beside batch, place and owner takes from a
/// row, and what <c>extra</c> takes.
/// </summary>
sealed class RowTarget
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string _table;
    readonly (string Name, int Place)[] _aside;
    readonly ArrayBufferWriter<byte> _json = new();

    RowTarget(string table, IReadOnlyList<TargetColumn> columns, IEnumerable<(string Name, int Place)> aside) =>
        (_table, Columns, _aside) = (table, columns, [.. aside]);

    public IReadOnlyList<TargetColumn> Columns { get; }

    public string CopyStatement =>
        $"copy {_table} ({string.Join(", ", [.. RawTables.Place, .. Columns.Select(column => column.Name), "unknown", "extra"])}) from stdin (format binary)";

    public static RowTarget Of(Source source, string dataset, short datasetKey)
    {
        if (SourceRows.FactOf(source) is not { } fact)
            return new(
                RawTables.Name(source),
                [.. source.Fields.Select((field, place) => new TargetColumn(field.Name, DbType(RawTables.SqlType(field.Type)), row => row.Values[place]))],
                []
            );
        var columns = fact
            .Canonical.Where(column => !RawTables.Place.Contains(column.Name) && column.Name != "unknown")
            .Select(column => Canonical(source, fact, column, dataset))
            .OfType<TargetColumn>();
        return new(
            $"staging.{fact.Name}",
            [Constant("source", NpgsqlDbType.Text, source.Name), Constant("dataset_key", NpgsqlDbType.Smallint, datasetKey), .. columns],
            source.Fields.Index().Where(field => fact.Column(field.Item.Name) is null).Select(field => (field.Item.Name, field.Index))
        );
    }

    /// <summary>What the declaration does not know and what the fact has no column for, as JSON; null: nothing.</summary>
    public string? Extra(ExtractedRow row)
    {
        if (row.Extra.Count == 0 && !_aside.Any(field => row.Values[field.Place] is not null))
            return null;
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json, Plain))
        {
            json.WriteStartObject();
            foreach (var (header, cell) in row.Extra)
                json.WriteString(Clean(header), Clean(cell));
            foreach (var (name, place) in _aside)
            {
                if (row.Values[place] is { } value)
                    Write(json, name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(_json.WrittenSpan);
    }

    // U+0000 is text to a spreadsheet, but not to Postgres.
    public static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    static void Write(Utf8JsonWriter json, string name, object value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case string text:
                json.WriteStringValue(Clean(text));
                break;
            case string[] texts:
                json.WriteStartArray();
                foreach (var text in texts)
                    json.WriteStringValue(Clean(text));
                json.WriteEndArray();
                break;
            default:
                JsonSerializer.Serialize(json, value, value.GetType());
                break;
        }
    }

    /// <summary>How precise the dates of a source are.</summary>
    public static string DatePrecision(Source source, FactDeclaration fact) =>
        source.Columns.Any(column => column.Type == ColumnType.Year && column.Name == fact.Date) ? "year" : "day";

    static TargetColumn Constant(string name, NpgsqlDbType type, object value) => new(name, type, _ => value);

    static TargetColumn? Canonical(Source source, FactDeclaration fact, CanonicalColumn column, string dataset)
    {
        var type = DbType(column.Type);
        switch (column.Name)
        {
            case "dataset_code":
                return Constant(column.Name, type, dataset);
            case "industry_revision":
                return source.IndustryRevision is { } revision ? Constant(column.Name, type, (short)revision) : null;
            case "date_precision":
                return Constant(column.Name, type, DatePrecision(source, fact));
        }

        if (source.IndexOf(column.Name) is not (>= 0 and var place))
            return null;
        return new(
            column.Name,
            type,
            (source.Fields[place].Type, column.Type) switch
            {
                (ColumnType.Year, "integer") => row => row.Values[place] is DateOnly day ? day.Year : null,
                // A blank list is an empty one; null is left to sources that have no such column.
                (ColumnType.List, _) => row => row.Values[place] ?? Array.Empty<string>(),
                (ColumnType.Integer or ColumnType.Count, "bigint") => row => row.Values[place] is int number ? (long)number : null,
                (ColumnType.Integer or ColumnType.Count, "numeric") => row => row.Values[place] is int number ? (decimal)number : null,
                (ColumnType.Money, "numeric") => row => row.Values[place] is long number ? (decimal)number : null,
                _ => row => row.Values[place],
            }
        );
    }

    static NpgsqlDbType DbType(string type) =>
        type switch
        {
            "text" => NpgsqlDbType.Text,
            "date" => NpgsqlDbType.Date,
            "smallint" => NpgsqlDbType.Smallint,
            "integer" => NpgsqlDbType.Integer,
            "bigint" => NpgsqlDbType.Bigint,
            "numeric" => NpgsqlDbType.Numeric,
            "boolean" => NpgsqlDbType.Boolean,
            "text[]" => NpgsqlDbType.Array | NpgsqlDbType.Text,
            _ => throw new InvalidOperationException($"No row can be copied into a column of type {type}."),
        };
}
