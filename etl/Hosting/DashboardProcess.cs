using System.Diagnostics;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Hosting;

/// <summary>
/// The dashboard as a process of its own, in a session of its own: a terminal's Ctrl-C does not reach it. It holds the reader's
/// connection only, and ends when its standard input ends, so it never outlives this process.
/// </summary>
internal sealed class DashboardProcess(string path, Uri address, Warehouse warehouse, Terminal terminal) : IPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// 64 MB of young objects before the runtime looks for garbage: an answer of thousands of rows is some MB, and with the usual fraction of that
    /// every fourth page waits for it (tests/Benchmarks/Properties
    /// says the same to the benchmarks). Only the environment can say it.
    /// </summary>
    private const string YoungBytes = "0x4000000";

    private Process? _process;

    public Bilingual Name { get; } = new("ダッシュボード", "The dashboard");

    public Task<Bilingual?> Ended { get; private set; } = Task.FromResult<Bilingual?>(null);

    public async Task StartAsync(CancellationToken cancellation)
    {
        var program = Path.GetFullPath(path);
        string[] line =
        [
            .. OperatingSystem.IsLinux() ? ["setsid"] : Array.Empty<string>(),
            .. await DropAsync(program, cancellation),
            DotnetPath(),
            program,
            "--urls",
            address.ToString(),
        ];
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardInput = true, WorkingDirectory = Path.GetDirectoryName(program) };
        start.Environment.Remove(WarehouseAddress.ConnectionVariable); // the owner's
        start.Environment["ANALYTICS_READER"] = warehouse.ReaderConnection;
        start.Environment["ANALYTICS_DATA"] = warehouse.Folder.Path;
        start.Environment["ANALYTICS_SUPERVISED"] = "true";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment.TryAdd("DOTNET_GCgen0size", YoungBytes);
        _process?.Dispose();
        _process = Process.Start(start)!;
        Ended = EndAsync(_process);
    }

    /// <summary>
    /// What goes before the command line so that pages do not run as root: they get the folders that they use, and nothing else of the installation.
    /// </summary>
    private async Task<IReadOnlyList<string>> DropAsync(string program, CancellationToken cancellation)
    {
        var account = ServerAccount.Current();
        if (!account.IsDropped)
        {
            return [];
        }

        if (
            !await account.CanReachAsync(Path.GetDirectoryName(program)!, cancellation)
            || !await account.CanReachAsync(warehouse.Folder.Path, cancellation)
            || !await account.CanReachAsync(Environment.ProcessPath!, cancellation)
        )
        {
            terminal.Note(
                new Bilingual(
                    $"アカウント {account.Name} が {program} または {warehouse.Folder.Path} にアクセスできないため、ダッシュボードは root で動作します。どのアカウントからも通れる場所（/opt など）に置いてください。",
                    $"The dashboard runs as root: the account {account.Name} cannot reach {program} or {warehouse.Folder.Path}. Put both where every account may pass, such as /opt."
                )
            );
            return [];
        }

        // The worker writes there too: a folder that it made later, as root, would be closed to the pages.
        new OverlayFolder(warehouse.Folder.Model).Create();
        foreach (var folder in new[] { warehouse.Folder.Keys, warehouse.Folder.Uploads, warehouse.Folder.Model })
        {
            await account.OwnAsync(Directory.CreateDirectory(folder).FullName, cancellation);
        }

        return account.Drop;
    }

    /// <summary>Ends its standard input and waits; a process that does not end by then is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        process.StandardInput.Close();
        if (await Task.WhenAny(Ended, Task.Delay(Patience)) != Ended)
        {
            process.Kill(entireProcessTree: true);
            await Ended;
        }

        process.Dispose();
    }

    private static async Task<Bilingual?> EndAsync(Process process)
    {
        await process.WaitForExitAsync();
        return new($"コード {process.ExitCode}", $"code {process.ExitCode}");
    }

    private static string DotnetPath() => Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
}
