using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using Analytics.Etl.Load;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Tests.Etl.Load;

/// <summary>
/// An installation that an earlier release kept (migration 0055): twelve publications of 23 small files, synthetic, with corrections, waiting and rejected rows, open data beside them. Brought up to
/// date it tells what one tells that loads the same files afresh.
/// </summary>
public sealed class OldInstallationTests(PostgresFixture postgres) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_TellsWhatTheSameFilesTellAfresh()
    {
        var fixture = Path.Combine(typeof(OldInstallationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "FixturesFolder").Value!, "installation-0055.tar.br");
        await using (var file = File.OpenRead(fixture))
        await using (var unpacked = new BrotliStream(file, CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(unpacked, _folder.Path, overwriteFiles: true, Cancellation);
        var connection = await postgres.CreateEmptyDatabaseAsync();
        await using (var old = NpgsqlDataSource.Create(connection + ";Pooling=false"))
        await using (var script = old.CreateCommand(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "warehouse.sql"), Cancellation)))
            await script.ExecuteNonQueryAsync(Cancellation);
        var folder = DataFolder.Resolve(_folder.Path);
        await using var migrated = await Warehouse.ConnectAsync(folder, connection);
        var written = await StarRows.ReadAsync(migrated.Owner, Cancellation); // by the release that kept it
        await new LoadingLine(migrated.Loader, folder, TimeProvider.System).Publisher.PublishAsync(cancellation: Cancellation);

        await using var afresh = await Ledgers.CreateAsync(postgres);
        foreach (var together in (await FilesAsync(migrated.Owner)).GroupBy(file => file.Publication))
            await afresh.Line.Run.LoadAsync([.. together.Select(file => new OfferedFile(Named(file), "load", Dataset: file.Dataset, Owner: file.Owner))], cancellation: Cancellation);

        Assert.Equal(written, await StarRows.ReadAsync(migrated.Owner, Cancellation));
        Assert.Equal(written, await StarRows.ReadAsync(afresh.Warehouse.Owner, Cancellation));
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
        await using var command = source.CreateCommand("select batch_id, file_name, sha256, dataset_code, nullif(owner_code, 'unstated'), published_in from audit.batches order by batch_id");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var files = new List<KeptFile>();
        while (await reader.ReadAsync(Cancellation))
            files.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetInt32(5)));
        return files;
    }

    sealed record KeptFile(int Batch, string Name, string Sha256, string Dataset, string? Owner, int Publication);
}
