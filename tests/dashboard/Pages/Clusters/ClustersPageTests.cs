using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Clusters;

/// <summary>
/// FY2011 by hand: photon valley (12 + 8), pharma valley (8), foods (5), none (2): rows sum to 35, the true total is 12 + 8 + 5 + 2 = 27; photon and
/// pharma share 8.
/// Targets: photon 18 (reached), pharma 10 (missed).
/// </summary>
public class ClustersPageTests(Shared shared) : IClassFixture<Shared>
{
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var photon = await star.ReferralAsync(20110501, region: "22130", clusters: "photon-valley");
        var both = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley");
        var foods = await star.ReferralAsync(20110701, region: "22100", clusters: "foods-science-hills");
        var none = await star.ReferralAsync(20110801, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 12, referral: photon, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 8, referral: both, region: "22203");
        await star.OutcomeAsync(20110901, "patent-filed", 5, referral: foods, region: "22100");
        await star.OutcomeAsync(20110901, "patent-filed", 2, referral: none, region: "22130");
        await star.TargetAsync(2011, "outcomes", 18, cluster: "photon-valley");
        await star.TargetAsync(2011, "outcomes", 10, cluster: "pharma-valley");
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Fact]
    public async Task Clusters_Overlapping_SayHowMuchTheyShareAndTheTrueTotal()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);
        await page.GotoAsync(new Uri(site.Address, "clusters?dataset=samples").ToString());

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("2011年度の成果件数は、フォトンバレーの 20件が最多です。");
        await Assertions
            .Expect(page.Locator(".answer p"))
            .ToHaveTextAsync(
                "目標のある2クラスターのうち1が達成しました。一つの案件が複数のクラスターに属することがあるため、行の合計は35件、実数は27件です。クラスターなしは2件です。"
            );
        var overlap = page.Locator("#cluster-overlap");
        await Assertions.Expect(overlap.Locator("> .note").First).ToHaveTextAsync("重なりが最も大きいのは、ファルマバレーとフォトンバレーの8件です。");
        await Assertions.Expect(overlap.Locator("tbody tr", new() { HasText = "ファルマバレー" }).Locator("td.shaded")).ToHaveTextAsync(["8"]);
        var regions = page.Locator("#cluster-regions tbody tr", new() { HasText = "フォトンバレー" });
        await Assertions.Expect(regions.Locator("td")).ToHaveTextAsync(["12", "8", "0", "20"]);
        await Assertions.Expect(page.Locator("#programmes .bars li").First).ToContainTextAsync("静岡トライアングルリサーチクラスター形成事業");
        await Assertions.Expect(page.Locator("#programmes .bars li").First).ToContainTextAsync("25");
        await Assertions.Expect(page.Locator("table", new() { HasText = "実施主体" }).Locator("tbody tr")).ToHaveCountAsync(3);
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Clusters_OfARate_SayWhichIsHighestAndNotThatAShareBelongsToNone()
    {
        await using var site = await shared.VisitAsync(RatesAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "clusters?dataset=samples&measure=conversion_rate&fiscal_year=2009&lang=en").ToString());
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Conversion rate in FY2009 is highest in Photon Valley: 60.0%.");
        await Assertions.Expect(page.Locator(".answer p")).ToHaveTextAsync("Without a cluster: 40.0%.");
        await page.GotoAsync(new Uri(site.Address, "clusters?dataset=samples&measure=conversion_rate&fiscal_year=2009&lang=ja").ToString());
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("2009年度の連携転換率は、フォトンバレーの 60.0%が最高です。");
        // FY2010: final a year after 31 March 2011; the data reach to 31 December 2011.
        await page.GotoAsync(new Uri(site.Address, "?dataset=samples&measure=conversion_rate&fiscal_year=2010&lang=en").ToString());
        await Assertions
            .Expect(page.Locator("h1"))
            .ToHaveTextAsync(
                "Conversion rate in FY2010 came to 0.0% so far. It is final on 2012-03-30; until then it is not compared with the year before or the target."
            );
        await Assertions.Expect(page.Locator("#clusters .bars li b").First).ToHaveTextAsync("0.0*");
        await Assertions
            .Expect(page.Locator("#clusters .note", new() { HasText = "* Conversion rate: Immature: referrals up to 2011-03-31 are final on 2012-03-30" }))
            .ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#region-summary tbody td").Last).ToHaveTextAsync("—");
    }

    // FY2009: 6 of 10 referrals of Photon Valley led to an engagement, 5 of 10 of Pharma Valley, 4 of 10 of none. FY2010: none of 10 so far.
    private static async Task<Star> RatesAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        foreach (var (clusters, engaged) in new[] { ("photon-valley", 6), ("pharma-valley", 5), ("", 4) })
            for (var i = 0; i < 10; i++)
                await star.ReferralAsync(20090501, region: "22130", clusters: clusters, engaged: i < engaged ? 20090601 : -3);
        await star.EngagementAsync(20090601, "joint-research", region: "22130");
        for (var i = 0; i < 10; i++)
            await star.ReferralAsync(20100501, region: "22130", clusters: "photon-valley");
        await star.PublishAsync("2011-12-31");
        return star;
    }

    [Fact]
    public async Task Clusters_NarrowedToOne_TellOfThatOne()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        await page.GotoAsync(new Uri(site.Address, "clusters?dataset=samples&cluster=pharma-valley").ToString());

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("2011年度の成果件数（ファルマバレー）は 8件");
        await Assertions.Expect(page.Locator("#cluster-overlap")).ToHaveCountAsync(0);
    }
}
