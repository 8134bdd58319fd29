using System.Globalization;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>The main process of a Postgres server, as the lock file <c>postmaster.pid</c> in its data folder names it.</summary>
internal sealed record Postmaster(int Pid, string DataFolder)
{
    private string LockFile => Path.Combine(DataFolder, "postmaster.pid");

    /// <summary>The server that the lock file names, or null without a lock file.</summary>
    public static Postmaster? Read(string dataFolder)
    {
        var lockFile = Path.Combine(dataFolder, "postmaster.pid");
        return File.Exists(lockFile) && int.TryParse(File.ReadLines(lockFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new Postmaster(pid, dataFolder)
            : null;
    }

    /// <summary>Whether that process is a Postgres server which works in this data folder (a zombie and a reused process id are not).</summary>
    public bool IsRunning() => OperatingSystem.IsLinux() ? WorksHere(Pid) : Signal.Reaches(Pid);

    /// <summary>Waits until the process has gone.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellation)
    {
        while (IsRunning())
        {
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>
    /// Deletes a lock file that a killed server left behind, once no process works in the data folder any more. Its
    /// children notice the death of the main process and end by themselves within seconds.
    /// </summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Postgres itself takes over a lock file whose process is gone
        }

        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (!Processes().Any(WorksHere))
            {
                File.Delete(LockFile);
                return;
            }

            await Task.Delay(50, cancellation);
        }

        throw new RefusalException(
            $"{DataFolder} でほかのプロセスがまだ動いています。終了してからもう一度起動してください。",
            $"Other processes still work in {DataFolder}. Start again once they have ended."
        );
    }

    private static IEnumerable<int> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private bool WorksHere(int pid)
    {
        try
        {
            // The working directory of a zombie, and of a process of another user, cannot be read.
            return File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName == RealPath(DataFolder)
                && File.ReadAllText($"/proc/{pid}/comm").Trim() == "postgres";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string RealPath(string path)
    {
        var parent = Path.GetDirectoryName(path);
        var here = parent is null ? path : Path.Combine(RealPath(parent), Path.GetFileName(path));
        return File.ResolveLinkTarget(here, returnFinalTarget: true)?.FullName ?? here;
    }
}
