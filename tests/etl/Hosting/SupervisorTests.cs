using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Analytics.Etl.Commands;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>The running product: real server, real worker, the dashboard as a real process.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly string _folder = Temporary.Folder("analytics-run-");
    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port = FreePort();

    public void Dispose()
    {
        _stop.Dispose();
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_UntilStopped_SaysReadyAndLeavesNothingRunning()
    {
        var running = RunAsync();
        await _output.WaitForAsync($"Dashboard ready at http://127.0.0.1:{_port}\n", running);
        var server = await ServerPidAsync();
        var dashboard = DashboardPid();

        await _stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await running);
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_CtrlCInATerminal_StopsEverythingThatItStarted()
    {
        // As a terminal sends it: to the whole foreground group. A shell's background, such as a test's, would have it ignored.
        using var run = Process.Start(new ProcessStartInfo("setsid",
            ["env", "--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"), "run", "--no-samples", "--data", _folder, "--port", $"{_port}", "--dashboard", Path.Combine(AppContext.BaseDirectory, "Analytics.Dashboard.dll")])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        run.OutputDataReceived += (_, line) => _output.WriteLine(line.Data);
        run.ErrorDataReceived += (_, line) => _error.WriteLine(line.Data);
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        await _output.WaitForAsync("Dashboard ready", run.WaitForExitAsync());
        var server = await ServerPidAsync();
        var dashboard = DashboardPid();

        using (var kill = Process.Start("kill", ["-INT", "--", $"-{run.Id}"]))
            await kill.WaitForExitAsync();
        await run.WaitForExitAsync();

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_DashboardDies_IsReportedAndStopsTheProduct()
    {
        var running = RunAsync();
        await _output.WaitForAsync("Dashboard ready", running);
        var server = await ServerPidAsync();

        Kill(DashboardPid());

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Contains("The dashboard has ended (code 137)", _error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{server}"));
    }

    [Fact]
    public async Task Run_ServerDies_IsReportedAndStopsTheProduct()
    {
        var running = RunAsync();
        await _output.WaitForAsync("Dashboard ready", running);
        var server = await ServerPidAsync();
        var dashboard = DashboardPid();

        Kill(server);

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Contains("The database server has ended", _error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_PortIsTaken_SaysSoBeforeAnythingStarts()
    {
        using var other = new TcpListener(IPAddress.Loopback, _port);
        other.Start();

        var code = await RunAsync();

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"Port {_port} cannot be used", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("many")]
    public async Task Run_PortThatIsNone_Exits2SayingWhatIsAllowed(string port)
    {
        var code = await CommandLine.RunAsync(["run", "--port", port], _output, _error, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"--port {port}: a number from 1 to 65535", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync() => CommandLine.RunAsync(
        ["run", "--no-samples", "--data", _folder, "--port", $"{_port}", "--dashboard", Path.Combine(AppContext.BaseDirectory, "Analytics.Dashboard.dll")],
        _output, _error, _stop.Token);

    private async Task<int> ServerPidAsync()
    {
        await using var warehouse = await Warehouse.OpenAsync(new WarehouseAddress(DataFolder.Resolve(_folder), Connection: null), ServerUse.Command, _ => { });
        return warehouse.Server!.ServerPid;
    }

    private int DashboardPid() => Process.GetProcesses().Single(process => CommandLineOf(process.Id).Contains($"http://127.0.0.1:{_port}", StringComparison.Ordinal)).Id;

    private static string CommandLineOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return ""; // gone in this moment
        }
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Keeps what is written, for readers on other threads.</summary>
    private sealed class RecordingWriter : TextWriter
    {
        private readonly ConcurrentQueue<char> _written = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => _written.Enqueue(value);

        public override string ToString() => string.Concat(_written);

        public async Task WaitForAsync(string text, Task orEnd)
        {
            while (!ToString().Contains(text, StringComparison.Ordinal))
            {
                Assert.False(orEnd.IsCompleted, $"It ended without '{text}'. It wrote: {ToString()}");
                await Task.Delay(50);
            }
        }
    }
}
