using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>From a visual to the rows behind its figure, in a real browser.</summary>
public class RowsPageTests(PostgresFixture postgres, BrowserFixture browser)
{
    [Fact]
    public async Task Visual_ItsExplanation_LeadsToTheRowsThatItCounts()
    {
        await using var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20110501, region: "22130");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_000_000, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 12, referral: west, region: "22130");
        await star.OutcomeAsync(20110902, "product", 4, referral: west, region: "22203");
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardProcess.StartAsync(star.Warehouse, TestContext.Current.CancellationToken);
        var page = await browser.OpenPageAsync(1440);
        await page.GotoAsync(new Uri(site.Address, "/?dataset=samples&lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await page.Locator("#trend button[aria-label^='How is this counted']").ClickAsync();
        await Assertions.Expect(page.Locator("#trend .how:popover-open")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Computed by (the database|columns in memory) in .* ms"));
        await page.Locator("#trend .how:popover-open a", new() { HasText = "Outcomes" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("16");
        await Assertions.Expect(page.Locator(".answer p")).ToHaveTextAsync("It is the sum of 2 rows: 16.");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("test.csv");
        Assert.Equal("/rows", new Uri(page.Url).AbsolutePath);
        if (Environment.GetEnvironmentVariable("ANALYTICS_SHOTS") is { } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "language-rows.png"), FullPage = true });
        await page.Context.CloseAsync();
    }
}
