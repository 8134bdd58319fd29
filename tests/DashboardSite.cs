using System.Reflection;
using Analytics.Dashboard.Hosting;
using Analytics.Sql.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;

namespace Analytics.Tests;

/// <summary>
/// The whole dashboard on a free port of this machine, reading one database as the reader. It runs within the tests, so that what one test has compiled
/// serves the next (a process of its own spends ten seconds of processor on that); RunScriptTests tries the published program.
/// </summary>
public sealed class DashboardSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly BrowserFixture _browser;
    private readonly bool _isVisit;
    private readonly List<IBrowserContext> _visitors = [];

    private DashboardSite(WebApplication app, BrowserFixture browser, bool isVisit = false) =>
        (_app, _browser, _isVisit, Address) = (app, browser, isVisit, new Uri(app.Urls.Single() + "/"));

    public Uri Address { get; }

    public static async Task<DashboardSite> StartAsync(Warehouse warehouse, BrowserFixture browser, CancellationToken cancellation) =>
        new(await RunAsync(warehouse, cancellation), browser);

    /// <summary>The same dashboard for one test of several: disposing it closes the pages that it has opened, and nothing else.</summary>
    public DashboardSite Visit() => new(_app, _browser, isVisit: true);

    /// <summary>The dashboard alone, for those who ask without a browser. The caller disposes it.</summary>
    /// <param name="folder">A data folder with declarations of its own, in place of the one that all tests share.</param>
    public static async Task<WebApplication> RunAsync(Warehouse warehouse, CancellationToken cancellation, string log = "Critical", string? folder = null)
    {
        var root = typeof(DashboardSite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var app = await DashboardApp.BuildAsync(
            new()
            {
                ApplicationName = typeof(DashboardApp).Assembly.GetName().Name,
                ContentRootPath = Path.Combine(root, "dashboard"),
                EnvironmentName = Environments.Development, // where the static assets of an unpublished build are found
                Args =
                [
                    "--urls",
                    "http://127.0.0.1:0",
                    "--ANALYTICS_READER",
                    warehouse.ReaderConnection,
                    "--ANALYTICS_DATA",
                    folder ?? warehouse.Folder.Path,
                    "--Logging:LogLevel:Default",
                    log,
                ],
            }
        );
        await app.StartAsync(cancellation);
        return app;
    }

    /// <summary>
    /// A tab for a visitor of its own, Japanese unless said otherwise, closed with the site. <see cref="PageWatch"/> tells what went wrong in it.
    /// </summary>
    public async Task<IPage> OpenPageAsync(int width = 1440, int height = 900, string locale = "ja-JP", ColorScheme scheme = ColorScheme.Light)
    {
        var visitor = await _browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                Locale = locale,
                ColorScheme = scheme,
                TimezoneId = "UTC",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        _visitors.Add(visitor);
        return await visitor.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // A page that outlived its site would try to reach it for as long as the tests run.
        foreach (var visitor in _visitors)
            await visitor.DisposeAsync();
        if (_isVisit)
            return;
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)); // open circuits do not end by themselves
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
