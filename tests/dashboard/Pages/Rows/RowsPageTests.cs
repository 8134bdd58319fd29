using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Rows;

/// <summary>From a visual to the rows behind its figure, in a real browser.</summary>
public class RowsPageTests(Shared shared) : IClassFixture<Shared>
{
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20110501, region: "22130");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_000_000, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 12, referral: west, region: "22130");
        await star.OutcomeAsync(20110902, "product", 4, referral: west, region: "22203");
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Fact]
    public async Task Visual_ItsExplanation_LeadsToTheRowsThatItCounts()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(1440);
        await page.GotoAsync(new Uri(site.Address, "/?dataset=samples&lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await page.Locator(".slicers[data-alive]").WaitForAsync();
        await page.Locator("#trend button[aria-label^='How is this counted']").ClickAsync();
        await Assertions
            .Expect(page.Locator("#trend .how:popover-open"))
            .ToContainTextAsync(new System.Text.RegularExpressions.Regex("Calculated by (the database|columns in memory) in .* ms"));
        await page.Locator("#trend .how:popover-open a", new() { HasText = "Outcomes" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("16");
        await Assertions.Expect(page.Locator(".answer p")).ToHaveTextAsync("This figure is the sum of 2 rows: 16.");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("test.csv");
        Assert.Equal("/rows", new Uri(page.Url).AbsolutePath);
        if (Environment.GetEnvironmentVariable("ANALYTICS_SHOTS") is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "language-rows.png"), FullPage = true });
    }

    // 12 patents and 4 products in FY2011: what stands behind a card or a key figure is its own measure, with the SQL that would give it, its rows
    // and their lines.
    [Theory]
    [InlineData("", ".kpi")]
    [InlineData("review", ".figs > section")]
    public async Task Figure_ItsExplanation_HasItsSqlAndLeadsToRowsAndLines(string path, string figure)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(1440);
        var watch = new PageWatch(page);
        await page.GotoAsync(new Uri(site.Address, $"{path}?dataset=samples&lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator(".slicers[data-alive='true']")).ToHaveCountAsync(1);
        var card = page.Locator(figure, new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Outcomes", Exact = false }) }).First;
        await card.Locator("button[aria-label^='How is this counted']").First.ClickAsync();
        var how = page.Locator(".how:popover-open");
        await Assertions.Expect(how).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Calculated by (the database|columns in memory) in .* ms"));
        await Assertions.Expect(how).ToContainTextAsync("Dataset: ");
        await Assertions.Expect(how.GetByRole(AriaRole.Link)).ToHaveTextAsync(["See the rows behind Outcomes", "See the data dictionary"]);
        await how.GetByRole(AriaRole.Button, new() { Name = "Show the SQL" }).ClickAsync();
        await Assertions.Expect(how.Locator("pre").First).ToContainTextAsync("mart.fct_outcomes");
        await Assertions.Expect(how).Not.ToContainTextAsync("mart.fct_engagements");
        await how.GetByRole(AriaRole.Link, new() { Name = "See the rows" }).ClickAsync();

        await Assertions.Expect(page.Locator(".answer p")).ToHaveTextAsync("This figure is the sum of 2 rows: 16.");
        await Assertions.Expect(page.Locator("tbody tr").First.Locator(".place a")).ToHaveAttributeAsync("href", "/data?batch=1");
        Assert.Empty(watch.Complaints);
    }
}
