using System.Text;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Files of the inbox that were refused, each with its reason and mend beside it in both languages. One that is written to afterwards, by the program
/// that was not done with it or by a person
/// who mends it, is offered again.
/// </summary>
sealed class RefusedFiles(DataFolder folder, TimeProvider time)
{
    const string Reason = ".txt";

    /// <summary>Moves a refused file here, within its disk, so that whoever writes into it does so still. An earlier one of that name stays.</summary>
    public void Take(InboxFile file, FileReport report)
    {
        var target = Inbox.Free(Path.Combine(folder.Refused, Path.GetRelativePath(folder.Inbox, file.Path)), time, IsTaken);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // The reason first: a file without one would say nothing, a reason without its file is written again.
        File.WriteAllText(
            target + Reason,
            $"""
            {report.File}

            読み込めません: {report.Reason!.Ja}
            直し方: {report.Mend!.Ja}

            Refused: {report.Reason.En}
            Mend: {report.Mend.En}

            """,
            Encoding.UTF8
        );
        File.SetLastWriteTimeUtc(target + Reason, file.ModifiedAt.UtcDateTime); // by which a later change of the file is told
        RegularFile.TryMove(folder.Inbox, file.Path, folder.Refused, target);
    }

    /// <summary>True where a refused file has this name, or the name that the reason would have (then it has a reason of its own).</summary>
    static bool IsTaken(string path) => File.Exists(path) || File.Exists(path + Reason + Reason);

    /// <summary>Puts files back that were written to since they were refused.</summary>
    public void Return()
    {
        if (!Directory.Exists(folder.Refused))
            return;
        foreach (var reason in RegularFile.Below(folder.Refused).Where(path => path.EndsWith(Reason, StringComparison.Ordinal)).ToList())
        {
            var path = reason[..^Reason.Length];
            if (!RegularFile.Is(path) || File.GetLastWriteTimeUtc(path) <= File.GetLastWriteTimeUtc(reason))
                continue;
            if (
                RegularFile.TryMove(
                    folder.Refused,
                    path,
                    folder.Inbox,
                    Inbox.Free(Path.Combine(folder.Inbox, Path.GetRelativePath(folder.Refused, path)), time)
                )
            )
                File.Delete(reason);
        }
    }
}
