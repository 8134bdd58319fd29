using Analytics.Dashboard.Frame;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>What holds for every page there is, also one that is added tomorrow: both languages, both themes, wide and narrow, over a small star.</summary>
public class EveryPageTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ja", ColorScheme.Light, 1440)]
    [InlineData("ja", ColorScheme.Dark, 390)]
    [InlineData("en", ColorScheme.Light, 390)]
    [InlineData("en", ColorScheme.Dark, 1440)]
    public async Task Page_ForEverybody_IsAccessibleFitsAndObeysTheContentPolicy(string language, ColorScheme scheme, int width)
    {
        await using var star = await Star.CreateAsync(postgres);
        var both = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley", industry: "26");
        var west = await star.ReferralAsync(20110501, region: "22130", clusters: "photon-valley", industry: "28");
        await star.ReferralAsync(20110701, region: "22100", industry: "09", bank: "0150", branch: "003");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_500_000, region: "22130");
        await star.OutcomeAsync(20100901, "patent-filed", 15, referral: west, region: "22130", industry: "28");
        await star.OutcomeAsync(20110901, "patent-filed", 12, verification: "verified", referral: both, region: "22203", industry: "26");
        await star.OutcomeAsync(20110901, "product", 4, referral: west, region: "22130", industry: "28", firstModelCase: true);
        await star.OutcomeAsync(20110901, "added-sales", 1, amount: 1_234_567_890, referral: west, region: "22130", industry: "28");
        await star.TargetAsync(2011, "outcomes", 16);
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);

        var found = new List<string>();
        foreach (var address in NavigationEntry.All.Select(entry => entry.Address).Append("/rows").Append("/no-such-page"))
        {
            var page = await site.OpenPageAsync(width, scheme: scheme);
            var watch = new PageWatch(page);
            await page.GotoAsync(new Uri(site.Address, $"{address}?dataset=samples&lang={language}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
            await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
            found.AddRange((await Axe.FindingsAsync(page)).Select(finding => $"{address} {finding}"));
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var beyond) found.Add($"{address} is {beyond} px too wide");
            if (await page.EvaluateAsync<string>("document.documentElement.lang") != language) found.Add($"{address} is not in {language}");
            found.AddRange(watch.Complaints.Where(complaint => address != "/no-such-page" || !complaint.Contains("404", StringComparison.Ordinal)).Select(complaint => $"{address} {complaint}"));
            await page.Context.CloseAsync();
        }

        Assert.Empty(found);
    }
}
