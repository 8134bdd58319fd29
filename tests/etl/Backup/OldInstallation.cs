using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using Npgsql;

namespace Analytics.Tests.Etl.Backup;

/// <summary>
/// An installation that an earlier release kept (migration 0055): twelve publications of 23 small files, synthetic, with corrections, waiting and
/// rejected rows, open data beside them.
/// </summary>
static class OldInstallation
{
    /// <summary>Brings it back into a data folder and an empty database, as that release left them.</summary>
    public static async Task UnpackAsync(string folder, string connection, CancellationToken cancellation)
    {
        var fixtures = typeof(OldInstallation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "FixturesFolder").Value!;
        Directory.CreateDirectory(folder);
        await using (var file = File.OpenRead(Path.Combine(fixtures, "installation-0055.tar.br")))
        await using (var unpacked = new BrotliStream(file, CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(unpacked, folder, overwriteFiles: true, cancellation);
        await using var old = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var script = old.CreateCommand(await File.ReadAllTextAsync(Path.Combine(folder, "warehouse.sql"), cancellation));
        await script.ExecuteNonQueryAsync(cancellation);
    }
}
