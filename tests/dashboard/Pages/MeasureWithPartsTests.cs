using System.Net;
using System.Text;
using Analytics.Tests.Dashboard.Api;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>Added sales are nowhere shown without what was checked of them and what companies reported themselves.</summary>
public class MeasureWithPartsTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // FY2011: 20 million yen verified and 5 million reported in the west (two clusters), 30 million reported in the east (one): 55 = 20 + 35. By
    // cluster the rows add up to 55 + 25 = 80.
    private static async Task FillAsync(Star star)
    {
        var west = await star.ReferralAsync(20110501, region: "22130", clusters: "photon-valley pharma-valley");
        var east = await star.ReferralAsync(20110601, region: "22203", clusters: "photon-valley");
        await star.EngagementAsync(20110701, "joint-research", west);
        await star.OutcomeAsync(20110901, "added-sales", amount: 20_000_000, verification: "verified", referral: west, region: "22130");
        await star.OutcomeAsync(20111001, "added-sales", amount: 5_000_000, referral: west, region: "22130");
        await star.OutcomeAsync(20111101, "added-sales", amount: 30_000_000, referral: east, region: "22203");
        await star.OutcomeAsync(20100901, "added-sales", amount: 10_000_000, referral: west, region: "22130");
        await star.PublishAsync("2012-03-31");
    }

    [Fact]
    public async Task AddedSales_OnEveryPage_StandBesideTheirParts()
    {
        await using var star = await Star.CreateAsync(postgres);
        await FillAsync(star);
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await OpenAsync("");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("55百万円（証憑確認 20百万円、自己申告 35百万円）");
        await Assertions.Expect(page.Locator(".answer p")).ToContainTextAsync("東部の30百万円（証憑確認 0百万円、自己申告 30百万円）");
        await Assertions.Expect(page.Locator(".kpi", new() { HasText = "売上増加額" }).Locator(".parts")).ToHaveTextAsync("証憑確認20自己申告35");
        foreach (var visual in new[] { "#trend", "#map", "#clusters" })
            await Assertions
                .Expect(page.Locator($"{visual} .note").Filter(new() { HasText = "総数 55百万円の内訳は、証憑確認 20百万円、自己申告 35百万円です。" }))
                .ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#map .keys small")).ToHaveTextAsync(["証憑確認 0、自己申告 30", "証憑確認 20、自己申告 5"]);
        await Assertions.Expect(page.Locator("#region-summary tbody tr", new() { HasText = "西部" })).ToContainTextAsync("25証憑確認 20、自己申告 5");
        await Assertions.Expect(page.Locator("#clusters")).ToContainTextAsync("行の合計 80百万円、総数 55百万円");

        foreach (
            var (path, figure) in new[]
            {
                ("regions", "55百万円（証憑確認 20百万円、自己申告 35百万円）"),
                ("clusters", "55百万円（証憑確認 20百万円、自己申告 35百万円）"),
                ("rows", "総数 55百万円の内訳は、証憑確認 20百万円、自己申告 35百万円です。"),
            }
        )
        {
            await OpenAsync(path);
            await Assertions.Expect(page.Locator(".answer")).ToContainTextAsync(figure);
        }

        await OpenAsync("review");
        await Assertions.Expect(page.Locator(".figs > section", new() { HasText = "売上増加額" })).ToContainTextAsync("証憑確認 20自己申告 35");

        Task OpenAsync(string path) =>
            page.GotoAsync(new Uri(site.Address, $"{path}?dataset=samples&measure=added_sales").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
    }

    // Twelve industries with 12, 11 … 1 million yen; the odd ones are verified. Ten have a bar of their own, 2 (reported) and 1 (verified) stand together as 3.
    [Fact]
    public async Task AddedSales_OfALegendAndInPictures_StandBesideTheirParts()
    {
        await using var site = await ApiSite.CreateAsync(postgres, withPages: true);
        string[] groups = ["09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "21"];
        foreach (var (place, group) in groups.Index())
            await site.Star.OutcomeAsync(
                20110901,
                "added-sales",
                amount: (12 - place) * 1_000_000,
                verification: (12 - place) % 2 == 1 ? "verified" : "self-reported",
                industry: group,
                region: place < 4 ? "22130" : "22203",
                referral: await site.Star.ReferralAsync(20110501, industry: group, region: place < 4 ? "22130" : "22203")
            );
        await site.Star.PublishAsync("2012-03-31");

        // 12 + 11 + 10 + 9 = 42 in the west, of it 11 + 9 verified; 8 + 7 … + 1 = 36 in the east, of it 7 + 5 + 3 + 1 verified.
        var page = WebUtility.HtmlDecode(await site.TextAsync("/?dataset=samples&measure=added_sales&fiscal_year=2011&lang=ja"));
        Assert.Contains("42百万円（証憑確認 20百万円、自己申告 22百万円）", page, StringComparison.Ordinal);

        Assert.Contains("その他（2）証憑確認1、自己申告23", await LettersAsync("industries"), StringComparison.Ordinal);
        Assert.Contains("西部42証憑確認20、自己申告22", await LettersAsync("map"), StringComparison.Ordinal);
        Assert.Contains("西部42証憑確認20、自己申告22", await LettersAsync("trend"), StringComparison.Ordinal);

        async Task<string> LettersAsync(string plot)
        {
            using var pdf = PdfDocument.Open(
                await site.Http.GetByteArrayAsync($"/api/v1/plots/{plot}.pdf?lang=ja&dataset=samples&measure=added_sales&fiscal_year=2011", Cancellation)
            );
            return string.Concat(pdf.GetPage(1).Letters.Select(l => l.Value)).Replace(" ", "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("added_sales.previous", "added_sales.previous,added_sales_verified.previous,added_sales_self_reported.previous,states")]
    [InlineData("added_sales.running&by=fiscal_year", "added_sales.running,added_sales_verified.running,added_sales_self_reported.running,states")]
    [InlineData("added_sales.target", "added_sales.target,states")]
    public async Task AddedSales_OfAnotherTime_StandBesideTheirPartsOfThatTime(string question, string columns)
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await FillAsync(site.Star);

        var csv = Encoding.UTF8.GetString(await site.Http.GetByteArrayAsync($"/api/v1/query?measure={question}&fiscal_year=2011&format=csv", Cancellation));

        Assert.Contains(columns, csv.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddedSales_InEveryFile_StandBesideTheirParts()
    {
        await using var site = await ApiSite.CreateAsync(postgres, withPages: true);
        await FillAsync(site.Star);

        var csv = Encoding.UTF8.GetString(
            await site.Http.GetByteArrayAsync("/api/v1/query?measure=added_sales&by=subregion&fiscal_year=2011&format=csv", Cancellation)
        );
        Assert.StartsWith("\uFEFFsubregion,subregion_label,added_sales,added_sales_verified,added_sales_self_reported,", csv, StringComparison.Ordinal);
        Assert.Contains("22-west,西部,25000000,20000000,5000000,", csv, StringComparison.Ordinal);
        var json = await site.JsonAsync("/api/v1/query?measure=added_sales&by=cluster&fiscal_year=2011");
        Assert.Equal(35_000_000m, json.GetProperty("totals").GetProperty("added_sales_self_reported").GetDecimal());
        Assert.Contains("行の合計 80,000,000円、総数 55,000,000円", json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        var plot = await site.TextAsync("/api/v1/plots/regions.svg?dataset=samples&measure=added_sales&fiscal_year=2011");
        Assert.Contains("総数 55百万円の内訳は、証憑確認 20百万円、自己申告 35百万円です。", plot, StringComparison.Ordinal);
        Assert.Contains("（証憑確認 20、自己申告 5）", plot, StringComparison.Ordinal);
    }

    // Twelve industries: the ten largest, of 3 to 12 million yen, and two others: 2 million verified and 1 million reported.
    [Fact]
    public async Task AddedSales_OfTheOthersTogether_StandBesideTheirParts()
    {
        await using var site = await ApiSite.CreateAsync(postgres, withPages: true);
        for (var industry = 1; industry <= 12; industry++)
            await site.Star.OutcomeAsync(
                20110901,
                "added-sales",
                amount: industry * 1_000_000L,
                verification: industry == 2 ? "verified" : "self-reported",
                industry: $"{industry + 8:00}",
                region: "22130"
            );
        await site.Star.PublishAsync("2012-03-31");

        var page = WebUtility.HtmlDecode(await site.TextAsync("/?dataset=samples&measure=added_sales&lang=ja"));

        Assert.Matches("(?s)その他（2）</span>\\s*<small class=\"num\">証憑確認 2、自己申告 1</small>.{0,200}<b class=\"num\">3</b>", page);
    }

    // Five companies with contracts of 1 million yen each; two of them reported sales: 3 million and 2 million. 5 ÷ 5 = 1.00, reported by 2.
    [Fact]
    public async Task SalesPerContract_SaysHowManyReported()
    {
        await using var star = await Star.CreateAsync(postgres);
        for (var company = 1; company <= 5; company++)
            await star.ReferralAsync(
                20080501,
                region: company < 3 ? "22130" : "22203",
                company: company,
                contract3y: 1_000_000,
                verified3y: company == 1 ? 3_000_000 : null,
                reported3y: company == 2 ? 2_000_000 : null
            );
        await star.EngagementAsync(20080701, "joint-research", contract: 1_000_000);
        await star.OutcomeAsync(20081101, "added-sales", amount: 3_000_000);
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(
            new Uri(site.Address, "?dataset=samples&measure=sales_per_contract&fiscal_year=2008").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        await Assertions
            .Expect(page.Locator("#region-summary tfoot"))
            .ToContainTextAsync("1.00（報告 2件）証憑確認 0.60（報告 1件）、自己申告 0.40（報告 1件）");
    }
}
