using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Staging;

/// <summary>
/// The canonical rows of a fact, of all sources (<c>staging.referrals</c> …): one table with the indexes by which a publication finds the rows of a
/// number. Files are copied straight into it;
/// the rows of a source that feeds several facts are derived from all that it has told, and derived anew with each of its batches.
/// </summary>
static class StagedRows
{
    const string Place = "source text not null, dataset_key smallint not null";

    /// <summary>Statements that make the table, or add the columns that it lacks.</summary>
    public static string Ddl(FactDeclaration fact)
    {
        var table = $"staging.{fact.Name}";
        return $"""
            do $$ begin if exists (select from pg_class where oid = to_regclass('{table}') and relkind = 'v') then drop view {table} cascade; end if; end $$;
            create table if not exists {table} ({Place}, batch_id integer not null, ordinal integer not null, primary key (batch_id, ordinal));
            {string.Concat(fact.Canonical.Select(column => $"alter table {table} add column if not exists {column.Name} {column.Type};\n"))}
            alter table {table} add column if not exists unknown text[], add column if not exists extra jsonb;
            comment on column {table}.extra is 'What the declaration of its source does not know, by header, and what the fact has no column for, by name.';
            {string.Concat(
                fact.Columns.Where(column => column.Description is not null || column.Unit is not null).Select(column =>
                    $"comment on column {table}.{column.Name} is {SqlLiteral.Of(Comment(column))};\n"
                )
            )}
            {(
                fact.Case is null
                    ? ""
                    : $"alter table {table} add column if not exists case_number text generated always as ({fact.Case.NumberExpression}) stored; create index if not exists {fact.Name}_case on {table} (dataset_key, case_number);"
            )}
            {string.Concat(
                fact.Sought.Select(
                    (sought, index) => $"create index if not exists {fact.Name}_sought{index} on {table} (dataset_key, {string.Join(", ", sought)});\n"
                )
            )}

            """;
    }

    static string Comment(CanonicalColumn column) =>
        string.Join(
            ' ',
            new[]
            {
                column.Description,
                column.Unit switch
                {
                    null => null,
                    "money" => "In the currency's minor unit.",
                    var unit => $"Counted in {unit}.",
                },
            }.OfType<string>()
        );

    /// <summary>
    /// The canonical columns that a source has by name, and how they come from its raw rows <c>r</c>, to which <c>dataset_code</c> is joined.
    /// </summary>
    public static IEnumerable<(string Name, string Text)> ByName(Source source, FactDeclaration fact)
    {
        foreach (var column in fact.Canonical)
        {
            var text = column.Name switch
            {
                "dataset_code" or "owner_code" or "batch_id" or "ordinal" or "sheet" or "line" or "unknown" => $"r.{column.Name}",
                "industry_revision" => source.IndustryRevision is { } revision ? $"{revision}::smallint" : null,
                "date_precision" => $"'{RowTarget.DatePrecision(source, fact)}'",
                _ => source.Fields.FirstOrDefault(field => field.Name == column.Name)?.Type switch
                {
                    null => null,
                    ColumnType.Year when column.Type == "integer" => $"extract(year from r.{column.Name})::integer",
                    // A blank list is an empty one; null is left to sources that have no such column.
                    ColumnType.List => $"coalesce(r.{column.Name}, '{{}}')",
                    _ => $"r.{column.Name}",
                },
            };
            if (text is not null)
                yield return (column.Name, text);
        }
    }

    /// <summary>Adds what a source tells of a fact: one batch's rows, or all of them.</summary>
    public static async Task<string> InsertAsync(NpgsqlConnection connection, Source source, string fact, CancellationToken cancellation, int? batchId = null)
    {
        var columns = string.Join(", ", await ColumnsAsync(connection, source, fact, cancellation));
        return $"""
            insert into staging.{fact} (source, dataset_key, {columns})
            select '{source.Name}', d.dataset_key, {string.Join(", ", columns.Split(", ").Select(column => "v." + column))}
            from staging.stg_{source.Name}__{fact} v join mart.dim_dataset d using (dataset_code){(batchId is { } batch ? $" where v.batch_id = {batch}" : "")};
            """;
    }

    /// <summary>
    /// Derives the rows of a source that feeds several facts anew, in the touched datasets, and says which numbers that touches. Within a
    /// publication.
    /// </summary>
    public static async Task<string> RefreshAsync(NpgsqlConnection connection, Source source, string fact, CancellationToken cancellation)
    {
        var columns = string.Join(", ", await ColumnsAsync(connection, source, fact, cancellation));
        return $"""
            create temp table fresh_{fact} on commit drop as
            select d.dataset_key, v.* from staging.stg_{source.Name}__{fact} v join touched_datasets d using (dataset_code);
            create unique index on fresh_{fact} (batch_id, ordinal);
            analyze fresh_{fact};
            with gone as (
                delete from staging.{fact} s using touched_datasets d
                where s.source = '{source.Name}' and s.dataset_key = d.dataset_key and not exists (select from fresh_{fact} f where f.batch_id = s.batch_id and f.ordinal = s.ordinal)
                returning s.dataset_key, s.case_number
            )
            insert into refreshed_numbers select distinct * from gone;
            with come as (
                insert into staging.{fact} (source, dataset_key, {columns})
                select '{source.Name}', f.dataset_key, {string.Join(", ", columns.Split(", ").Select(column => "f." + column))}
                from fresh_{fact} f where not exists (select from staging.{fact} s where s.batch_id = f.batch_id and s.ordinal = f.ordinal)
                returning dataset_key, case_number
            )
            insert into refreshed_numbers select distinct * from come;
            drop table fresh_{fact};
            """;
    }

    /// <summary>Which industry codes each column of a batch holds (null: of every batch), by which codes that lost their zeros are read.</summary>
    public static string IndustryColumns(int? batchId) =>
        $"""
            {(batchId is null ? "delete from staging.industry_columns;" : "")}
            insert into staging.industry_columns (batch_id, sheet, revision, digits, keeps_zeros, codes)
            select batch_id, sheet, industry_revision, max(length(industry_code)), bool_or(industry_code ~ '^0\d\d'), array_agg(distinct industry_code)
            from staging.referrals where industry_code ~ '^\d+$'{(
                batchId is { } batch ? $" and batch_id = {batch}" : ""
            )} group by batch_id, sheet, industry_revision;
            """;

    static async Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlConnection connection, Source source, string fact, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select array_agg(v.attname::text order by v.attnum)
            from pg_attribute v join pg_attribute t on t.attrelid = 'staging.{fact}'::regclass and t.attname = v.attname
            where v.attrelid = 'staging.stg_{source.Name}__{fact}'::regclass and v.attnum > 0 and not v.attisdropped and t.attgenerated = ''
            """,
            connection
        );
        return (string[])(await command.ExecuteScalarAsync(cancellation))!;
    }
}
