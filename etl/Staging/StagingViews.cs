using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Staging;

/// <summary>
/// What lies between files and the star: one indexed table a fact (<c>staging.referrals</c> …), into which the files of its sources are copied, so
/// that a new source edits no mart, and a publication finds
/// rows by their numbers. Only what a source that feeds several facts tells lies in <c>raw</c> first; <c>sql/staging</c> has one view for each of its
/// facts (<c>stg_&lt;source&gt;__&lt;fact&gt;</c>).
/// </summary>
public sealed class StagingViews(NpgsqlDataSource loader, SourceCatalog catalog)
{
    IEnumerable<Source> Derived => catalog.Sources.Where(source => SourceRows.FactOf(source) is null);

    /// <summary>Creates tables and views where the declarations changed since the last time; otherwise does nothing.</summary>
    public async Task ApplyAsync(CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, $"set local client_min_messages = warning; select pg_advisory_xact_lock({AdvisoryLocks.Staging})", cancellation);
        var script =
            SourceViews() + "drop view if exists staging.row_fates;\n" + string.Concat(catalog.Facts.All.Select(StagedRows.Ddl)) + RowFates.View(catalog);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        await using (var current = new NpgsqlCommand("select obj_description(to_regclass('staging.referrals'))", connection))
        {
            if (await current.ExecuteScalarAsync(cancellation) is string built && built == hash)
                return;
        }

        await ReadAgainAsync(connection, cancellation);
        await RunAsync(connection, script, cancellation);
        foreach (var source in await FormerlyRawAsync(connection, cancellation))
            await RunAsync(connection, FormerRows.TakeOver(source, SourceRows.FactOf(source)!) + KeepDeclaration(source), cancellation);
        // Under other declarations, all that views ever told may read otherwise; files that were copied straight in are read again
        // (ChangedDeclarations). The cases of numbers that nobody names any more are
        // worked out anew.
        foreach (var fact in catalog.Facts.All)
        {
            if (fact.Case is not null)
                await RunAsync(
                    connection,
                    $"create temp table told_{fact.Name} on commit drop as select distinct dataset_key, case_number from staging.{fact.Name} where case_number is not null",
                    cancellation
                );
            foreach (var source in Derived)
                await RunAsync(connection, $"delete from staging.{fact.Name} where source = '{source.Name}'", cancellation);
            foreach (var source in Derived.Where(source => source.Feeds.Contains(fact.Name)))
                await RunAsync(connection, await StagedRows.InsertAsync(connection, source, fact.Name, cancellation), cancellation);
            if (fact.Case is not null)
            {
                await RunAsync(
                    connection,
                    $"""
                    insert into staging.renamed_numbers
                    select dataset_key, case_number from told_{fact.Name} except select dataset_key, case_number from staging.{fact.Name} on conflict do nothing
                    """,
                    cancellation
                );
            }
        }

        await RunAsync(connection, StagedRows.IndustryColumns(null), cancellation);
        await RunAsync(connection, $"comment on table staging.referrals is '{hash}'", cancellation);
        await transaction.CommitAsync(cancellation);
        await RunAsync(connection, string.Concat(catalog.Facts.Names.Select(fact => $"analyze staging.{fact};")), cancellation);
    }

    /// <summary>
    /// Where a fact has gained a column, files that came before may have that column too: they count as read under an older declaration, so that they
    /// are read again.
    /// </summary>
    async Task ReadAgainAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var source in catalog.Sources)
        {
            if (SourceRows.FactOf(source) is not { } fact)
                continue;
            await using var command = new NpgsqlCommand(
                """
                update audit.batches set declaration = '' where source = $1 and declaration <> '' and to_regclass($2) is not null and to_regclass($3) is null
                and exists (select from unnest($4) c (name) where not exists (select from pg_attribute where attrelid = to_regclass($2) and attname = c.name and not attisdropped))
                """,
                connection
            );
            command.Parameters.Add(new() { Value = source.Name });
            command.Parameters.Add(new() { Value = $"staging.{fact.Name}" });
            command.Parameters.Add(new() { Value = RawTables.Name(source) });
            command.Parameters.Add(new() { Value = fact.Columns.Select(column => column.Name).Where(name => source.IndexOf(name) >= 0).ToArray() });
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The sources whose rows an earlier release kept in <c>raw</c>.</summary>
    async Task<IReadOnlyList<Source>> FormerlyRawAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(name), '{}') from unnest($1) s (name) where to_regclass('raw.' || quote_ident(name)) is not null",
            connection
        );
        command.Parameters.Add(
            new() { Value = catalog.Sources.Where(source => SourceRows.FactOf(source) is not null).Select(source => source.Name).ToArray() }
        );
        return [.. ((string[])(await command.ExecuteScalarAsync(cancellation))!).Select(name => catalog.Find(name)!)];
    }

    /// <summary>From before it was kept under which declaration a file was read: what is taken over is what today's makes of it.</summary>
    static string KeepDeclaration(Source source) =>
        $"update audit.batches set declaration = '{DeclarationHash.Of(source)}' where source = '{source.Name}' and declaration is null and state <> 'refused';";

    /// <summary>
    /// Tells the planner what the tables of the sources' rows now hold, where they have grown by a hundredth: a corrected row or two change no plan.
    /// </summary>
    public async Task AnalyzeAsync(IEnumerable<string> sources, CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        foreach (var table in sources.Select(source => SourceRows.Of(catalog.Find(source)!).Table).Distinct())
        {
            await RunAsync(
                connection,
                $"""
                do $$ begin
                    if (select reltuples <= 0 or pg_relation_size(oid) > relpages * 8192 * 1.01 from pg_class where oid = '{table}'::regclass) then analyze {table}; end if;
                end $$
                """,
                cancellation
            );
        }
    }

    /// <summary>Raw tables, their live rows (of batches neither refused nor withdrawn), and one view per source of several facts and fact.</summary>
    string SourceViews()
    {
        var script = new StringBuilder();
        foreach (var source in Derived)
        {
            var revision = source.IndustryRevision is { } number ? $", {number}::smallint as industry_revision" : "";
            script.Line(RawTables.Ddl(source));
            script.Line($"drop view if exists staging.live_{source.Name} cascade;");
            script.Line(
                $"create view staging.live_{source.Name} as select b.dataset_code, r.*{revision} from {RawTables.Name(source)} r join audit.batches b using (batch_id) where b.state in ('loaded', 'published');"
            );
        }

        foreach (var source in Derived)
        foreach (var fact in source.Facts)
            script.Line($"create view staging.stg_{source.Name}__{fact.Name} as\n{ViewText(source, fact)};");
        script.Line("delete from staging.feeds;");
        foreach (var source in catalog.Sources)
        foreach (var fact in source.Feeds)
            script.Line(
                $"insert into staging.feeds values ('{source.Name}', '{fact}', array[{string.Join(", ", source.Key.Select(column => $"'{column}'"))}]);"
            );
        return script.ToString();
    }

    /// <summary>The view as <c>sql/staging</c> has it, or one derived from the declaration by equal names.</summary>
    static string ViewText(Source source, FactDeclaration fact) =>
        ColumnTypes.HasOwnView(source, fact)
            ? EmbeddedText.Read($"staging/stg_{source.Name}__{fact.Name}.sql").TrimEnd().TrimEnd(';')
            : $"select {string.Join(", ", StagedRows.ByName(source, fact).Select(column => $"{column.Text} as {column.Name}"))} from staging.live_{source.Name} r";

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
