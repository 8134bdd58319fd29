using System.Runtime.InteropServices;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// As whom files are read where root started the product: as a user who owns nothing on this machine, not even what the dashboard and the database
/// server own. Of a file to be read it gets a copy
/// that it cannot change; it sees nothing else of the installation.
/// </summary>
sealed partial class ReadingAccount
{
    /// <summary>Numbers that systems give to nobody (Debian reserves them).</summary>
    const int FirstNumber = 65_000,
        LastNumber = 65_533;

    const string Place = DiskSpace.Aside + "/reading";

    static readonly Lazy<ReadingAccount?> OfThisProcess = new(Find);

    readonly int _number;

    ReadingAccount(int number) => _number = number;

    /// <summary>Null where files are read as whoever started the product: who is not root, or root, where nobody else reaches its files.</summary>
    public static ReadingAccount? Current => OfThisProcess.Value;

    /// <summary>What goes before a command line so that it runs as this account, and can never become another.</summary>
    public IReadOnlyList<string> Drop => ["setpriv", "--reuid", $"{_number}", "--regid", $"{_number}", "--clear-groups", "--no-new-privs"];

    /// <summary>A copy of the file that this account may read, until it is disposed.</summary>
    /// <exception cref="IOException">The disk is full, or broke.</exception>
    public HeldFile Show(string path)
    {
        using var source = File.OpenRead(path);
        var copy = new HeldFile(
            new FileStream(Path.Combine(Place, Guid.NewGuid().ToString("n")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)
        );
        try
        {
            source.CopyTo(copy.Content);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(copy.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            return ChangeOwner(copy.Path, 0, _number) == 0 ? copy : throw new IOException($"{copy.Path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    static ReadingAccount? Find()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var taken = new[] { "/etc/passwd", "/etc/group" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(':').ElementAtOrDefault(2))
            .ToHashSet();
        var account = new ReadingAccount(Enumerable.Range(FirstNumber, LastNumber - FirstNumber + 1).First(number => !taken.Contains($"{number}")));
        if (!account.Reaches(ExtractionLane.Program))
        {
            Console.Error.WriteLine(
                new Bilingual(
                    $"root 以外は {ExtractionLane.Program} に届かないため、ファイルは root のまま読み取ります。だれでも通れる場所 (/opt など) に置いてください。",
                    $"Files are read as root, as nobody else reaches {ExtractionLane.Program}. Put it where everybody may pass, as in /opt."
                ).ForTerminal()
            );
            return null;
        }

        foreach (var folder in new[] { DiskSpace.Aside, Place })
            File.SetUnixFileMode(
                Directory.CreateDirectory(folder).FullName,
                File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
            );
        HeldFile.Tidy(Place, "*");
        return account;
    }

    bool Reaches(string program)
    {
        IReadOnlyList<string> line = [.. Drop, "sh", "-c", "test -r \"$1\" && test -x \"$(command -v \"$2\")\"", "sh", program, ExtractionLane.Dotnet];
        using var probe = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardError = true, WorkingDirectory = "/" }
        )!;
        probe.StandardError.ReadToEnd();
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int owner, int group);
}
