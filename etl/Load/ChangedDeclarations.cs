using System.Text.Json;
using Analytics.Etl.Sources;
using Analytics.Sql.Commands;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>
/// Which sources' declarations are others than those under which their files were read, where status and dashboard read it, with what reading them
/// again would change.
/// </summary>
static class ChangedDeclarations
{
    /// <summary>Writes down the hashes of today's declarations; a preview made under another one goes.</summary>
    public static async Task RefreshAsync(NpgsqlDataSource loader, SourceCatalog catalog, DateTimeOffset now, CancellationToken cancellation = default)
    {
        await using var command = loader.CreateCommand(
            """
            insert into audit.declarations as d (source, declaration, changed_at) select source, declaration, $3 from unnest($1, $2) t (source, declaration) order by source
            on conflict (source) do update set declaration = excluded.declaration, changed_at = excluded.changed_at, preview = null where d.declaration <> excluded.declaration
            """
        );
        command.Parameters.Add(new() { Value = catalog.Sources.Select(source => source.Name).ToArray() });
        command.Parameters.Add(new() { Value = catalog.Sources.Select(DeclarationHash.Of).ToArray() });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The batches that count and were read under another declaration than today's, by source.</summary>
    public static async Task<IReadOnlyList<(string Source, IReadOnlyList<int> Batches)>> FindAsync(
        LoadingPipeline line,
        CancellationToken cancellation = default
    )
    {
        var found = new List<(string, IReadOnlyList<int>)>();
        foreach (var source in line.Sources.Sources)
        {
            if (await line.Reloads.BatchesAsync(source.Name, DeclarationHash.Of(source), cancellation) is { Count: > 0 } batches)
                found.Add((source.Name, batches));
        }

        return found;
    }

    /// <summary>Keeps what reading a source's files again would change (null: it is done, or cannot be told).</summary>
    public static async Task KeepAsync(NpgsqlDataSource loader, string source, PreviewAnswer? preview, CancellationToken cancellation = default)
    {
        await using var command = loader.CreateCommand("update audit.declarations set preview = $2 where source = $1");
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(
            new() { Value = preview is null ? DBNull.Value : JsonSerializer.Serialize(preview, CommandKinds.Json), NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
