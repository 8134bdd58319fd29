using Analytics.Etl.Load;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Backup;
using Npgsql;

namespace Analytics.Tests.Etl.Load;

/// <summary>An installation of an earlier release, brought up to date, tells what one tells that loads the same files afresh.</summary>
public sealed class OldInstallationTests(PostgresFixture postgres) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_TellsWhatTheSameFilesTellAfresh()
    {
        var connection = await postgres.CreateEmptyDatabaseAsync();
        await OldInstallation.UnpackAsync(_folder.Path, connection, Cancellation);
        var folder = DataFolder.Resolve(_folder.Path);
        await using var migrated = await Warehouse.ConnectAsync(folder, connection);
        var written = await StarRows.ReadAsync(migrated.Owner, Cancellation); // by the release that kept it
        await new LoadingPipeline(migrated.Loader, folder, TimeProvider.System).Publisher.PublishAsync(cancellation: Cancellation);

        await using var afresh = await Ledgers.CreateAsync(postgres);
        foreach (var together in (await FilesAsync(migrated.Owner)).GroupBy(file => file.Publication))
            await afresh.Line.Run.LoadAsync(
                [.. together.Select(file => new OfferedFile(Named(file), "load", Dataset: file.Dataset, Owner: file.Owner))],
                cancellation: Cancellation
            );

        Assert.Equal(written, await StarRows.ReadAsync(migrated.Owner, Cancellation));
        Assert.Equal(written, await StarRows.ReadAsync(afresh.Warehouse.Owner, Cancellation));
        // Rows that raw tables held beside staging's have become the only ones, with all that they told.
        Assert.Equal(
            ["gbizinfo_subsidies", "sbir"],
            await TextsAsync(migrated.Owner, "select relname::text from pg_class where relnamespace = 'raw'::regnamespace and relkind = 'r' order by 1")
        );
        foreach (
            var fact in new[]
            {
                "referrals",
                "engagements",
                "outcomes",
                "targets",
                "meeting_attendance",
                "survey_responses",
                "establishments",
                "agreements",
                "cluster_validity",
            }
        )
        {
            var rows =
                $"select b.sha256 || ' ' || (to_jsonb(s) - array['batch_id', 'dataset_key'])::text from staging.{fact} s join audit.batches b using (batch_id) where s.source not in ('gbizinfo_subsidies', 'sbir') order by b.sha256, s.ordinal";
            Assert.Equal(await TextsAsync(afresh.Warehouse.Owner, rows), await TextsAsync(migrated.Owner, rows));
        }
    }

    static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlDataSource source, string query)
    {
        await using var command = source.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(Cancellation))
            texts.Add(reader.GetString(0));
        return texts;
    }

    /// <summary>The archived bytes under the name that people gave them.</summary>
    string Named(KeptFile file)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "offered", $"{file.Batch}")).FullName, file.Name);
        File.Copy(Directory.EnumerateFiles(Path.Combine(_folder.Path, "archive"), file.Sha256 + "*", SearchOption.AllDirectories).Single(), path);
        return path;
    }

    static async Task<IReadOnlyList<KeptFile>> FilesAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select batch_id, file_name, sha256, dataset_code, nullif(owner_code, 'unstated'), published_in from audit.batches order by batch_id"
        );
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var files = new List<KeptFile>();
        while (await reader.ReadAsync(Cancellation))
            files.Add(
                new(
                    reader.GetInt32(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4),
                    reader.GetInt32(5)
                )
            );
        return files;
    }

    sealed record KeptFile(int Batch, string Name, string Sha256, string Dataset, string? Owner, int Publication);
}
