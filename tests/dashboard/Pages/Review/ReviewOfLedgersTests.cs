using Analytics.Etl.Load;
using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Review;

/// <summary>The yearly review of ledgers that were published twice: what changed and why, what was wrong with their rows, and which cases it tells.</summary>
public class ReviewOfLedgersTests(PostgresFixture postgres, BrowserFixture browser, Shared shared) : IClassFixture<Shared>
{
    private const string Referral = Ledgers.Referral + ",支店コード,支店名,紹介経路,市区町村コード",
        Engagement = Ledgers.Engagement + ",契約額(千円),更新日",
        Outcome = Ledgers.Outcome + ",確認方法,モデルケース";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Publication 1: a patent and a prototype in FY2010, a contract of 5 million yen. Publication 2: a product of the same year that comes late,
    // flagged as a model case, and the contract corrected to 4 million.
    private static async Task<Ledgers> LedgersAsync(PostgresFixture postgres)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Referral,
                "1,2010-05-10,0149,遠州光学,101,三島支店,支店網,22206",
                "2,2010-06-01,0149,駿河食品,102,静岡支店,技術交流会,22100",
                "3,2011-03-31,0149,伊豆精機,101,三島支店,支店網,22206"
            ),
            ledgers.Offer(Engagement, "10,1,共同研究,2010-07-01,5000,2010-08-01"),
            ledgers.Offer(Outcome, "1,1,特許出願,2010-12-01,証憑確認,", "2,2,試作品,2011-02-01,自己申告,")
        );
        await ledgers.LoadAsync(
            new OfferedFile(ledgers.File(Ledgers.Text(Outcome, "3,1,製品化,2011-03-20,証憑確認,○"), "三島支店_追加.csv"), "load"),
            new OfferedFile(ledgers.File(Ledgers.Text(Engagement, "10,1,共同研究,2010-07-01,4000,2011-04-10"), "連携台帳_訂正.csv"), "load")
        );
        return ledgers;
    }

    [Fact]
    public async Task Review_OfTwoPublications_SaysWhichFiguresChangedAndWhy()
    {
        await using var ledgers = await LedgersAsync(postgres);
        // A third publication that brings these ledgers nothing: the comparison is still with the one before they changed.
        await ledgers.ExecuteAsync(
            """
            insert into audit.publications (publication, published_at, seconds, rows_opened, rows_closed) select 3, published_at + interval '1 hour', 0.1, 0, 0 from audit.publications where publication = 2;
            insert into audit.publication_datasets (publication, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions)
            select 3, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions from audit.publication_datasets where publication = 2
            """
        );
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("#changes h2")).ToContainTextAsync("公開版 1（");
        await Assertions
            .Expect(page.Locator(".restated li"))
            .ToHaveTextAsync([
                "2010年度の成果件数 2 → 3件",
                "2010年度の製品化件数 0 → 1件",
                "2010年度の契約額 5,000 → 4,000千円",
                "2010年度のモデルケース件数 0 → 1件",
            ]);
        var reasons = page.Locator("#changes .reasons li");
        await Assertions.Expect(reasons.Nth(0)).ToContainTextAsync("三島支店の遅れて届いた成果 1件");
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
        await using var site = await shared.VisitAsync(LedgersAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(
            new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010&subregion=22-central&channel=exchange-meeting").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("2010年度の成果（中部、技術交流会）");
        await Assertions.Expect(page.Locator("#changes")).ToContainTextAsync("変更はありません");
        await Assertions.Expect(page.Locator("#cases > p").First).ToContainTextAsync("案件はありません");

        await page.GotoAsync(
            new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010&quarter=2010-Q4").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        await Assertions.Expect(page.Locator("#changes .reasons li").First).ToContainTextAsync("三島支店の遅れて届いた成果 1件");
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Review_MeetingsAndSurveyForms_StandAmongTheChanges()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string meeting = Ledgers.Meeting + ",参加者数,更新日",
            survey = Ledgers.Survey + ",銀行コード,更新日";
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2009-04-01,0149,甲", "2,2011-03-31,0149,乙"),
            ledgers.Offer(meeting, "M1,2010-05-20,甲,2,2010-05-21"),
            ledgers.Offer(survey, "1,2010,未回答,0149,2011-02-01")
        );
        await ledgers.LoadAsync(
            ledgers.Offer(meeting, "M1,2010-05-20,甲,3,2010-06-01", "M1,2010-05-20,丙,1,2010-06-01"),
            ledgers.Offer(survey, "1,2010,成果なし,0149,2011-03-01")
        );
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        var reasons = page.Locator("#changes .reasons li");
        await Assertions.Expect(reasons.Nth(0)).ToContainTextAsync("遅れて届いた交流会の参加企業 1件");
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
            ledgers.Offer(
                Ledgers.Engagement + ",契約額",
                "10,1,共同研究,2010-07-01,5ユーロ",
                "11,1,共同研究,2010-07-01,5ポンド",
                "12,1,共同研究,2010-07-01,5千円"
            ),
            ledgers.Offer(Ledgers.Outcome, "1,1,特許出願,2011-03-31")
        );
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions
            .Expect(page.Locator("#quality tbody tr").Filter(new() { HasText = "却下" }))
            .ToHaveTextAsync(["却下企業名「企業名」が空です。3", "却下契約額…という金額の単位はありません。2", "却下紹介日「紹介日」が空です。2"]);
        await Assertions.Expect(page.Locator("#quality > .note").First).ToContainTextAsync("一つの行に複数の誤りがある場合は、それぞれに数えています。");
    }

    [Fact]
    public async Task Review_ModelCase_IsToldFromReferralToProduct()
    {
        await using var site = await shared.VisitAsync(LedgersAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2010").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.Equal("1", await (await shared.OfAsync(LedgersAsync)).TotalAsync("model_cases", "fiscal_year=2010"));
        await Assertions.Expect(page.Locator(".case")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".case header")).ToHaveTextAsync("遠州光学（三島市）紹介から製品化まで 10か月");
        await Assertions
            .Expect(page.Locator(".case li"))
            .ToHaveTextAsync(["2010-05-10紹介（支店網）", "2010-07-01共同研究", "2010-12-01特許出願証憑確認", "2011-03-20製品化証憑確認"]);
        await Assertions.Expect(page.Locator(".case .note")).ToHaveTextAsync("根拠 三島支店_追加.csv : 2");
    }

    [Theory]
    [InlineData("ja", ColorScheme.Light, 1440)]
    [InlineData("ja", ColorScheme.Dark, 390)]
    [InlineData("en", ColorScheme.Light, 390)]
    [InlineData("en", ColorScheme.Dark, 1440)]
    public async Task Review_ForEverybody_HasNoAxeFinding(string language, ColorScheme scheme, int width)
    {
        await using var site = await shared.VisitAsync(LedgersAsync);
        var page = await site.OpenPageAsync(width, scheme: scheme);
        await page.GotoAsync(
            new Uri(site.Address, $"review?dataset=ledgers&fiscal_year=2010&lang={language}").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        Assert.Empty(await Axe.FindingsAsync(page));
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
    }
}
