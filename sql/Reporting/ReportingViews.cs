using System.Security.Cryptography;
using System.Text;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Sql.Reporting;

/// <summary>
/// The views of <c>reporting</c>: one a fact, one a bridge, and the datasets. They are made anew where a declaration or a table has changed, so that a new
/// fact has its view without a further file. A fact without a table of its own in the star has one where <c>sql/Reporting</c> says it.
/// </summary>
public static class ReportingViews
{
    private const string Folder = "Reporting";
    private const string Drop = $"{Folder}/drop_views.sql";
    private const long AdvisoryLock = 0x5265706F7274696E; // "Reportin"
    private const string Purpose = "Read-only views for Excel, Power BI, R and other tools";

    // A reader in the middle of a long answer holds its view.
    private const string Patience = "10s";

    /// <summary>Brings the views to what is declared; where they are so already, one statement tells that.</summary>
    /// <param name="owner">Who may change the schema.</param>
    /// <param name="catalog">Measures and slicers of the installation.</param>
    /// <param name="facts">The facts; those of the product unless given.</param>
    /// <returns>False where a reader held a view for too long: the views are the former ones, and the next call tries again.</returns>
    public static async Task<bool> ApplyAsync(NpgsqlDataSource owner, ModelCatalog catalog, FactCatalog? facts = null, CancellationToken cancellation = default)
    {
        facts ??= FactCatalog.Product;
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(
            connection,
            $"set local role analytics_owner; set local lock_timeout = '{Patience}'; select pg_advisory_xact_lock({AdvisoryLock})",
            cancellation
        );
        var script = Script(facts, catalog, await ColumnsAsync(connection, facts, cancellation));
        var comment = $"{Purpose} ({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)))[..12]})";
        await using (var known = new NpgsqlCommand("select obj_description('reporting'::regnamespace, 'pg_namespace')", connection))
        {
            if (await known.ExecuteScalarAsync(cancellation) as string == comment)
                return true;
        }

        try
        {
            await ExecuteAsync(connection, $"{EmbeddedText.Read(Drop)}\n{script}\ncomment on schema reporting is '{comment}'", cancellation);
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static string Script(FactCatalog facts, ModelCatalog catalog, ILookup<string, string> columns)
    {
        var script = new StringBuilder(EmbeddedText.Read($"{Folder}/datasets.sql"));
        var written = EmbeddedText.List(Folder, ".sql");
        foreach (var fact in facts.All)
        {
            if (fact.Star is not { } star)
            {
                if (written.Contains($"{Folder}/{fact.Name}.sql"))
                    script.Append(EmbeddedText.Read($"{Folder}/{fact.Name}.sql"));
                continue;
            }

            script.Append(new ReportingView(fact.Name, fact, catalog).Ddl(star.Name, [.. columns[star.Name]], fact.Label));
            foreach (var bridge in star.Bridges.Keys)
            {
                var name = bridge["brg_".Length..] + "s";
                script.Append(new ReportingView(name, fact, catalog).Ddl(bridge, [.. columns[bridge]], fact.WordsOf(name)?.Label ?? new(name, name)));
            }
        }

        return script.ToString();
    }

    private static async Task<ILookup<string, string>> ColumnsAsync(NpgsqlConnection connection, FactCatalog facts, CancellationToken cancellation)
    {
        var stars = facts.All.Select(fact => fact.Star).OfType<StarTable>();
        await using var command = new NpgsqlCommand(EmbeddedText.Read($"{Folder}/star_columns.sql"), connection);
        command.Parameters.Add(new() { Value = stars.SelectMany(star => star.Bridges.Keys.Prepend(star.Name)).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string Table, string Column)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((reader.GetString(0), reader.GetString(1)));
        return found.ToLookup(column => column.Table, column => column.Column);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
