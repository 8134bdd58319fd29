using Analytics.Etl.Load;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Backup;

/// <summary>
/// The files of a data folder that an installation cannot do without: received bytes, declarations, and what waits to be loaded or mended. Not the
/// server's data, which the database's own rows stand for,
/// and no secrets: passwords and keys are made anew where they are missing.
/// </summary>
sealed class FolderFiles(DataFolder folder) : IDisposable
{
    readonly Dictionary<string, FileStream> _waiting = [];
    readonly List<string> _closed = [];

    /// <summary>What is kept, each a folder directly below the data folder.</summary>
    public static IReadOnlyList<string> Kept(DataFolder folder) => [folder.Archive, folder.Model, folder.Inbox, folder.Refused, folder.Uploads];

    /// <summary>Files and folders that could not be read.</summary>
    public IReadOnlyList<string> Closed => _closed;

    /// <summary>
    /// Opens what waits to be loaded, so that it stays readable when it is loaded and taken away meanwhile. Called before and after the moment of the
    /// snapshot: what was loaded before that moment is in
    /// the database, and what was loaded later waits here.
    /// </summary>
    public void HoldWaiting()
    {
        foreach (var path in Below(folder.Inbox, folder.Uploads).Where(path => !_waiting.ContainsKey(path)))
        {
            if (Open(path) is { } file)
                _waiting.Add(path, file);
        }
    }

    /// <summary>All files, each open; the caller disposes them.</summary>
    public IEnumerable<(string Name, FileStream Content)> All()
    {
        foreach (var (path, file) in _waiting)
            yield return (NameOf(path), file);
        foreach (var path in Below(folder.Model, folder.Refused).Concat(Archived()))
        {
            if (Open(path) is { } file)
                yield return (NameOf(path), file);
        }
    }

    /// <summary>Its name within a backup: the path below the data folder, with forward slashes.</summary>
    string NameOf(string path) => Path.GetRelativePath(folder.Path, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Whether an installation has put anything there yet. What every start writes there counts for nothing.</summary>
    public static bool HoldsData(DataFolder folder) =>
        Kept(folder)
            .Where(Directory.Exists)
            .SelectMany(kept => RegularFile.Below(kept, []))
            .Any(path => path != ArchiveId.FileOf(folder) && !path.EndsWith(".schema.json", StringComparison.Ordinal) && !IsPart(path));

    public void Dispose()
    {
        foreach (var file in _waiting.Values)
            file.Dispose();
    }

    /// <summary>The received bytes, and the archive's own id. Those beside it that are still being received have no name yet.</summary>
    IEnumerable<string> Archived() =>
        Directory.Exists(folder.Archive) ? Directory.EnumerateFiles(folder.Archive, "*", SearchOption.AllDirectories).Where(path => !IsPart(path)) : [];

    IEnumerable<string> Below(params IEnumerable<string> roots) => roots.Where(Directory.Exists).SelectMany(root => RegularFile.Below(root, _closed));

    static bool IsPart(string path) => Path.GetFileName(path) is ['.', ..];

    FileStream? Open(string path)
    {
        try
        {
            return RegularFile.Open(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException || (error is IOException && !File.Exists(path)))
        {
            return null; // it was loaded, or moved among the refused ones, which are looked at later
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _closed.Add(path);
            return null;
        }
    }
}
