using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Hosting;

/// <summary>What a hundred readers take of the machine's memory, in a process of its own as the product starts it, and that it comes back.</summary>
public class CircuitMemoryTests(PostgresFixture postgres, BrowserFixture browser)
{
    private const int Readers = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task HundredReaders_TakeLessThanAMegabyteEach_AndItComesBackWithinFiveMinutes()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var region in new[] { "22130", "22100", "22203" })
        {
            var referral = await star.ReferralAsync(20110501, region: region, clusters: "photon-valley");
            await star.EngagementAsync(20110701, "joint-research", referral, contract: 1_000_000, region: region);
            await star.OutcomeAsync(20110901, "patent-filed", 5, referral: referral, region: region);
        }

        await star.PublishAsync("2012-03-31");
        await using var dashboard = await DashboardProgram.StartAsync(star.Warehouse, ("DOTNET_GCgen0size", "0x4000000")); // as the product starts it
        await using var visitor = await browser.NewContextAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        // Circuits are what is measured, not a hundred browsers: they draw no charts and load no fonts.
        await visitor.RouteAsync(new Regex("apexcharts|/fonts/"), route => route.AbortAsync());
        var address = new Uri(dashboard.Http.BaseAddress!, "?dataset=samples").ToString();
        // What is called thirty times is compiled anew, and stays: a dashboard in use has all of that already.
        await VisitAsync(visitor, address, 50);
        var before = await SettledAsync(dashboard.Process);

        var pages = await OpenAsync(visitor, address, Readers);
        var open = await SettledAsync(dashboard.Process);
        await LeaveAsync(pages);
        await Task.Delay(TimeSpan.FromMinutes(4), Cancellation);
        var after = await SettledAsync(dashboard.Process);

        var told = string.Create(CultureInfo.InvariantCulture, $"{before:0} MB before, {open:0} MB with {Readers} readers, {after:0} MB after");
        TestContext.Current.SendDiagnosticMessage(told);
        Assert.True(open - before < Readers, told);
        Assert.True(after < before * 1.1, told);
    }

    private static async Task VisitAsync(IBrowserContext visitor, string address, int times) => await LeaveAsync(await OpenAsync(visitor, address, times));

    private static async Task<List<IPage>> OpenAsync(IBrowserContext visitor, string address, int count)
    {
        var pages = new List<IPage>();
        for (var n = 0; n < count; n++)
        {
            var page = await visitor.NewPageAsync();
            pages.Add(page);
            await page.GotoAsync(address);
            await page.WaitForFunctionAsync("() => window.Blazor && document.querySelector('.kpis') !== null");
            await Task.Delay(300, Cancellation); // the page comes alive
        }

        return pages;
    }

    // Whoever goes to another page tells the server so.
    private static async Task LeaveAsync(IEnumerable<IPage> pages)
    {
        foreach (var page in pages)
        {
            await page.GotoAsync("about:blank");
            await page.CloseAsync();
        }
    }

    /// <summary>Resident megabytes once nobody has come or gone for a while.</summary>
    private static async Task<double> SettledAsync(Process process)
    {
        await Task.Delay(TimeSpan.FromSeconds(45), Cancellation);
        process.Refresh();
        return process.WorkingSet64 / 1048576.0;
    }
}
