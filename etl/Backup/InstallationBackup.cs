using Analytics.Etl.Load;
using Analytics.Sql;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Backup;

/// <summary>What a backup holds.</summary>
/// <param name="Bytes">Of the file.</param>
/// <param name="Missing">Contents that the database knows and the archive does not hold.</param>
/// <param name="Closed">Files and folders that could not be read.</param>
public sealed record BackupSummary(BackupManifest Manifest, long Bytes, int Missing, IReadOnlyList<string> Closed);

/// <summary>Saves a whole installation into one file while it runs: one moment of its database, and the files of its data folder that belong to it.</summary>
public static class InstallationBackup
{
    /// <summary>How often the disk is looked at.</summary>
    const int Step = 1 << 26;

    /// <summary>Writes the file aside and gives it its name once it is whole; an earlier backup of that name is replaced then.</summary>
    /// <exception cref="RefusalException">Something else bears that name, or the file cannot be written.</exception>
    /// <exception cref="DiskReserveException">The disk is nearly full.</exception>
    public static async Task<BackupSummary> SaveAsync(
        NpgsqlDataSource owner,
        DataFolder folder,
        string path,
        TimeProvider time,
        CancellationToken cancellation = default
    )
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path) || (File.Exists(path) && !BackupFile.Is(path)))
        {
            throw new RefusalException(
                $"{path} には、バックアップではないものがあります。別の名前を指定してください。",
                $"There is something at {path} that is no backup. Give another name."
            );
        }

        var part = path + ".part";
        await using var file = Create(part);
        try
        {
            var summary = await WriteAsync(owner, folder, file, time, cancellation);
            file.Flush(flushToDisk: true);
            summary = summary with { Bytes = file.Length };
            File.Move(part, path, overwrite: true);
            return summary;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    static async Task<BackupSummary> WriteAsync(NpgsqlDataSource owner, DataFolder folder, FileStream file, TimeProvider time, CancellationToken cancellation)
    {
        var (written, looked) = (0L, -1L);
        using var files = new FolderFiles(folder);
        files.HoldWaiting();
        await using var snapshot = await DatabaseSnapshot.TakeAsync(owner, time, cancellation);
        files.HoldWaiting();
        var manifest = await snapshot.DescribeAsync(time.GetUtcNow(), cancellation);
        using var writer = new BackupWriter(file);
        foreach (var (name, one) in files.All())
        {
            await using (one)
            {
                var bytes = await writer.AddAsync(BackupFile.Folder + name, one, File.GetLastWriteTimeUtc(one.SafeFileHandle), Look, cancellation);
                manifest = manifest with { Files = manifest.Files + 1, FileBytes = manifest.FileBytes + bytes };
            }
        }

        manifest = manifest with { Tables = await snapshot.WriteAsync(writer, manifest.Tables, Look, cancellation) };
        var (archive, missing) = (new Archive(folder.Archive), 0);
        await foreach (var content in snapshot.ContentsAsync(cancellation))
            missing += File.Exists(archive.PathOf(content)) ? 0 : 1;
        writer.Close(manifest);
        return new(manifest, 0, missing, [.. files.Closed.Distinct()]);

        void Look(int bytes)
        {
            written += bytes;
            if (looked >= 0 && written - looked < Step)
                return;
            looked = written;
            if (DiskSpace.Of(folder).IsLow)
            {
                throw new DiskReserveException(
                    new(
                        "ディスクの空きが足りないため、バックアップを中止しました。空きを作るか、別のディスクに保存してください。何も失われていません。",
                        "The backup was given up, as the disk is nearly full. Free some space, or write it to another disk. Nothing is lost."
                    )
                );
            }
        }
    }

    /// <summary>Nobody else may read it: it holds all that was received.</summary>
    static FileStream Create(string part)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 17,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(part, options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"{part} に書き込めません: {error.Message}", $"{part} cannot be written: {error.Message}", error);
        }
    }
}
