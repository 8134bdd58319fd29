using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>The question language in a page's own address: what is left out, and ranges; the same figures on the page, in its files and behind it.</summary>
public class QuestionLanguageTests(Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Outcomes. FY2009: 4 (Photon Valley). FY2010: 15 (Photon Valley). FY2011: 12 in the west (Photon Valley), 8 in the east (Photon and Pharma
    // Valley), 3 in the centre without a cluster.
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20090501, region: "22130", clusters: "photon-valley");
        var east = await star.ReferralAsync(20100601, region: "22203", clusters: "pharma-valley photon-valley");
        var centre = await star.ReferralAsync(20110701, region: "22100", industry: "28");
        await star.OutcomeAsync(20090901, "patent-filed", 4, referral: west, region: "22130");
        await star.OutcomeAsync(20100901, "patent-filed", 15, referral: west, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 12, referral: west, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 8, referral: east, region: "22203");
        await star.OutcomeAsync(20110901, "patent-filed", 3, referral: centre, region: "22100");
        await star.TargetAsync(2011, "outcomes", 16);
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Theory]
    [InlineData("cluster.not=photon-valley", "2011年度の成果件数（フォトンバレー以外）は 3件", "フォトンバレー以外")]
    [InlineData("subregion.not=22-west", "2011年度の成果件数（西部以外）は 11件", "西部以外")]
    [InlineData("fiscal_year.from=2010&fiscal_year.to=2011", "2010年度～2011年度の成果件数は 38件でした。", "2010年度～2011年度")]
    [InlineData("fiscal_year.from=2010", "2010年度以降の成果件数は 38件でした。", "2010年度以降")]
    [InlineData("fiscal_year.to=2010", "2010年度までの成果件数は 19件でした。", "2010年度まで")]
    [InlineData("fiscal_year.not=2010", "全期間（2010年度以外）の成果件数は 27件でした。", "2010年度以外")]
    [InlineData(
        "quarter.from=2011-Q1&quarter.to=2011-Q2",
        "全期間の成果件数（2011年度第1四半期～2011年度第2四半期）は 23件でした。",
        "2011年度第1四半期～2011年度第2四半期"
    )]
    public async Task Page_WithoutSomeOrOverARange_ShowsTheFigureAndAChipThatTakesItOff(string address, string headline, string chip)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, $"?dataset=samples&{address}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(headline);
        await page.Locator(".slicers a.button", new() { HasText = chip }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("2011年度の成果件数は 23件、前年度より8件増え");
        Assert.EndsWith("/?dataset=samples", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OverARange_GivesTheSameFiguresInItsFilesAndBehindThem()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await site.OpenPageAsync();
        // FY2010 and FY2011 without Pharma Valley: 15 + 12 of Photon Valley, 3 of no cluster.
        await page.GotoAsync(
            new Uri(site.Address, "?dataset=samples&fiscal_year.from=2010&fiscal_year.to=2011&cluster.not=pharma-valley").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("（ファルマバレー以外）は 30件");
        var csv = await http.GetStringAsync(await page.Locator("#clusters .exports a", new() { HasText = "CSV" }).GetAttributeAsync("href"), Cancellation);
        Assert.Contains("photon-valley,フォトンバレー,27", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("pharma-valley", csv.Split("\r\n").First(line => line.StartsWith("photon", StringComparison.Ordinal)), StringComparison.Ordinal);
        var svg = await http.GetStringAsync(await page.Locator("#clusters .exports a", new() { HasText = "SVG" }).GetAttributeAsync("href"), Cancellation);
        foreach (
            var words in new[] { "フォトンバレー：成果件数（件） 27", "年度：2010年度～2011年度", "クラスター：ファルマバレー以外", "件、2010年度～2011年度" }
        )
            Assert.Contains(words, svg, StringComparison.Ordinal);
        var trend = await http.GetStringAsync(await page.Locator("#trend .exports a", new() { HasText = "SVG" }).GetAttributeAsync("href"), Cancellation);
        Assert.Contains("西部：2010年度 15、2011年度 12", trend, StringComparison.Ordinal);

        await page.Locator("#clusters button[aria-label^='集計方法']").ClickAsync();
        await page.Locator("#clusters .how:popover-open a").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("30件");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData("?fiscal_year=2011&fiscal_year.from=2010", "fiscal_year.from=2010: Either values or a range, not both.")]
    [InlineData("?cluster.not=nowhere", "cluster.not=nowhere: This dataset has no such value.")]
    [InlineData("?fiscal_year.not=1899", "fiscal_year.not=1899: There is no data for this year.")]
    [InlineData("?prefecture.from=22", "prefecture.from=22: This slicer has no order: it takes no range.")]
    [InlineData("?cluster.without=photon-valley", "cluster.without=photon-valley: There is no such parameter.")]
    [InlineData("?fiscal_year.from=2011&fiscal_year.to=2010", "fiscal_year.to=2010: The range ends before it begins.")]
    [InlineData("?measure=profit", "measure=profit: There is no such measure.")]
    [InlineData("review?fiscal_year.from=2010", "fiscal_year.from=2010: A yearly review is about one fiscal year.")]
    public async Task Page_AskedSomethingImpossible_NamesTheParameterAsTheApiDoes(string address, string words)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(locale: "en-US");

        await page.GotoAsync(new Uri(site.Address, $"{address}&dataset=samples").ToString());

        await Assertions.Expect(page.Locator(".message")).ToContainTextAsync(words);
    }

    [Fact]
    public async Task EveryPage_OverARangeAndWithoutSome_Answers()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(locale: "en-US");
        foreach (var path in new[] { "", "regions", "clusters", "industries", "rows" })
        {
            await page.GotoAsync(
                new Uri(site.Address, $"{path}?dataset=samples&fiscal_year.from=2010&cluster.not=pharma-valley&company_size.to=51-100&lang=en").ToString()
            );
            await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("FY2010 and later");
            await Assertions.Expect(page.Locator("[role=alert]")).ToHaveCountAsync(0);
        }

        await page.GotoAsync(new Uri(site.Address, "review?dataset=samples&cluster.not=photon-valley&lang=en").ToString());
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("(not Photon Valley)");
        await Assertions.Expect(page.Locator(".figs section", new() { HasText = "Outcomes" }).Locator("b").First).ToHaveTextAsync("3");
    }
}
