using Analytics.Sql;
using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Sources;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// What lies between <c>raw</c> and the star. Each source and fact has one view, <c>stg_&lt;source&gt;__&lt;fact&gt;</c>: written in
/// <c>sql/staging</c> where a source feeds several facts, otherwise derived from the declaration by name. What the views tell is kept in one indexed table a fact
/// (<c>staging.referrals</c> …): a batch's rows are added with it, so that a new source edits no mart, and a publication finds rows by their numbers.
/// </summary>
public sealed class StagingViews(NpgsqlDataSource loader, SourceCatalog catalog)
{
    /// <summary>Creates the raw tables and views where the declarations changed since the last time; otherwise does nothing.</summary>
    public async Task ApplyAsync(CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, $"set local client_min_messages = warning; select pg_advisory_xact_lock({AdvisoryLocks.Staging})", cancellation);
        var canonical = await ColumnsAsync(connection, "canonical_", 'r', cancellation);
        var script = SourceViews(canonical) + string.Concat(Facts.All.Select(fact => StagedRows.Ddl(fact, [.. canonical[fact].Select(column => (column.Name, column.Type))])));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        await using (var current = new NpgsqlCommand("select obj_description(to_regclass('staging.referrals'))", connection))
        {
            if (await current.ExecuteScalarAsync(cancellation) is string built && built == hash)
                return;
        }

        await RunAsync(connection, script, cancellation);
        // Under other declarations, all that was ever told may read otherwise.
        foreach (var fact in Facts.All)
        {
            await RunAsync(connection, $"delete from staging.{fact}", cancellation);
            foreach (var source in catalog.Sources.Where(source => source.Feeds.Contains(fact)))
                await RunAsync(connection, await StagedRows.InsertAsync(connection, source, fact, cancellation), cancellation);
        }

        await RunAsync(connection, StagedRows.IndustryColumns(null), cancellation);
        await RunAsync(connection, $"comment on table staging.referrals is '{hash}'", cancellation);
        await transaction.CommitAsync(cancellation);
        await RunAsync(connection, string.Concat(Facts.All.Select(fact => $"analyze staging.{fact};")), cancellation);
    }

    /// <summary>Tells the planner what the sources' raw tables now hold.</summary>
    public async Task AnalyzeAsync(IEnumerable<string> sources, CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        foreach (var source in sources)
            await RunAsync(connection, $"analyze raw.{source}", cancellation);
    }

    /// <summary>Raw tables, their live rows (of batches neither refused nor withdrawn), and one view per source and fact.</summary>
    string SourceViews(IReadOnlyDictionary<string, List<CanonicalColumn>> canonical)
    {
        var script = new StringBuilder();
        foreach (var source in catalog.Sources)
        {
            var revision = source.IndustryRevision is { } number ? $", {number}::smallint as industry_revision" : "";
            script.Line(RawTables.Ddl(source));
            script.Line($"drop view if exists staging.live_{source.Name} cascade;");
            script.Line($"create view staging.live_{source.Name} as select b.dataset_code, r.*{revision} from {RawTables.Name(source)} r join audit.batches b using (batch_id) where b.state in ('loaded', 'published');");
        }

        foreach (var source in catalog.Sources)
            foreach (var fact in source.Feeds)
                script.Line($"create view staging.stg_{source.Name}__{fact} as\n{ViewText(source, fact, canonical[fact])};");
        script.Line("delete from staging.feeds;");
        foreach (var source in catalog.Sources)
            foreach (var fact in source.Feeds)
                script.Line($"insert into staging.feeds values ('{source.Name}', '{fact}');");
        return script.ToString();
    }

    /// <summary>The view as <c>sql/staging</c> has it, or one derived from the declaration by equal names.</summary>
    static string ViewText(Source source, string fact, List<CanonicalColumn> canonical)
    {
        var path = $"staging/stg_{source.Name}__{fact}.sql";
        if (EmbeddedText.List("staging", ".sql").Contains(path))
            return EmbeddedText.Read(path).TrimEnd().TrimEnd(';');
        var derived = canonical.Select(column => (column.Name, Text: Derived(source, column))).Where(column => column.Text is not null);
        return $"select {string.Join(", ", derived.Select(column => $"{column.Text} as {column.Name}"))} from staging.live_{source.Name}";
    }

    static string? Derived(Source source, CanonicalColumn column) => column.Name switch
    {
        "dataset_code" or "owner_code" or "batch_id" or "ordinal" or "sheet" or "line" or "unknown" => column.Name,
        "industry_revision" => source.IndustryRevision is null ? null : column.Name,
        "date_precision" => source.Columns.Any(c => c.Type == ColumnType.Year && c.Name is "referred_date" or "started_date" or "outcome_date") ? "'year'" : "'day'",
        _ => source.Fields.FirstOrDefault(field => field.Name == column.Name)?.Type switch
        {
            null => null,
            ColumnType.Year when column.Type == "integer" => $"extract(year from {column.Name})::integer",
            // A blank list is an empty one; null is left to sources that have no such column.
            ColumnType.List => $"coalesce({column.Name}, '{{}}')",
            _ => column.Name,
        },
    };

    sealed record CanonicalColumn(string Name, string Type);

    /// <summary>Columns of the relations in <c>staging</c> whose name begins so, by the rest of the name.</summary>
    static async Task<Dictionary<string, List<CanonicalColumn>>> ColumnsAsync(NpgsqlConnection connection, string prefix, char kind, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            select substring(c.relname from length(@prefix) + 1), a.attname, format_type(a.atttypid, a.atttypmod)
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'staging' and starts_with(c.relname, @prefix) and c.relkind = @kind and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum
            """, connection);
        command.Parameters.AddWithValue("prefix", prefix);
        command.Parameters.AddWithValue("kind", kind);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var result = new Dictionary<string, List<CanonicalColumn>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            if (!result.TryGetValue(reader.GetString(0), out var columns))
                result[reader.GetString(0)] = columns = [];
            columns.Add(new(reader.GetString(1), reader.GetString(2)));
        }

        return result;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

file static class Lines
{
    public static void Line(this StringBuilder script, string line) => script.Append(line).Append('\n');
}
