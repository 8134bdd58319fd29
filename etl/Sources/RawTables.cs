namespace Analytics.Etl.Sources;

/// <summary>
/// How the rows of a source lie in <c>raw</c> of which <c>sql/staging</c> makes one or several facts: batch, place in the file, owner, then one typed
/// column per field, <c>unknown</c> for the fields that the row says nobody knows, and <c>extra</c> for what
/// the declaration does not know. Columns are only ever added, so that a declaration may grow.
/// </summary>
static class RawTables
{
    /// <summary>Columns before a source's own fields.</summary>
    public static readonly IReadOnlyList<string> Place = ["batch_id", "ordinal", "sheet", "line", "owner_code"];

    public static string Name(Source source) => $"raw.{source.Name}";

    /// <summary>Statements that create the table, or add the columns that it lacks.</summary>
    public static string Ddl(Source source)
    {
        var columns = source.Fields.Select(field => $"{field.Name} {SqlType(field.Type)}").Append("unknown text[]").Append("extra jsonb").ToList();
        return $"""
            create table if not exists {Name(
                source
            )} (batch_id integer not null, ordinal integer not null, sheet text, line integer not null, owner_code text not null, primary key (batch_id, ordinal));
            {string.Concat(columns.Select(column => $"alter table {Name(source)} add column if not exists {column};\n"))}
            create index if not exists {source.Name}_key on {Name(source)} ({source.Key[0]});
            """;
    }

    public static string SqlType(ColumnType type) =>
        type switch
        {
            ColumnType.Date or ColumnType.Year => "date",
            ColumnType.Integer or ColumnType.Count => "integer",
            ColumnType.Decimal => "numeric",
            ColumnType.Money => "bigint",
            ColumnType.List => "text[]",
            ColumnType.Flag => "boolean",
            _ => "text",
        };
}
