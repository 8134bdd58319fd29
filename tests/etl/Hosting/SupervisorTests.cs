using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Analytics.Etl.Commands;
using Analytics.Etl.Hosting;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Npgsql;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>The running product: real server, real worker, the dashboard as a real process.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly string _folder = Temporary.Folder("analytics-run-");
    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort();

    public void Dispose()
    {
        _stop.Dispose();
        _client.Dispose();
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
        Assert.DoesNotContain("\t0\t", (await File.ReadAllLinesAsync($"/proc/{dashboard}/status", TestContext.Current.CancellationToken)).Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)), StringComparison.Ordinal);

        await _stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await running);
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_OwnMeasureWhileItRuns_IsTakenUp()
    {
        var running = RunAsync();
        await _output.WaitForAsync("Dashboard ready", running);
        var model = Path.Combine(_folder, "model");
        // The worker adds to that folder in its own time.
        await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(model, "Sources", "source.schema.json"))), running);
        var measure = Path.Combine(Directory.CreateDirectory(Path.Combine(model, "Measures")).FullName, "cases_received.yaml");
        await File.WriteAllTextAsync(measure, """
            kind: count
            fact: referrals
            time: cohort
            unit: cases
            sort: 900
            label: {ja: 受付件数, en: Cases received}
            description: {ja: 受付件数, en: Cases received}
            """, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(measure, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await UntilAsync(async () => (await _client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/api/v1/measures"), TestContext.Current.CancellationToken)).Contains("cases_received", StringComparison.Ordinal), running);

        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
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
            await Patience.EndAsync(kill);
        await Patience.EndAsync(run);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_DashboardAndServerDie_AreStartedAgainAndLoadingGoesOn()
    {
        var running = RunAsync();
        await _output.WaitForAsync("Dashboard ready", running);
        var (server, dashboard) = (await ServerPidAsync(), DashboardPid());

        Kill(dashboard);
        await _error.WaitForAsync("The dashboard has ended (code 137): it is started again", running);
        await UntilAsync(async () => await AnswersAsync() && DashboardPid() != dashboard, running);

        Kill(server);
        await _error.WaitForAsync("The database server has ended: it is started again", running);
        await UntilAsync(AnswersAsync, running);
        Assert.NotEqual(server, await ServerPidAsync());
        var ledger = Path.Combine(_folder, "inbox", "ledgers", "0149", "a.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(ledger)!);
        await File.WriteAllTextAsync(ledger + ".part", "紹介番号,紹介日,銀行コード,企業名\n1,2008-05-01,0149,甲\n", TestContext.Current.CancellationToken);
        File.Move(ledger + ".part", ledger);
        await UntilAsync(() => Task.FromResult(!File.Exists(ledger)), running);

        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
    }

    [Fact(Explicit = true)]
    public async Task Run_DashboardDiesAgainAndAgain_IsGivenUpAfterFiveStartsWithinAMinute()
    {
        var running = RunAsync();
        await _output.WaitForAsync("Dashboard ready", running);
        var server = await ServerPidAsync();

        for (int death = 1, last = 0; death <= 6; death++)
        {
            await UntilAsync(() => Task.FromResult(DashboardPids().Any(pid => pid != last)), running);
            last = DashboardPids().Single(pid => pid != last);
            Kill(last);
        }

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Contains("The dashboard has ended (code 137) and was started 5 times within a minute: the product stops.", _error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{server}"));
    }

    [Fact(Explicit = true)]
    public async Task Run_ServerIsKilledWhileFilesLoad_EveryRowIsThereInTheEnd()
    {
        var running = RunAsync();
        await _output.WaitForAsync("Dashboard ready", running);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "inbox", "ledgers", "0149")).FullName;
        for (var file = 0; file < 4; file++)
        {
            for (var part = 0; part < 3; part++)
            {
                var rows = Enumerable.Range(0, 2_000).Select(row => $"{file}-{part}-{row},2008-05-01,0149,会社{row}");
                var path = Path.Combine(folder, $"{file}-{part}.csv");
                await File.WriteAllTextAsync(path + ".part", $"紹介番号,紹介日,銀行コード,企業名\n{string.Join('\n', rows)}\n", TestContext.Current.CancellationToken);
                File.Move(path + ".part", path);
            }

            await UntilAsync(async () => await CountAsync("select count(*) from pg_stat_activity where state = 'active' and application_name = 'analytics loader'") > 0, running);
            Kill(await ServerPidAsync());
            await UntilAsync(AnswersAsync, running);
        }

        await UntilAsync(async () => await CountAsync("select count(*) from mart.fct_referrals where published_to = 2147483647") == 4 * 3 * 2_000, running);
        Assert.Equal(12, await CountAsync("select count(*) from audit.batches where state = 'published'"));
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
    }

    [Fact]
    public void Restarts_FiveWithinAMinute_EachLaterThanBefore_ThenNoMore()
    {
        var clock = new MonotonicClock();
        var restarts = new Restarts(clock);

        Assert.Equal([200, 400, 800, 1600, 3200], Enumerable.Range(0, 5).Select(_ => restarts.Next()!.Value.TotalMilliseconds));
        Assert.Null(restarts.Next());
        clock.Seconds = 61;
        Assert.Equal(200, restarts.Next()!.Value.TotalMilliseconds);
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

    private int DashboardPid() => DashboardPids().Single();

    private IReadOnlyList<int> DashboardPids() =>
        [.. Process.GetProcesses().Where(process => CommandLineOf(process.Id).Contains($"http://127.0.0.1:{_port}", StringComparison.Ordinal)).Select(process => process.Id)];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}/health/ready"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(ServerConnection());
            await using var command = source.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
        catch (NpgsqlException)
        {
            return -1; // away
        }
    }

    private string ServerConnection()
    {
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "server.json")));
        return $"Host=127.0.0.1;Port={state.RootElement.GetProperty("port").GetInt32()};Username=postgres;Password={state.RootElement.GetProperty("password").GetString()};Database=analytics;Pooling=false";
    }

    private Task UntilAsync(Func<Task<bool>> condition, Task orEnd, [CallerArgumentExpression(nameof(condition))] string what = "") => Patience.UntilAsync(
        async () =>
        {
            Assert.False(orEnd.IsCompleted, $"It ended. It wrote: {_error}");
            return await condition();
        },
        () => Task.FromResult($"It wrote: {_error}"),
        what: what);

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

    /// <summary>A clock that only measures, and only when told.</summary>
    private sealed class MonotonicClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    /// <summary>Keeps what is written, for readers on other threads.</summary>
    private sealed class RecordingWriter : TextWriter
    {
        private readonly ConcurrentQueue<char> _written = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => _written.Enqueue(value);

        public override string ToString() => string.Concat(_written);

        public Task WaitForAsync(string text, Task orEnd) => Patience.UntilAsync(
            () =>
            {
                Assert.False(orEnd.IsCompleted, $"It ended without '{text}'. It wrote: {ToString()}");
                return Task.FromResult(ToString().Contains(text, StringComparison.Ordinal));
            },
            () => Task.FromResult($"It wrote: {ToString()}"),
            what: text);
    }
}
