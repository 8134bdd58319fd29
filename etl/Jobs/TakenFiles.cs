using System.Globalization;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Files that were loaded from the inbox, kept aside for a day: a program that still holds one open writes on into it here, and what it wrote is not lost.
/// Each lies below a folder named after its time and size when it was loaded: <c>taken/&lt;time&gt;-&lt;size&gt;/dataset/owner/file</c>.
/// </summary>
sealed class TakenFiles(DataFolder folder, TimeProvider time)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Moves a loaded file here, within its disk, so that whoever writes into it does so still.</summary>
    public void Take(InboxFile file) =>
        RegularFile.TryMove(
            folder.Inbox,
            file.Path,
            folder.Taken,
            Inbox.Free(Path.Combine(folder.Taken, Name(file), Path.GetRelativePath(folder.Inbox, file.Path)), time)
        );

    /// <summary>Puts files back that were written to since, and lets go of those that nobody wrote to for a day.</summary>
    public void Return()
    {
        if (!Directory.Exists(folder.Taken))
            return;
        foreach (var batch in Directory.EnumerateDirectories(folder.Taken))
        {
            foreach (var path in RegularFile.Below(batch).ToList())
            {
                if (Inbox.See(path) is { } now && Name(now) != Path.GetFileName(batch))
                    RegularFile.TryMove(folder.Taken, path, folder.Inbox, Inbox.Free(Path.Combine(folder.Inbox, Path.GetRelativePath(batch, path)), time));
            }

            if (!RegularFile.Below(batch).Any() || time.GetUtcNow() - Directory.GetLastWriteTimeUtc(batch) > Kept)
                Directory.Delete(batch, recursive: true);
        }
    }

    static string Name(InboxFile file) => string.Create(CultureInfo.InvariantCulture, $"{file.ModifiedAt.UtcTicks}-{file.Length}");
}
