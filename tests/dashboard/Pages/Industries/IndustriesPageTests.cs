using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Industries;

/// <summary>
/// FY2011 by hand: machinery (26) 9, foods (09) 6, electronics (28) 4, IT (39, another division) 1 = 20; the first three hold 19 of 20 = 95 %.
/// FY2010: foods 1, so machinery grew most, by 9.
/// </summary>
public class IndustriesPageTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Industries_WithDivisions_RankAndDrillFromDivisionToGroup()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var (industry, year, patents) in new[] { ("26", 2011, 9), ("09", 2011, 6), ("28", 2011, 4), ("39", 2011, 1), ("09", 2010, 1) })
        {
            var referral = await star.ReferralAsync((year * 10000) + 501, region: "22130", industry: industry);
            await star.OutcomeAsync((year * 10000) + 901, "patent-filed", patents, referral: referral, region: "22130", industry: industry);
        }

        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);
        await page.GotoAsync(new Uri(site.Address, "industries?dataset=samples").ToString());

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("2011年度の成果件数は、生産用機械の 9件が最多です。");
        await Assertions
            .Expect(page.Locator(".answer p"))
            .ToHaveTextAsync("上位3業種で全体の95%を占めます（全4業種）。前年度からの伸びは生産用機械の9件が最大でした。");
        await Assertions.Expect(page.Locator("#divisions .bars li").First).ToContainTextAsync("19");

        // The division of manufacturing: its three groups alone.
        await page.Locator(".slicers[data-alive]").WaitForAsync();
        await page.Locator("#divisions .bars a").First.ClickAsync();
        await Assertions.Expect(page.Locator("#industry-summary tbody tr")).ToHaveCountAsync(3);
        Assert.Contains("industry_division=E", page.Url, StringComparison.Ordinal);
        Assert.Empty(watch.Complaints);
    }

    // Eight groups of one division, one more than colours: foods (09), the smallest, has the colour of another and the form of a square.
    [Fact]
    public async Task Trend_OnAPhone_ShowsInItsLegendTheFormOfEachLine()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var (place, industry) in new[] { "09", "10", "11", "12", "13", "14", "15", "16" }.Index())
        {
            await star.OutcomeAsync(20100901, "patent-filed", place == 0 ? 1 : 10 + place, region: "22130", industry: industry);
            await star.OutcomeAsync(20110901, "patent-filed", place == 0 ? 3 : 1, region: "22130", industry: industry);
        }

        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync(390);
        await page.GotoAsync(new Uri(site.Address, "industries?dataset=samples&lang=en").ToString());

        var legend = page.Locator("#industry-trend .stage.drawn .legend span");
        // Once connected, the page draws what was prerendered anew: for a moment there is no legend.
        string[] forms = [];
        await Patience.UntilAsync(async () =>
            (
                forms = await legend.EvaluateAllAsync<string[]>(
                    "names => names.map(name => `${name.textContent} ${name.dataset.form} ${getComputedStyle(name, '::after').borderRadius}`)"
                )
            ).Length == 5
        );
        Assert.Single(forms, "Food square 0px");
        Assert.All(
            forms.Where(form => !form.StartsWith("Food", StringComparison.Ordinal)),
            form => Assert.EndsWith(" circle 50%", form, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Industries_OfADatasetWithout_SaySo()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20110501, region: "22130", industry: "-1");
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();
        await page.GotoAsync(new Uri(site.Address, "industries?dataset=samples").ToString());

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("このデータには産業の区分がありません。");
    }
}
