namespace Analytics.Sql.Storage;

/// <summary>
/// The folder that holds everything an installation keeps: the default server's data, archived and incoming files, overlaid
/// declarations and secrets. Its path is absolute; the folder itself may not exist yet.
/// </summary>
public sealed record DataFolder
{
    private DataFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Files as they were received, by SHA-256.</summary>
    public string Archive => System.IO.Path.Combine(Path, "archive");

    /// <summary>Where files to be loaded are put: <c>inbox/dataset/owner/file</c>.</summary>
    public string Inbox => System.IO.Path.Combine(Path, "inbox");

    /// <summary>Where files of the inbox lie for a day after they were loaded.</summary>
    public string Taken => System.IO.Path.Combine(Path, "taken");

    /// <summary>Where files go that were refused, beside the reason: <c>refused/dataset/owner/file</c>.</summary>
    public string Refused => System.IO.Path.Combine(Path, "refused");

    /// <summary>Files sent through the dashboard until they are loaded: <c>uploads/folder/file</c>, one folder each sending.</summary>
    public string Uploads => System.IO.Path.Combine(Path, "uploads");

    /// <summary>Declarations that overlay those of the product.</summary>
    public string Model => System.IO.Path.Combine(Path, "model");

    /// <summary>The dashboard's keys for protected form values; private.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Backups that an upgrade takes of what it changes.</summary>
    public string Backups => System.IO.Path.Combine(Path, "backups");

    /// <summary>Where a restore prepares its files.</summary>
    public string Restoring => System.IO.Path.Combine(Path, "restoring");

    internal string Postgres => System.IO.Path.Combine(Path, "postgres");

    internal string ServerFile => System.IO.Path.Combine(Path, "server.json");

    internal string LoginKey => System.IO.Path.Combine(Path, "login.key");

    /// <summary>The file that <see cref="FileLock"/> locks under that name.</summary>
    public string Lock(string name) => System.IO.Path.Combine(Path, "locks", name + ".lock");

    /// <summary>
    /// The folder named by <paramref name="option"/>, else <c>.data</c> in the repository that holds the current directory, else <c>.data</c> in the
    /// current directory.
    /// </summary>
    public static DataFolder Resolve(string? option)
    {
        if (!string.IsNullOrWhiteSpace(option))
        {
            return new DataFolder(System.IO.Path.GetFullPath(option));
        }

        var current = Directory.GetCurrentDirectory();
        for (var folder = new DirectoryInfo(current); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Analytics.sln")))
            {
                return new DataFolder(System.IO.Path.Combine(folder.FullName, ".data"));
            }
        }

        return new DataFolder(System.IO.Path.Combine(current, ".data"));
    }

    /// <summary>
    /// Makes the folder if it does not exist. Nobody but its owner may list it or write into it; the default server, which root gives an account of
    /// its own, and whoever the owner lets,
    /// may pass through it.
    /// </summary>
    public DataFolder Create()
    {
        var isNew = !Directory.Exists(Path);
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "locks"));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode passing = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            var mode = File.GetUnixFileMode(Path);
            Close(
                Path,
                isNew && Environment.IsPrivilegedProcess ? owner | passing
                    : isNew ? owner
                    : mode & (owner | passing),
                mode
            );
            // Folders of files that earlier releases made for everybody.
            foreach (var folder in new[] { Archive, Taken, Refused, Uploads }.Where(Directory.Exists))
            {
                var open = File.GetUnixFileMode(folder);
                Close(folder, open & owner, open);
            }
        }

        return this;
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Close(string folder, UnixFileMode wanted, UnixFileMode mode)
    {
        try
        {
            if (wanted != mode)
            {
                File.SetUnixFileMode(folder, wanted);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // It belongs to somebody else, who decides who may use it.
        }
    }
}
