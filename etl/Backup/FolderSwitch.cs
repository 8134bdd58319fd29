using Analytics.Sql;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Backup;

/// <summary>Puts the files of a backup in place of those of a data folder: first all of them aside, then each folder by one renaming.</summary>
sealed class FolderSwitch(DataFolder folder)
{
    string New => Path.Combine(folder.Restoring, "new");

    string Old => Path.Combine(folder.Restoring, "old");

    /// <summary>Writes the files aside, on the same disk. What an earlier restore left there goes.</summary>
    public async Task PrepareAsync(BackupFile backup, CancellationToken cancellation)
    {
        Clear();
        Directory.CreateDirectory(New);
        var kept = FolderFiles.Kept(folder).Select(path => Path.Combine(New, Path.GetFileName(path)) + Path.DirectorySeparatorChar).ToList();
        foreach (var (name, modifiedAt, open) in backup.Files())
        {
            var path = Path.GetFullPath(Path.Combine(New, name));
            if (!kept.Exists(root => path.StartsWith(root, StringComparison.Ordinal)))
            {
                throw new RefusalException(
                    $"バックアップに、復元できない場所のファイルがあります ({name})。何も変更していません。",
                    $"The backup holds a file for a place where none is restored ({name}). Nothing was changed."
                );
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var content = open())
            await using (var file = File.Create(path))
            {
                await content.CopyToAsync(file, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.SetLastWriteTimeUtc(path, modifiedAt);
        }
    }

    /// <summary>Exchanges the folders. What was loaded from the inbox lately goes with the old ones: the database no longer knows of it.</summary>
    public void Exchange()
    {
        Directory.CreateDirectory(Old);
        foreach (var path in FolderFiles.Kept(folder).Append(folder.Taken))
        {
            var prepared = Path.Combine(New, Path.GetFileName(path));
            if (Directory.Exists(path))
                Directory.Move(path, Path.Combine(Old, Path.GetFileName(path)));
            if (Directory.Exists(prepared))
                Directory.Move(prepared, path);
        }
    }

    public void Clear()
    {
        if (Directory.Exists(folder.Restoring))
            Directory.Delete(folder.Restoring, recursive: true);
    }
}
