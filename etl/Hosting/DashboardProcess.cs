using System.Diagnostics;
using Analytics.Sql.Connections;

namespace Analytics.Etl.Hosting;

/// <summary>
/// The dashboard as a process of its own, in a session of its own: a terminal's Ctrl-C does not reach it. It holds the reader's
/// connection only, and ends when its standard input ends, so it never outlives this process.
/// </summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private bool _disposed;

    private DashboardProcess(Process process)
    {
        _process = process;
        Ended = process.WaitForExitAsync();
    }

    /// <summary>Completes when the process has ended, for whatever reason.</summary>
    public Task Ended { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>
    /// 64 MB of young objects before the runtime looks for garbage: an answer of thousands of rows is some MB, and with the usual fraction of that every fourth page waits for it (tests/Benchmarks/Properties
    /// says the same to the benchmarks). Only the environment can say it.
    /// </summary>
    private const string YoungBytes = "0x4000000";

    public static DashboardProcess Start(string path, Uri address, Warehouse warehouse)
    {
        var program = Path.GetFullPath(path);
        string[] line = [.. OperatingSystem.IsLinux() ? ["setsid"] : Array.Empty<string>(), DotnetPath(), program, "--urls", address.ToString()];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        start.Environment.Remove(WarehouseAddress.ConnectionVariable); // the owner's
        start.Environment["ANALYTICS_READER"] = warehouse.ReaderConnection;
        start.Environment["ANALYTICS_DATA"] = warehouse.Folder.Path;
        start.Environment["ANALYTICS_SUPERVISED"] = "true";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment.TryAdd("DOTNET_GCgen0size", YoungBytes);
        return new DashboardProcess(Process.Start(start)!);
    }

    /// <summary>Ends its standard input and waits; a process that does not end by then is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _process.StandardInput.Close();
        if (await Task.WhenAny(Ended, Task.Delay(Patience)) != Ended)
        {
            _process.Kill(entireProcessTree: true);
            await Ended;
        }

        _process.Dispose();
    }

    private static string DotnetPath() =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
}
