using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Analytics.Etl.Commands;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>
/// The product as <c>run</c> starts it, on a data folder and a port of its own, without samples: real server, real worker, the dashboard as a real
/// process.
/// </summary>
internal sealed class RunningProduct : IDisposable
{
    private readonly HttpClient _client = new();

    public string Folder { get; } = Temporary.Folder("analytics-run-");
    public int Port { get; } = Temporary.Port();
    public RecordingWriter Output { get; } = new();
    public RecordingWriter Error { get; } = new();
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>What follows the program's name on the command line.</summary>
    public IReadOnlyList<string> Arguments =>
        ["run", "--no-samples", "--data", Folder, "--port", $"{Port}", "--dashboard", Path.Combine(AppContext.BaseDirectory, "Analytics.Dashboard.dll")];

    public void Dispose()
    {
        Stop.Dispose();
        _client.Dispose();
        Output.Dispose();
        Error.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs until it is stopped; returns its exit code.</summary>
    public Task<int> RunAsync() => CommandLine.RunAsync([.. Arguments], Output, Error, Stop.Token);

    /// <summary>Runs it, and returns once the dashboard answers.</summary>
    public async Task<Task<int>> StartAsync()
    {
        var running = RunAsync();
        await Output.WaitForAsync($"Dashboard ready at http://127.0.0.1:{Port}\n", running);
        return running;
    }

    public Task<string> GetAsync(string path) => _client.GetStringAsync(new Uri($"http://127.0.0.1:{Port}{path}"), TestContext.Current.CancellationToken);

    public async Task<int> ServerPidAsync()
    {
        await using var warehouse = await Warehouse.OpenAsync(new WarehouseAddress(DataFolder.Resolve(Folder), Connection: null), ServerUse.Command, _ => { });
        return warehouse.Server!.ServerPid;
    }

    public int DashboardPid() => DashboardPids().Single();

    public IReadOnlyList<int> DashboardPids() =>
        [
            .. Process
                .GetProcesses()
                .Where(process => CommandLineOf(process.Id).Contains($"http://127.0.0.1:{Port}", StringComparison.Ordinal))
                .Select(process => process.Id),
        ];

    /// <summary>Whether the dashboard says that it is ready.</summary>
    public async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{Port}/health/ready"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    /// <summary>A number from its database; −1 while that is away.</summary>
    public async Task<long> CountAsync(string sql)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(ServerConnection());
            await using var command = source.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
        catch (NpgsqlException)
        {
            return -1;
        }
    }

    /// <summary>Waits until it is so; fails where the product ends before.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, Task orEnd, TimeSpan? atMost = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Patience.UntilAsync(
            async () =>
            {
                Assert.False(orEnd.IsCompleted, $"It ended. It wrote: {Error}");
                return await condition();
            },
            () => Task.FromResult($"It wrote: {Error}"),
            atMost,
            what
        );

    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private string ServerConnection()
    {
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "server.json")));
        return $"Host=127.0.0.1;Port={state.RootElement.GetProperty("port").GetInt32()};Username=postgres;Password={state.RootElement.GetProperty("password").GetString()};Database=analytics;Pooling=false";
    }

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
}
