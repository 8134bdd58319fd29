namespace Analytics.Tests;

/// <summary>Folders for throw-away files.</summary>
internal static class Temporary
{
    /// <summary>A new folder that every account of the machine may enter, as a server that has dropped root's rights must.</summary>
    public static string Folder(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return folder;
    }
}
