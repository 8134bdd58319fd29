using System.Net;
using System.Net.Sockets;

namespace Analytics.Tests;

/// <summary>Folders and ports for a test's own use.</summary>
internal static class Temporary
{
    /// <summary>A new folder that every account of the machine may enter, as a server that has dropped root's rights must.</summary>
    public static string Folder(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                folder,
                File.GetUnixFileMode(folder) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute
            );
        }

        return folder;
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int Port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
