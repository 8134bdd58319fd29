using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The views between <c>raw</c> and the star. Each source and fact has one view, <c>stg_&lt;source&gt;__&lt;fact&gt;</c>: written in
/// <c>sql/staging</c> where a source feeds several facts, otherwise derived from the declaration by name. The facts' unions
/// (<c>staging.referrals</c> …) are discovered from these, so a new source edits no mart.
/// </summary>
public sealed class StagingViews(NpgsqlDataSource loader, SourceCatalog catalog)
{
    /// <summary>Creates the raw tables and views where the declarations changed since the last time; otherwise does nothing.</summary>
    public async Task ApplyAsync(CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, $"select pg_advisory_xact_lock({AdvisoryLocks.Staging})", cancellation);
        var canonical = await CanonicalColumnsAsync(connection, cancellation);
        var script = Script(canonical);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        await using (var current = new NpgsqlCommand("select obj_description(to_regclass('staging.referrals'))", connection))
        {
            if (await current.ExecuteScalarAsync(cancellation) is string built && built == hash)
                return;
        }

        await RunAsync(connection, script + $"comment on view staging.referrals is '{hash}';", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    string Script(Dictionary<string, List<(string Name, string Type)>> canonical)
    {
        var script = new StringBuilder();
        foreach (var fact in Facts.All)
            script.Line($"drop view if exists staging.{fact} cascade;");
        foreach (var source in catalog.Sources)
        {
            script.Line(RawTables.Ddl(source));
            script.Line($"""
                drop view if exists staging.live_{source.Name} cascade;
                create view staging.live_{source.Name} as
                select b.dataset_code, r.*{(source.IndustryRevision is { } revision ? $", {revision}::smallint as industry_revision" : "")}
                from {RawTables.Name(source)} r join audit.batches b using (batch_id) where b.state in ('loaded', 'published');
                """);
            foreach (var fact in source.Feeds)
                script.Line($"create view {ViewName(source, fact)} as\n{ViewText(source, fact, canonical[fact])};");
        }

        foreach (var fact in Facts.All)
        {
            var feeding = catalog.Sources.Where(source => source.Feeds.Contains(fact)).ToList();
            var columns = string.Join(", ", canonical[fact].Select(column => column.Name));
            script.Line($"create view staging.{fact} as");
            script.Line(feeding.Count == 0
                ? $"select {columns} from staging.canonical_{fact};"
                : string.Join("\nunion all\n", feeding.Select(source => $"select {columns} from {ViewName(source, fact)}")) + ";");
        }

        script.Line("delete from staging.feeds;");
        foreach (var source in catalog.Sources)
            foreach (var fact in source.Feeds)
                script.Line($"insert into staging.feeds values ('{source.Name}', '{fact}');");
        return script.ToString();
    }

    static string ViewName(Source source, string fact) => $"staging.stg_{source.Name}__{fact}";

    /// <summary>The written view with its missing columns added as nulls, or one derived from the declaration by equal names.</summary>
    static string ViewText(Source source, string fact, List<(string Name, string Type)> canonical)
    {
        var path = $"staging/stg_{source.Name}__{fact}.sql";
        if (EmbeddedText.List("staging", ".sql").Contains(path))
        {
            var text = EmbeddedText.Read(path);
            // to_jsonb finds what the written view delivers, whatever its order; null where it has no such column.
            return $"with delivered as (\n{text.TrimEnd().TrimEnd(';')}\n)\nselect {string.Join(", ", canonical.Select(column => Delivered(text, column)))} from delivered";
        }

        var columns = canonical.Select(column => column.Name is "dataset_code" or "owner_code" or "batch_id" or "ordinal" or "sheet" or "line"
            ? column.Name
            : $"{Derived(source, column)} as {column.Name}");
        return $"select {string.Join(", ", columns)} from staging.live_{source.Name}";
    }

    static string Delivered(string text, (string Name, string Type) column) =>
        System.Text.RegularExpressions.Regex.IsMatch(text, $@"\b{column.Name}\b") ? $"{column.Name}::{column.Type}" : $"null::{column.Type} as {column.Name}";

    static string Derived(Source source, (string Name, string Type) column)
    {
        if (column.Name == "industry_revision" && source.IndustryRevision is not null)
            return "industry_revision";
        if (column.Name == "date_precision")
            return source.Columns.Any(c => c.Type == ColumnType.Year && c.Name is "referred_date" or "started_date" or "outcome_date") ? "'year'" : "'day'";
        var field = source.Fields.FirstOrDefault(field => field.Name == column.Name);
        return field switch
        {
            null => $"null::{column.Type}",
            { Type: ColumnType.Year } when column.Type == "integer" => $"extract(year from {column.Name})::integer",
            _ => $"{column.Name}::{column.Type}",
        };
    }

    static async Task<Dictionary<string, List<(string Name, string Type)>>> CanonicalColumnsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            select substring(c.relname from 'canonical_(.*)'), a.attname, format_type(a.atttypid, a.atttypmod)
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'staging' and c.relname like 'canonical\_%' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var result = new Dictionary<string, List<(string, string)>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            if (!result.TryGetValue(reader.GetString(0), out var columns))
                result[reader.GetString(0)] = columns = [];
            columns.Add((reader.GetString(1), reader.GetString(2)));
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
