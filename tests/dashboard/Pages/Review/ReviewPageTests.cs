using Analytics.Dashboard.Pages.Review;
using Analytics.Sql;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace Analytics.Tests.Dashboard.Pages.Review;

/// <summary>The yearly review in a real browser and on paper, over a star whose figures are counted by hand.</summary>
public class ReviewPageTests(PostgresFixture postgres, BrowserFixture browser, Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The star knows no industries, so that section is absent. FY2011: 3 referrals (2 by the branches, 1 from a meeting); 12 patents in the west, 2
    // products and 6 patents in the east = 20 outcomes against 15 and a target of 16;
    // products 2 of 10. Of the 3 rows 1 is verified. Photon Valley 20, Pharma Valley 8.
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20100501, region: "22130", clusters: "photon-valley");
        var east = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley", channel: "exchange-meeting");
        await star.ReferralAsync(20110701, region: "22130");
        await star.ReferralAsync(20111001, region: "22100");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_500_000, region: "22130");
        await star.OutcomeAsync(20100901, "patent-filed", 15, referral: west, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 12, verification: "verified", referral: west, region: "22130");
        await star.OutcomeAsync(20110901, "product", 2, referral: east, region: "22203", firstModelCase: true);
        await star.OutcomeAsync(20120301, "patent-filed", 6, referral: east, region: "22203");
        await star.TargetAsync(2011, "outcomes", 16);
        await star.TargetAsync(2011, "products", 10);
        await star.ExecuteAsync(
            """
            insert into mart.dim_agreement (dataset_key, agreement_number, bank_code, institute_code, institute_name, signed_date, valid_from, valid_to, extends_number)
            select dataset_key, number, '0149', 'aist', '研究所', day, day, until, former
            from mart.dim_dataset cross join (values ('A-1', date '2007-08-06', date '2011-06-30', null), ('A-2', '2011-07-01', '2014-03-31', 'A-1'), ('A-0', '2005-04-01', '2007-03-31', null)) a (number, day, until, former)
            where dataset_code = 'samples'
            """
        );
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Fact]
    public async Task Review_OfAYear_JudgesItAgainstTargetAndTheYearBefore()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);

        await page.GotoAsync(new Uri(site.Address, "review?dataset=samples").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions
            .Expect(page.Locator("h1"))
            .ToHaveTextAsync("2011年度の成果：目標を上回りました。ただし、製品化件数（20.0%）は、目標に届きませんでした。");
        await Assertions
            .Expect(page.Locator(".lead"))
            .ToHaveTextAsync(
                "2011年度に3件の紹介があり、1件の連携が始まりました（以前の紹介による連携を含みます。一つの紹介に複数の連携があることもあります）。成果件数は 20件、前年度より5件増え、目標を25%上回りました。製品化件数は 2件、前年度より2件増えたものの、目標を80%下回りました。成果の記録3件のうち1件は証憑で確認済みです。"
            );
        await Assertions.Expect(page.Locator(".edition")).ToContainTextAsync("データの基準日 2012-03-31");
        await Assertions.Expect(page.Locator(".edition .badge")).ToHaveTextAsync("合成データ");
        var figures = page.Locator(".figs > section");
        await Assertions.Expect(figures.Filter(new() { HasText = "成果件数" })).ToContainTextAsync("目標 16件の 125.0%");
        // Of the cohort of FY2010 the one referral has had its 365 days; that of FY2011 has not.
        await Assertions.Expect(figures.Filter(new() { HasText = "連携転換率" })).ToContainTextAsync("1件中 0件");
        await Assertions.Expect(figures.Filter(new() { HasText = "連携転換率" })).ToContainTextAsync("2010年度の紹介");
        await Assertions.Expect(page.Locator("#changes")).ToContainTextAsync("最初の公開版です");

        await Assertions.Expect(page.Locator(".part h2")).ToHaveTextAsync(["1地域", "2クラスター", "3紹介経路", "4有効な協定", "5モデルケース", "6データの質"]);
        await Assertions
            .Expect(page.Locator("#region-summary > p").First)
            .ToHaveTextAsync("最も多いのは西部の12件です。前年度からの伸びは東部の8件が最大でした。");
        await Assertions.Expect(page.Locator("#clusters > p").First).ToContainTextAsync("行の合計 28、実数 20");
        await Assertions.Expect(page.Locator("#clusters .rows li").First).ToContainTextAsync("フォトンバレー");
        await Assertions.Expect(page.Locator("#channels tbody tr").Filter(new() { HasText = "技術交流会" }).Locator("td").First).ToHaveTextAsync("1");
        await Assertions
            .Expect(page.Locator("#agreements > p"))
            .ToContainTextAsync("年度内に有効だった協定は2件、年度末に有効だったのは1件です。紹介のうち3件は、その日に有効な協定がありませんでした。");
        await Assertions.Expect(page.Locator("#agreements tbody tr").First).ToContainTextAsync("A-2に延長");
        await Assertions.Expect(page.Locator("#cases > p").First).ToContainTextAsync("案件は1件です");
        await Assertions.Expect(page.Locator(".counts")).ToContainTextAsync("却下した行3");
        await Assertions.Expect(page.Locator(".appendix")).ToBeHiddenAsync();
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Review_OfARunningYear_IsNotJudgedYet()
    {
        await using var star = await StarAsync(postgres);
        await star.ReferralAsync(20120601, region: "22130");
        await star.PublishAsync("2012-09-30");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync(locale: "en-US");

        await page.GotoAsync(new Uri(site.Address, "review?dataset=samples&fiscal_year=2012").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Outcomes in FY2012: the year is still running (to 2012-09-30)");
        await Assertions.Expect(page.Locator(".lead")).ToContainTextAsync("The year is not over, so it is not yet compared");
        await Assertions.Expect(page.Locator(".figs .up, .figs .down, #region-summary .up, #region-summary .down")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("ja", "ただし、製品化件数（20.0%）は、目標に届きませんでした。", "付録：集計方法", "成果件数")]
    [InlineData("en", "above target. Below target, however: products launched (20.0%)", "Appendix: how the figures are counted", "Outcomes")]
    public async Task Review_PrintedFromADarkScreen_IsAWholeBlackDocumentOnA4(string language, string judgement, string appendix, string outcomes)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(scheme: ColorScheme.Dark);
        await page.GotoAsync(new Uri(site.Address, $"review?dataset=samples&lang={language}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var headings = await page.Locator(".part h2").AllTextContentsAsync();

        using var document = PdfDocument.Open(await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true }));

        var pages = document.GetPages().ToList();
        Assert.InRange(pages.Count, 2, 6);
        Assert.All(pages, p => Assert.Equal((595, 842), (Math.Round(p.Width), Math.Round(p.Height))));
        var text = Folded(string.Concat(pages.Select(p => p.Text)));
        Assert.Contains(Folded(judgement), text, StringComparison.Ordinal);
        Assert.Contains(Folded("20" + (language == "ja" ? "件" : "")) + Folded(outcomes), text, StringComparison.Ordinal);
        Assert.All(headings.Append(appendix), heading => Assert.Contains(Folded(heading), text, StringComparison.Ordinal));
        foreach (var (sheet, number) in pages.Select((p, i) => (p, i + 1)))
        {
            var words = Folded(sheet.Text);
            Assert.Contains(language == "ja" ? "合成データ" : "Syntheticdata", words, StringComparison.Ordinal);
            Assert.Contains($"{number}/{pages.Count}", words, StringComparison.Ordinal);
            Assert.True(words.Length > 120, $"Page {number} is nearly empty: {words}");
            Assert.All(sheet.Letters.Where(l => l.Value.Trim().Length > 0), l => Assert.InRange(l.BoundingBox.Right, 0, sheet.Width - 30));
        }

        // Printed from a dark screen, the title is black.
        var (red, green, blue) = pages[0].Letters.OrderByDescending(l => l.PointSize).First().Color.ToRGBValues();
        Assert.True(red + green + blue < 0.6, $"The title is printed in {red} {green} {blue}.");
    }

    [Fact]
    public void ModelCase_MonthsToProduct_AreWholeMonths()
    {
        static ModelCase Of(DateOnly referred, DateOnly made) =>
            new(
                "遠州光学",
                null,
                null,
                new("a.csv", null, 2),
                [
                    new(referred, false, "referral", null, null, null, null, null, null, null),
                    new(made, false, "outcome", new Bilingual("製品化", "Product"), null, "product", 1, null, null, null),
                ]
            );

        Assert.Equal(21, Of(new(2007, 8, 6), new(2009, 5, 20)).MonthsToProduct);
        Assert.Equal(20, Of(new(2007, 8, 21), new(2009, 5, 20)).MonthsToProduct);
    }

    private static string Folded(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));
}
