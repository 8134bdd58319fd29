using System.Runtime.InteropServices;

namespace Analytics.Sql.Storage;

/// <summary>
/// What only its owner may read: small files that are replaced as a whole (a reader never sees half of one), and everything else that a process of
/// the product makes.
/// </summary>
public static partial class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>From here on this process and those that it starts make files of mode 0600 and folders of mode 0700, unless they say otherwise.</summary>
    public static void ByDefault()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Umask(0b000_111_111);
        }
    }

    internal static void Write(string path, string text)
    {
        var part = $"{path}.{Environment.ProcessId}.part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(part, options))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int Umask(int mask);
}
