using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// The id of an archive of received files. It stands in the archive and in the database: whoever loads into this database without that archive would
/// leave rows there whose bytes nobody else finds.
/// </summary>
public static class ArchiveId
{
    /// <summary>Where a data folder's archive says its id.</summary>
    public static string FileOf(DataFolder folder) => Path.Combine(folder.Archive, "id");

    /// <summary>Makes sure that folder and database belong together; an installation gets its id here the first time.</summary>
    /// <exception cref="RefusalException">They do not.</exception>
    public static async Task RequireAsync(DataFolder folder, NpgsqlDataSource loader, CancellationToken cancellation = default)
    {
        var file = FileOf(folder);
        using var held = await FileLock.ExclusiveAsync(folder.Create().Lock("archive"), cancellation);
        Guid? here = File.Exists(file) && Guid.TryParse(await File.ReadAllTextAsync(file, cancellation), out var read) ? read : null;
        var mine = here ?? Guid.NewGuid();
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (
            var claim = new NpgsqlCommand("insert into audit.archive (archive_id) values ($1) on conflict do nothing", connection)
            {
                Parameters = { new() { Value = mine } },
            }
        )
        {
            await claim.ExecuteNonQueryAsync(cancellation);
        }

        await using var ask = new NpgsqlCommand("select archive_id from audit.archive", connection);
        var known = (Guid)(await ask.ExecuteScalarAsync(cancellation))!;
        if (known != mine)
        {
            throw new RefusalException(
                $"このデータベースに読み込んだファイルは別のアーカイブ ({known}) にあり、{folder.Archive} の ID は {here?.ToString() ?? "ありません"}。そのアーカイブがあるデータフォルダーを --data で指定するか、ほかのデータベースを使ってください。何も変更していません。",
                $"The files of this database lie in another archive ({known}); the id of {folder.Archive} is {here?.ToString() ?? "missing"}. Name the data folder that holds that archive with --data, or use another database. Nothing was changed."
            );
        }

        if (here is null)
        {
            Directory.CreateDirectory(folder.Archive);
            PrivateFile.Write(file, mine.ToString());
        }

        await transaction.CommitAsync(cancellation); // the file first: what is cut short here is claimed the next time
    }
}
