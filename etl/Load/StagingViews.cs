using Analytics.Sql;
using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Sources;
using Analytics.Sql.Model;
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
        var script = SourceViews() + "drop view if exists staging.row_fates;\n" + string.Concat(catalog.Facts.All.Select(StagedRows.Ddl)) + RowFates.View(catalog);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        await using (var current = new NpgsqlCommand("select obj_description(to_regclass('staging.referrals'))", connection))
        {
            if (await current.ExecuteScalarAsync(cancellation) is string built && built == hash)
                return;
        }

        await RunAsync(connection, script, cancellation);
        // Under other declarations, all that was ever told may read otherwise. The cases of numbers that nobody names any more are worked out anew.
        foreach (var fact in catalog.Facts.All)
        {
            if (fact.Case is not null)
                await RunAsync(connection, $"create temp table told_{fact.Name} on commit drop as select distinct dataset_key, case_number from staging.{fact.Name} where case_number is not null", cancellation);
            await RunAsync(connection, $"delete from staging.{fact.Name}", cancellation);
            foreach (var source in catalog.Sources.Where(source => source.Feeds.Contains(fact.Name)))
                await RunAsync(connection, await StagedRows.InsertAsync(connection, source, fact.Name, cancellation), cancellation);
            if (fact.Case is not null)
            {
                await RunAsync(connection, $"""
                    insert into staging.renamed_numbers
                    select dataset_key, case_number from told_{fact.Name} except select dataset_key, case_number from staging.{fact.Name} on conflict do nothing
                    """, cancellation);
            }
        }

        await RunAsync(connection, StagedRows.IndustryColumns(null), cancellation);
        await RunAsync(connection, $"comment on table staging.referrals is '{hash}'", cancellation);
        await transaction.CommitAsync(cancellation);
        await RunAsync(connection, string.Concat(catalog.Facts.Names.Select(fact => $"analyze staging.{fact};")), cancellation);
    }

    /// <summary>Tells the planner what the sources' raw tables now hold.</summary>
    public async Task AnalyzeAsync(IEnumerable<string> sources, CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        foreach (var source in sources)
            await RunAsync(connection, $"analyze raw.{source}", cancellation);
    }

    /// <summary>Raw tables, their live rows (of batches neither refused nor withdrawn), and one view per source and fact.</summary>
    string SourceViews()
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
            foreach (var fact in source.Facts)
                script.Line($"create view staging.stg_{source.Name}__{fact.Name} as\n{ViewText(source, fact)};");
        script.Line("delete from staging.feeds;");
        foreach (var source in catalog.Sources)
            foreach (var fact in source.Feeds)
                script.Line($"insert into staging.feeds values ('{source.Name}', '{fact}');");
        return script.ToString();
    }

    /// <summary>The view as <c>sql/staging</c> has it, or one derived from the declaration by equal names.</summary>
    static string ViewText(Source source, FactDeclaration fact)
    {
        if (ColumnTypes.HasOwnView(source, fact))
            return EmbeddedText.Read($"staging/stg_{source.Name}__{fact.Name}.sql").TrimEnd().TrimEnd(';');
        var derived = fact.Canonical.Select(column => (column.Name, Text: Derived(source, fact, column))).Where(column => column.Text is not null);
        return $"select {string.Join(", ", derived.Select(column => $"{column.Text} as {column.Name}"))} from staging.live_{source.Name}";
    }

    static string? Derived(Source source, FactDeclaration fact, CanonicalColumn column) => column.Name switch
    {
        "dataset_code" or "owner_code" or "batch_id" or "ordinal" or "sheet" or "line" or "unknown" => column.Name,
        "industry_revision" => source.IndustryRevision is null ? null : column.Name,
        "date_precision" => source.Columns.Any(c => c.Type == ColumnType.Year && c.Name == fact.Date) ? "'year'" : "'day'",
        _ => source.Fields.FirstOrDefault(field => field.Name == column.Name)?.Type switch
        {
            null => null,
            ColumnType.Year when column.Type == "integer" => $"extract(year from {column.Name})::integer",
            // A blank list is an empty one; null is left to sources that have no such column.
            ColumnType.List => $"coalesce({column.Name}, '{{}}')",
            _ => column.Name,
        },
    };

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
