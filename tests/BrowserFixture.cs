using Analytics.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Analytics.Tests;

/// <summary>One real Chromium for the whole run of the tests, started when the first test asks for it.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    // The shell is the same browser without its windows and profiles, which cost a third of a test's time.
    private static readonly string Program =
        new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No Chromium: run ./test, which installs it.");

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A browser profile of its own. Pages are opened by <see cref="DashboardSite.OpenPageAsync"/>, which closes them with the site.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options) => await (await BrowserAsync()).NewContextAsync(options);

    private async Task<IBrowser> BrowserAsync()
    {
        await _starting.WaitAsync();
        try
        {
            // Far longer than anything takes on a busy machine, as Patience waits.
            Assertions.SetDefaultExpectTimeout((float)Patience.Usual.TotalMilliseconds);
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program });
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
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
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _complaints.Add($"{response.Status} {response.Url}");
        };
    }

    public IReadOnlyList<string> Complaints => _complaints;
}
