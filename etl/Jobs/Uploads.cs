using Analytics.Sql.Commands;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Jobs;

/// <summary>The folder into which the dashboard writes what people send, one folder a sending; the worker empties it.</summary>
public sealed class Uploads(DataFolder folder, CommandQueue queue, TimeProvider time)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Where the files of an upload lie; null where one of them lies elsewhere or is missing.</summary>
    public IReadOnlyList<string>? Find(UploadArguments upload)
    {
        var paths = upload.Files.Select(file => Path.GetFullPath(Path.Combine(folder.Uploads, file))).ToList();
        return paths.TrueForAll(path => FolderOf(path) is not null && File.Exists(path)) ? paths : null;
    }

    /// <summary>Takes the files away once they are in the archive.</summary>
    public void Remove(IReadOnlyList<string> paths)
    {
        foreach (var sending in paths.Select(FolderOf).OfType<string>().Distinct().Where(Directory.Exists))
            Directory.Delete(sending, recursive: true);
    }

    /// <summary>Takes away what was left half sent: older than a day, and no open command speaks of it.</summary>
    public async Task TidyAsync(CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder.Uploads))
            return;
        var open = (await queue.OpenAsync(cancellation))
            .SelectMany(command => command.Upload?.Files ?? [])
            .Select(file => FolderOf(Path.GetFullPath(Path.Combine(folder.Uploads, file))))
            .ToHashSet();
        foreach (
            var sending in Directory
                .EnumerateDirectories(folder.Uploads)
                .Where(sending => !open.Contains(sending) && time.GetUtcNow() - Directory.GetLastWriteTimeUtc(sending) > Kept)
        )
            Directory.Delete(sending, recursive: true);
    }

    /// <summary>The folder directly below the uploads that holds the file; null where it is not exactly there.</summary>
    string? FolderOf(string path)
    {
        var sending = Path.GetDirectoryName(path)!;
        return Path.GetDirectoryName(sending) == folder.Uploads ? sending : null;
    }
}
