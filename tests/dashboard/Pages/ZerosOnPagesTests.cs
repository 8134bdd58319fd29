using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>A zero that a page shows is a zero in its files too, and what is not applicable is none.</summary>
public class ZerosOnPagesTests(Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // FY2010: a patent of Photon Valley in the west, one of Pharma Valley in the east. Referrals since FY2008; the data reach to 31 March 2011.
    private static async Task<Ledgers> LoadAsync(PostgresFixture postgres)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Referral + ",市区町村コード,クラスター",
                "1,2008-05-10,0149,遠州光学,22130,フォトンバレー",
                "2,2009-07-10,0149,伊豆精機,22203,ファルマバレー",
                "3,2011-03-31,0149,駿河食品,22130,"
            ),
            ledgers.Offer(Ledgers.Engagement, "10,1,情報提供,2008-06-01", "11,2,共同研究,2009-08-01"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,1,特許出願,2010-06-01,0149", "21,2,特許出願,2010-07-01,0149")
        );
        return ledgers;
    }

    [Fact]
    public async Task MatrixAndTrend_AndTheirFiles_HaveTheSameZeros()
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await site.OpenPageAsync();
        await page.GotoAsync(
            new Uri(site.Address, "clusters?dataset=ledgers&measure=outcomes&fiscal_year=2010").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        var matrix = page.Locator("#cluster-regions");
        await Assertions.Expect(matrix.Locator("thead th")).ToHaveTextAsync(["クラスター", "東部", "西部", "総数"]);
        await Assertions.Expect(matrix.Locator("tbody tr", new() { HasText = "フォトンバレー" }).Locator("td")).ToHaveTextAsync(["0", "1", "1"]);
        await Assertions.Expect(matrix.Locator("tbody tr", new() { HasText = "ファルマバレー" }).Locator("td")).ToHaveTextAsync(["1", "0", "1"]);
        var cells = await LinesAsync(matrix);
        Assert.Contains(cells, line => line.StartsWith("photon-valley,フォトンバレー,22-east,東部,0,", StringComparison.Ordinal));
        Assert.Contains(cells, line => line.StartsWith("pharma-valley,ファルマバレー,22-west,西部,0,", StringComparison.Ordinal));

        var trend = page.Locator("#cluster-trend");
        await Assertions.Expect(trend.Locator("tbody tr", new() { HasText = "フォトンバレー" }).Locator("td")).ToHaveTextAsync(["0", "0", "1"]);
        var years = await LinesAsync(trend);
        foreach (var year in new[] { "2008,2008年度", "2009,2009年度" })
        {
            Assert.Contains(years, line => line.StartsWith($"{year},photon-valley,フォトンバレー,0,", StringComparison.Ordinal));
            Assert.Contains(years, line => line.StartsWith($"{year},pharma-valley,ファルマバレー,0,", StringComparison.Ordinal));
        }

        async Task<string[]> LinesAsync(ILocator visual) =>
            (await http.GetStringAsync(await visual.Locator(".exports a[href*='format=csv']").GetAttributeAsync("href"), Cancellation)).Split("\r\n");
    }

    [Fact]
    public async Task Bars_OfAYearInWhichNothingHappened_AreDrawnAsZeros()
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(
            new Uri(site.Address, "?dataset=ledgers&measure=outcomes&fiscal_year=2009&lang=en").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Outcomes in FY2009 came to 0");
        foreach (var visual in new[] { "#regions", "#clusters" })
        {
            var figures = await page.Locator($"{visual} .bars li b").AllTextContentsAsync();
            Assert.True(figures.Count > 1, visual);
            Assert.All(figures, figure => Assert.Equal("0", figure));
        }
    }

    [Fact]
    public async Task Page_NarrowedToWhatAMeasureNeverCountsOrNobodyNames_SaysSo()
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        var page = await site.OpenPageAsync();

        await OpenAsync("?dataset=ledgers&measure=engagements&engagement_type=information");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("「連携件数」は、選択した「連携区分」を対象としません。");
        await Assertions.Expect(page.Locator(".kpi", new() { HasText = "連携件数" })).ToContainTextAsync("該当なし");
        await OpenAsync("regions?dataset=ledgers&measure=referrals&channel=unknown");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("「紹介件数」には、「紹介経路」の記載がありません。");

        Task OpenAsync(string address) => page.GotoAsync(new Uri(site.Address, address).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
    }
}
