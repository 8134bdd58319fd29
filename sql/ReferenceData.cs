using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Analytics.Sql;

/// <summary>
/// The reference tables of <c>sql/reference</c> (regions, industries, clusters, calendar, code lists, agreements) and the dimensions
/// that hold them. A CSV becomes a temporary table <c>reference_NAME</c> of text columns; <c>apply/*.sql</c> brings the dimensions in line with it.
/// Labels are overwritten; another place in a hierarchy is a new row, since published facts keep theirs; no member is ever deleted.
/// </summary>
public static class ReferenceData
{
    private const string Folder = "reference";

    /// <summary>The statements that bring <c>mart.dim_region</c> in line with a temporary table <c>wanted_region</c>.</summary>
    public static string RegionsMerge { get; } = EmbeddedText.Read($"{Folder}/regions_merge.sql");

    /// <summary>The statements that bring <c>mart.dim_industry</c> in line with a temporary table <c>wanted_industry</c>.</summary>
    public static string IndustriesMerge { get; } = EmbeddedText.Read($"{Folder}/industries_merge.sql");

    // Two migrations at once must not both insert what is missing.
    private const long AdvisoryLock = 0x5265666572656E63; // "Referenc"

    /// <summary>SHA-256 over all embedded reference files, names and contents, in hexadecimal.</summary>
    public static string Checksum { get; } = ComputeChecksum();

    /// <summary>
    /// Writes what differs, in one transaction as <c>analytics_owner</c>; at once done when the database already stands at <see cref="Checksum"/>.
    /// </summary>
    /// <returns>Rows inserted, changed or (aliases only) removed; 0: nothing differed.</returns>
    /// <exception cref="PostgresException">The schema is not that of this version's migrations; nothing is written then.</exception>
    public static async Task<int> ApplyAsync(NpgsqlDataSource owner, CancellationToken cancellation = default)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"set local role analytics_owner; select pg_advisory_xact_lock({AdvisoryLock})", cancellation);
        await using (var stored = new NpgsqlCommand("select checksum from audit.reference_data", connection))
        {
            if (await stored.ExecuteScalarAsync(cancellation) is string checksum && checksum == Checksum)
            {
                return 0;
            }
        }

        foreach (var path in EmbeddedText.List(Folder, ".csv"))
        {
            await CopyAsync(connection, path, cancellation);
        }

        var changed = 0;
        foreach (var path in EmbeddedText.List($"{Folder}/apply", ".sql"))
        {
            changed += Math.Max(0, await ExecuteAsync(connection, EmbeddedText.Read(path), cancellation));
            var merge = path[(Folder.Length + "/apply/".Length)..] switch
            {
                "2_regions.sql" => RegionsMerge,
                "4_industries.sql" => IndustriesMerge,
                _ => null,
            };
            if (merge is not null)
            {
                changed += Math.Max(0, await ExecuteAsync(connection, merge, cancellation));
            }
        }

        // The next publication joins these tables at once, before autovacuum has seen them.
        await ExecuteAsync(connection, "analyze mart.dim_date, mart.dim_region, mart.region_aliases, mart.dim_industry", cancellation);
        await using var record = new NpgsqlCommand(
            """
            insert into audit.reference_data (checksum) values ($1)
            on conflict (is_only_row) do update set checksum = excluded.checksum, applied_at = excluded.applied_at
            """,
            connection
        )
        {
            Parameters = { new() { Value = Checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return changed;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string path, CancellationToken cancellation)
    {
        using var reader = new StreamReader(EmbeddedText.Open(path));
        var columns = (await reader.ReadLineAsync(cancellation))!.Split(',');
        var table = $"reference_{Path.GetFileNameWithoutExtension(path)}";
        await ExecuteAsync(connection, $"create temp table {table} ({string.Join(" text, ", columns)} text) on commit drop", cancellation);
        await using (var copy = await connection.BeginTextImportAsync($"copy {table} from stdin (format csv)", cancellation))
        {
            await copy.WriteAsync(await reader.ReadToEndAsync(cancellation));
        }

        await ExecuteAsync(connection, $"analyze {table}", cancellation);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string ComputeChecksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in EmbeddedText.List(Folder, ".csv").Concat(EmbeddedText.List(Folder, ".sql")))
        {
            var content = Encoding.UTF8.GetBytes(EmbeddedText.Read(path));
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{content.Length}\n"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
