using System.Diagnostics;
using System.Reflection;
using Analytics.Dashboard.Hosting;
using Analytics.Sql.Connections;

namespace Analytics.Tests;

/// <summary>The dashboard as a process of its own, with an environment of its own, over one database; ended with the test.</summary>
internal sealed class DashboardProgram : IAsyncDisposable
{
    private DashboardProgram(Process process, Uri address) => (Process, Http) = (process, new HttpClient { BaseAddress = address });

    public Process Process { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it and waits until it is ready to show something.</summary>
    public static Task<DashboardProgram> StartAsync(Warehouse warehouse, params IReadOnlyList<(string Name, string Value)> environment) =>
        StartAsync(warehouse, at: null, environment);

    /// <summary>As above, where one was before.</summary>
    public static async Task<DashboardProgram> StartAsync(Warehouse warehouse, Uri? at, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var root = typeof(DashboardProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var address = at ?? new Uri($"http://127.0.0.1:{Temporary.Port()}");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(DashboardApp).Assembly.Location,
                "--urls",
                address.ToString(),
                "--environment",
                "Development",
                "--contentRoot",
                Path.Combine(root, "dashboard"),
                "--Logging:LogLevel:Default",
                "Critical",
            ]
        );
        start.Environment["ANALYTICS_READER"] = warehouse.ReaderConnection;
        start.Environment["ANALYTICS_DATA"] = warehouse.Folder.Path;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var program = new DashboardProgram(Process.Start(start)!, address);
        try
        {
            await Patience.UntilAsync(program.IsReadyAsync);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(Process.HasExited, "The dashboard has ended.");
        try
        {
            using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }
}
