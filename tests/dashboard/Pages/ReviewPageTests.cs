using Analytics.Dashboard.Pages.Yearly;
using Analytics.Etl.Load;
using Analytics.Sql;
using Analytics.Tests.Etl.Load;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>The yearly review in a real browser and on paper, over stars whose figures are counted by hand.</summary>
public class ReviewPageTests(PostgresFixture postgres, BrowserFixture browser)
{
    private const string Referral = Ledgers.Referral + ",支店コード,支店名,紹介経路,市区町村コード", Engagement = Ledgers.Engagement + ",契約額(千円),更新日", Outcome = Ledgers.Outcome + ",確認方法,モデルケース";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The star knows no industries, so that section is absent. FY2011: 3 referrals (2 by the branches, 1 from a meeting); 12 patents in the west, 2 products and 6 patents in the east = 20 outcomes against 15 and a target of 16;
    // products 2 of 10. Of the 3 rows 1 is verified. Photon Valley 20, Pharma Valley 8.
    private async Task<Star> StarAsync()
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
            """);
        await star.PublishAsync("2012-03-31");
        return star;
    }

    // Publication 1: a patent and a prototype in FY2010, a contract of 5 million yen. Publication 2: a product of the same year that comes late, flagged as a model case, and the contract corrected to 4 million.
    private async Task<Ledgers> LedgersAsync()
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Referral, "1,2010-05-10,0149,遠州光学,101,三島支店,支店網,22206", "2,2010-06-01,0149,駿河食品,102,静岡支店,技術交流会,22100", "3,2011-03-31,0149,伊豆精機,101,三島支店,支店網,22206"),
            ledgers.Offer(Engagement, "10,1,共同研究,2010-07-01,5000,2010-08-01"),
            ledgers.Offer(Outcome, "1,1,特許出願,2010-12-01,証憑確認,", "2,2,試作品,2011-02-01,自己申告,"));
        await ledgers.LoadAsync(
            new OfferedFile(ledgers.File(Ledgers.Text(Outcome, "3,1,製品化,2011-03-20,証憑確認,○"), "三島支店_追加.csv"), "load"),
            new OfferedFile(ledgers.File(Ledgers.Text(Engagement, "10,1,共同研究,2010-07-01,4000,2011-04-10"), "連携台帳_訂正.csv"), "load"));
        return ledgers;
    }

    [Fact]
    public async Task Review_OfAYear_JudgesItAgainstTargetAndTheYearBefore()
    {
        await using var star = await StarAsync();
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);

        await page.GotoAsync(new Uri(site.Address, "review?dataset=samples").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("2011年度の成果：目標を上回ったが、製品化件数（20.0%）は届かなかった");
        await Assertions.Expect(page.Locator(".lead")).ToHaveTextAsync(
            "2011年度に3件の紹介があり、1件の連携が始まりました（以前の紹介によるものを含み、一つの紹介に複数のこともあります）。成果件数は 20件、前年度より5件増え、目標を25%上回りました。製品化件数は 2件、前年度より2件増えたものの、目標を80%下回りました。成果の記録3件のうち1件は証憑で確認済みです。");
        await Assertions.Expect(page.Locator(".edition")).ToContainTextAsync("データの基準日 2012-03-31");
        await Assertions.Expect(page.Locator(".edition .badge")).ToHaveTextAsync("合成データ");
        var figures = page.Locator(".figs > section");
        await Assertions.Expect(figures.Filter(new() { HasText = "成果件数" })).ToContainTextAsync("目標 16件の 125.0%");
        // Of the cohort of FY2010 the one referral has had its 365 days; that of FY2011 has not.
        await Assertions.Expect(figures.Filter(new() { HasText = "連携転換率" })).ToContainTextAsync("1件中 0件");
        await Assertions.Expect(figures.Filter(new() { HasText = "連携転換率" })).ToContainTextAsync("2010年度の紹介");
        await Assertions.Expect(page.Locator("#changes")).ToContainTextAsync("最初の公開版です");

        await Assertions.Expect(page.Locator(".part h2")).ToHaveTextAsync(["1地域", "2クラスター", "3紹介経路", "4有効な協定", "5モデルケース", "6データの質"]);
        await Assertions.Expect(page.Locator("#region-summary > p").First).ToHaveTextAsync("最も多いのは西部の12件です。前年度からの伸びは東部の8件が最大でした。");
        await Assertions.Expect(page.Locator("#clusters > p").First).ToContainTextAsync("行の合計 28、実数 20");
        await Assertions.Expect(page.Locator("#clusters .rows li").First).ToContainTextAsync("フォトンバレー");
        await Assertions.Expect(page.Locator("#channels tbody tr").Filter(new() { HasText = "技術交流会" }).Locator("td").First).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("#agreements > p")).ToContainTextAsync("年度内に有効だった協定は2件、年度末に有効だったのは1件です。紹介のうち3件は、その日に有効な協定がありませんでした。");
        await Assertions.Expect(page.Locator("#agreements tbody tr").First).ToContainTextAsync("A-2に延長");
        await Assertions.Expect(page.Locator("#cases > p").First).ToContainTextAsync("案件は1件です");
        await Assertions.Expect(page.Locator(".counts")).ToContainTextAsync("却下した行3");
        await Assertions.Expect(page.Locator(".appendix")).ToBeHiddenAsync();
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Review_OfTwoPublications_SaysWhichFiguresChangedAndWhy()
    {
        await using var ledgers = await LedgersAsync();
        // A third publication that brings these ledgers nothing: the comparison is still with the one before they changed.
        await ledgers.ExecuteAsync(
            """
            insert into audit.publications (publication, published_at, seconds, rows_opened, rows_closed) select 3, published_at + interval '1 hour', 0.1, 0, 0 from audit.publications where publication = 2;
            insert into audit.publication_datasets (publication, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions)
            select 3, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions from audit.publication_datasets where publication = 2
            """);
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("#changes h2")).ToContainTextAsync("公開版 1（");
        await Assertions.Expect(page.Locator(".restated li")).ToHaveTextAsync(
            ["2010年度の成果件数 2 → 3件", "2010年度の製品化件数 0 → 1件", "2010年度の契約額 5,000 → 4,000千円", "2010年度のモデルケース件数 0 → 1件"]);
        var reasons = page.Locator("#changes .reasons li");
        await Assertions.Expect(reasons.Nth(0)).ToContainTextAsync("三島支店の遅れた成果の報告 1件");
        await Assertions.Expect(reasons.Nth(0)).ToContainTextAsync("3（三島支店_追加.csv : 2）");
        await Assertions.Expect(reasons.Nth(1)).ToContainTextAsync("三島支店の連携案件の訂正 1件");
        await Assertions.Expect(reasons.Nth(1)).ToContainTextAsync("10：金額 5,000千円 → 4,000千円（連携台帳_訂正.csv : 2）");
        // The referral now has a product: recomputed, though nothing that its ledger says has changed.
        await Assertions.Expect(reasons.Nth(2)).ToContainTextAsync("1行");
        await Assertions.Expect(reasons).ToHaveCountAsync(3);

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010&compare=7").ToString());
        await Assertions.Expect(page.Locator(".message")).ToContainTextAsync("compare=7");
    }

    [Fact]
    public async Task Review_WithinAnotherSlice_HasNeitherItsChangesNorItsCases()
    {
        await using var ledgers = await LedgersAsync();
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010&subregion=22-central&channel=exchange-meeting").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("2010年度の成果（中部、技術交流会）");
        await Assertions.Expect(page.Locator("#changes")).ToContainTextAsync("変更はありません");
        await Assertions.Expect(page.Locator("#cases > p").First).ToContainTextAsync("案件はありません");

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010&quarter=2010-Q4").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator("#changes .reasons li").First).ToContainTextAsync("三島支店の遅れた成果の報告 1件");
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Review_MeetingsAndSurveyForms_StandAmongTheChanges()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string meeting = Ledgers.Meeting + ",参加者数,更新日", survey = Ledgers.Survey + ",銀行コード,更新日";
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2009-04-01,0149,甲", "2,2011-03-31,0149,乙"),
            ledgers.Offer(meeting, "M1,2010-05-20,甲,2,2010-05-21"), ledgers.Offer(survey, "1,2010,未回答,0149,2011-02-01"));
        await ledgers.LoadAsync(
            ledgers.Offer(meeting, "M1,2010-05-20,甲,3,2010-06-01", "M1,2010-05-20,丙,1,2010-06-01"), ledgers.Offer(survey, "1,2010,成果なし,0149,2011-03-01"));
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        var reasons = page.Locator("#changes .reasons li");
        await Assertions.Expect(reasons.Nth(0)).ToContainTextAsync("遅れた交流会の参加企業の報告 1件");
        await Assertions.Expect(reasons.Nth(1)).ToContainTextAsync("交流会の参加企業の訂正 1件");
        await Assertions.Expect(reasons.Nth(1)).ToContainTextAsync("M1：数量 2 → 3（");
        await Assertions.Expect(reasons.Nth(2)).ToContainTextAsync("調査票の訂正 1件");
        await Assertions.Expect(reasons.Nth(2)).ToContainTextAsync("1：回答 未回答 → 成果なし（");
    }

    // Three names and two dates are blank (one row lacks both); two amounts have units that do not exist, each another one.
    [Fact]
    public async Task Review_Findings_AreGroupedByRuleAndColumnAndSayNothingOfOneRowAlone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2010-05-10,0149,甲", "2,2010-05-11,0149,", "3,2010-05-12,0149,", "4,,0149,", "5,,0149,乙"),
            ledgers.Offer(Ledgers.Engagement + ",契約額", "10,1,共同研究,2010-07-01,5ユーロ", "11,1,共同研究,2010-07-01,5ポンド", "12,1,共同研究,2010-07-01,5千円"),
            ledgers.Offer(Ledgers.Outcome, "1,1,特許出願,2011-03-31"));
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("#quality tbody tr").Filter(new() { HasText = "却下" })).ToHaveTextAsync(
            ["却下企業名「企業名」が空です。3", "却下契約額…という金額の単位はありません。2", "却下紹介日「紹介日」が空です。2"]);
        await Assertions.Expect(page.Locator("#quality > .note").First).ToContainTextAsync("一つの行に複数の誤りがあれば、それぞれに数えます。");
    }

    [Fact]
    public async Task Review_ModelCase_IsToldFromReferralToProduct()
    {
        await using var ledgers = await LedgersAsync();
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.Equal("1", await ledgers.TotalAsync("model_cases", "fiscal_year=2010"));
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".case header")).ToHaveTextAsync("遠州光学（三島市）紹介から製品化まで 10か月");
        await Assertions.Expect(page.Locator(".case li")).ToHaveTextAsync(["2010-05-10紹介（支店網）", "2010-07-01共同研究", "2010-12-01特許出願証憑確認", "2011-03-20製品化証憑確認"]);
        await Assertions.Expect(page.Locator(".case .note")).ToHaveTextAsync("根拠 三島支店_追加.csv : 2");
    }

    [Fact]
    public async Task Review_OfARunningYear_IsNotJudgedYet()
    {
        await using var star = await StarAsync();
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
    [InlineData("ja", ColorScheme.Light, 1440)]
    [InlineData("ja", ColorScheme.Dark, 390)]
    [InlineData("en", ColorScheme.Light, 390)]
    [InlineData("en", ColorScheme.Dark, 1440)]
    public async Task Review_ForEverybody_HasNoAxeFinding(string language, ColorScheme scheme, int width)
    {
        await using var ledgers = await LedgersAsync();
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync(width, scheme: scheme);
        await page.GotoAsync(new Uri(site.Address, $"review?dataset=ledgers&fiscal_year=2010&lang={language}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.Empty(await Axe.FindingsAsync(page));
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
    }

    [Theory]
    [InlineData("ja", "目標を上回ったが、製品化件数（20.0%）は届かなかった", "付録：集計方法", "成果件数")]
    [InlineData("en", "above target, but missed the target of products launched (20.0%)", "Appendix: how the figures are counted", "Outcomes")]
    public async Task Review_PrintedFromADarkScreen_IsAWholeBlackDocumentOnA4(string language, string judgement, string appendix, string outcomes)
    {
        await using var star = await StarAsync();
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
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
        static ModelCase Of(DateOnly referred, DateOnly made) => new("遠州光学", null, null, new("a.csv", null, 2),
            [new(referred, false, "referral", null, null, null, null, null, null, null), new(made, false, "outcome", new Bilingual("製品化", "Product"), null, "product", 1, null, null, null)]);

        Assert.Equal(21, Of(new(2007, 8, 6), new(2009, 5, 20)).MonthsToProduct);
        Assert.Equal(20, Of(new(2007, 8, 21), new(2009, 5, 20)).MonthsToProduct);
    }

    private static string Folded(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));
}
