using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Analytics.Sql.Connections;
using Analytics.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Analytics.Tests;

/// <summary>One real Chromium for the whole run of the tests, started when the first test asks for it.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A tab of its own, Japanese unless said otherwise. <see cref="PageWatch"/> tells what went wrong in it.</summary>
    public async Task<IPage> OpenPageAsync(int width = 1440, int height = 900, string locale = "ja-JP", ColorScheme scheme = ColorScheme.Light)
    {
        var browser = await BrowserAsync();
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = locale, ColorScheme = scheme, TimezoneId = "UTC", ReducedMotion = ReducedMotion.Reduce });
        return await context.NewPageAsync();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium" });
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }
}

/// <summary>What a page complained about: scripts' errors, refusals of the content security policy, answers of 400 and above.</summary>
public sealed class PageWatch
{
    private readonly List<string> _complaints = [];

    public PageWatch(IPage page)
    {
        page.Console += (_, message) => { if (message.Type == "error") _complaints.Add(message.Text); };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Response += (_, response) => { if (response.Status >= 400) _complaints.Add($"{response.Status} {response.Url}"); };
    }

    public IReadOnlyList<string> Complaints => _complaints;
}

/// <summary>The dashboard as a process of its own, on a free port of this machine, reading one database as the reader. Disposing it ends the process.</summary>
public sealed class DashboardProcess : IAsyncDisposable
{
    private readonly Process _process;

    private DashboardProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<DashboardProcess> StartAsync(Warehouse warehouse, CancellationToken cancellation)
    {
        var root = typeof(DashboardProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var bin = Path.GetRelativePath(Path.Combine(root, "tests", "bin"), AppContext.BaseDirectory);
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Path.Combine(root, "dashboard"), RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(root, "dashboard", "bin", bin, "Analytics.Dashboard.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(address.ToString());
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // where the static assets of an unpublished build are found
        start.Environment["ANALYTICS_READER"] = warehouse.ReaderConnection;
        start.Environment["ANALYTICS_DATA"] = warehouse.Folder.Path;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start)!;
        var said = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => { lock (said) said.AppendLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { lock (said) said.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = address };
        for (var attempt = 0; attempt < 240; attempt++)
        {
            if (process.HasExited) break;
            try
            {
                if ((await http.GetAsync(new Uri("health/live", UriKind.Relative), cancellation)).IsSuccessStatusCode) return new(process, address);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(250, cancellation);
        }

        if (!process.HasExited) process.Kill();
        lock (said) throw new InvalidOperationException($"The dashboard did not start:\n{said}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
