using System.Globalization;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Jobs;

/// <summary>A file in the inbox as it was seen.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedAt">When it was last written (UTC).</param>
public sealed record InboxFile(string Path, long Length, DateTimeOffset ModifiedAt);

/// <summary>What a look into the inbox found.</summary>
/// <param name="Complete">Files that nobody writes to any more, in name order.</param>
/// <param name="Unreadable">Files that this account may not read, folders that it may not enter, and names that are no UTF-8.</param>
public sealed record InboxLook(IReadOnlyList<InboxFile> Complete, IReadOnlyList<string> Unreadable);

/// <summary>
/// The folder that people and programs put files into: <c>inbox/dataset/owner/file</c>. Only regular files count. A file leaves it when it has been
/// loaded (see <see cref="TakenFiles"/>),
/// or goes to the refused ones (<see cref="RefusedFiles"/>). Nothing here is kept in memory: a crash loses nothing.
/// </summary>
/// <param name="quiet">How long a file must have stayed the same to be taken for complete.</param>
public sealed class Inbox(DataFolder folder, TimeProvider time, TimeSpan quiet)
{
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    readonly TakenFiles _taken = new(folder, time);
    readonly RefusedFiles _refused = new(folder, time);

    /// <summary>The files that are complete: neither hidden nor half-written by name, and the same in size and time for a while.</summary>
    /// <param name="delivered">Files that the product itself has just put there: they are complete at once.</param>
    public async Task<InboxLook> LookAsync(IReadOnlyCollection<string>? delivered = null, CancellationToken cancellation = default)
    {
        _taken.Return();
        _refused.Return();
        var closed = new List<string>();
        var seen = List(closed);
        var now = time.GetUtcNow();
        if (seen.Any(file => now - file.ModifiedAt < quiet && delivered?.Contains(file.Path) != true))
        {
            await Task.Delay(quiet, time, cancellation);
            var before = seen.ToHashSet();
            seen = [.. List([]).Where(before.Contains)];
        }

        var readable = seen.ToLookup(file => IsReadable(file.Path));
        return new([.. readable[true]], [.. readable[false].Select(file => file.Path), .. closed.Where(path => LoadRun.IsMeant(folder.Inbox, path))]);
    }

    /// <summary>As the loader takes it: the owner is the second folder's name, the dataset is the source's own.</summary>
    public OfferedFile Offer(InboxFile file) =>
        new(
            file.Path,
            "inbox",
            Owner: Path.GetRelativePath(folder.Inbox, file.Path).Split(Path.DirectorySeparatorChar) is [_, var owner, _, ..] ? owner : null
        );

    /// <summary>Takes a loaded file away, unless it was written to or replaced meanwhile: then it is another file, and its turn comes.</summary>
    public void Take(InboxFile file)
    {
        if (IsUnchanged(file))
            _taken.Take(file);
    }

    /// <summary>
    /// Moves a refused file aside, with its reason beside it (see <see cref="RefusedFiles"/>), unless it was written to or replaced meanwhile.
    /// </summary>
    public void Refuse(InboxFile file, FileReport report)
    {
        if (IsUnchanged(file))
            _refused.Take(file, report);
    }

    List<InboxFile> List(ICollection<string> closed) =>
        !Directory.Exists(folder.Inbox)
            ? []
            :
            [
                .. RegularFile
                    .Below(folder.Inbox, closed)
                    .Where(path => LoadRun.IsMeant(folder.Inbox, path))
                    .Order(StringComparer.Ordinal)
                    .Select(See)
                    .OfType<InboxFile>(),
            ];

    /// <summary>The path, or one beside it where a file stands there already.</summary>
    internal static string Free(string path, TimeProvider time) => Free(path, time, File.Exists);

    /// <summary>The path, or one beside it where it is taken.</summary>
    internal static string Free(string path, TimeProvider time, Predicate<string> isTaken) =>
        !isTaken(path)
            ? path
            : Path.Combine(
                Path.GetDirectoryName(path)!,
                $"{Path.GetFileNameWithoutExtension(path)}.{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}{Path.GetExtension(path)}"
            );

    /// <summary>Whether it still is as it was seen.</summary>
    internal static bool IsUnchanged(InboxFile file) => See(file.Path) == file;

    internal static InboxFile? See(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(path, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)) : null;
    }

    static bool IsReadable(string path)
    {
        try
        {
            using var opened = RegularFile.Open(path);
            return true;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return false; // told by the job, which fails after the others have been loaded
        }
    }
}
