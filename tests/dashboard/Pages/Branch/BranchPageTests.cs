using System.Globalization;
using Analytics.Dashboard.Pages.Branch;
using Analytics.Sql.Access;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Branch;

/// <summary>The list of a branch: its figures against the model's, its order, its printed page.</summary>
public class BranchPageTests(PostgresFixture postgres, Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Branch 0149-101, data to 31 March 2012. A (FY2010): joint research and consultation, 3 patents and a loan. B (1 June 2011) waits 304 days; C (1
    // March 2012) waits 30.
    // D was closed on 1 August 2011 without an engagement. Besides: an engagement in preparation, information, one after the last day; another
    // branch; a later publication's row.
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var a = await star.ReferralAsync(20100501);
        var b = await star.ReferralAsync(20110601);
        await star.ReferralAsync(20120301);
        var d = await star.ReferralAsync(20110701);
        await star.ReferralAsync(20110801, branch: "102");
        await star.EngagementAsync(20100601, "joint-research", a);
        await star.EngagementAsync(20100701, "consultation", a);
        await star.EngagementAsync(20110615, "information", b);
        await star.EngagementAsync(20110620, "consultation", b, state: "preparing");
        await star.EngagementAsync(20120601, "consultation", b);
        await star.OutcomeAsync(20110301, "patent-filed", 3, verification: "verified", referral: a);
        await star.OutcomeAsync(20110401, "loan", amount: 5_000_000, referral: a);
        await star.ExecuteAsync(
            $"update mart.fct_referrals set first_engagement_date_key = 20100601, first_research_date_key = 20100601, days_to_engagement = 31, days_to_research = 31, furthest_stage = 'research' where referral_id = {a}"
        );
        await star.ExecuteAsync($"update mart.fct_referrals set closed_date_key = 20110801, days_to_closed = 31, state = 'withdrawn' where referral_id = {d}");
        await star.PublishAsync("2012-03-31");
        return star;
    }

    private static async Task<DatasetSummary> SamplesAsync(Star star) => (await star.Model.DatasetsAsync(Cancellation)).Single(d => d.Code == "samples");

    [Fact]
    public async Task List_AllYears_AddsUpToTheModelsMeasuresOfTheBranch()
    {
        var star = await shared.OfAsync(StarAsync);

        var list = await new BranchReader(ScopedReader.OfAll(star.Warehouse.Reader)).AskAsync(await SamplesAsync(star), "0149-101", null);

        Assert.Equal("4 2 3 1", string.Create(CultureInfo.InvariantCulture, $"{list.Referrals.Count} {list.Engagements} {list.Outcomes} {list.WaitingLong}"));
        Assert.Equal("total: 4 2 3 1", (await star.RowsAsync("referrals engagements outcomes open_over_90_days", filters: "branch=0149-101")).Split('\n')[^1]);
        Assert.Equal((1, 2, 304), (list.Engaged, list.Waiting, list.Longest));
    }

    [Fact]
    public async Task List_OfOneYear_HoldsItsReferralsWithAllThatBecameOfThem()
    {
        var star = await shared.OfAsync(StarAsync);

        var list = await new BranchReader(ScopedReader.OfAll(star.Warehouse.Reader)).AskAsync(await SamplesAsync(star), "0149-101", 2010);

        var only = Assert.Single(list.Referrals);
        Assert.Equal(["共同研究", "技術相談"], only.Engagements.Select(e => e.Type.Ja));
        Assert.Equal(["特許出願", "融資実行"], only.Outcomes.Select(o => o.Type.Ja));
        Assert.Equal(("research", 3), (only.Stage, list.Outcomes));
        Assert.Equal("total: 1", (await star.RowsAsync("referrals", filters: "branch=0149-101 fiscal_year=2010")).Split('\n')[^1]);
    }

    [Fact]
    public async Task List_InItsOrder_BeginsWithThoseThatWaitLongest()
    {
        var star = await shared.OfAsync(StarAsync);

        var list = await new BranchReader(ScopedReader.OfAll(star.Warehouse.Reader)).AskAsync(await SamplesAsync(star), "0149-101", null);

        Assert.Equal(
            ["2011-06-01 304", "2012-03-01 30", "2010-05-01 ", "2011-07-01 "],
            list.Referrals.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.ReferredOn:yyyy-MM-dd} {r.Waited}"))
        );
    }

    [Fact]
    public async Task List_OfAnOlderPublication_ShowsWhatItShowedThen()
    {
        await using var star = await StarAsync(postgres);
        var then = await SamplesAsync(star);
        await star.ReferralAsync(20120302);
        await star.PublishAsync("2012-03-31");

        var book = new BranchReader(ScopedReader.OfAll(star.Warehouse.Reader));

        Assert.Equal(
            (4, 5),
            ((await book.AskAsync(then, "0149-101", null)).Referrals.Count, (await book.AskAsync(await SamplesAsync(star), "0149-101", null)).Referrals.Count)
        );
    }

    [Fact]
    public async Task Page_OfABranch_SaysItInWordsAndPrintsOnA4()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);
        await page.GotoAsync(
            new Uri(site.Address, "regions/branch?dataset=samples&branch=0149-101").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("銀行0149　支店101の紹介は 4件。これまでに1件で連携が始まり、成果は3件です。");
        await Assertions.Expect(page.Locator(".answer p")).ToHaveTextAsync("2件が連携を待っており、うち1件は90日を超えています（最長 304日）。");
        await Assertions.Expect(page.Locator(".sums dd")).ToHaveTextAsync(["4件", "2件", "3件", "1件"]);
        await Assertions.Expect(page.Locator(".branch-list tbody tr").First).ToContainTextAsync("! 304");
        await Assertions.Expect(page.Locator(".branch-list tbody tr").First).ToContainTextAsync("test.csv : 1");

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator(".nav")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".branch-choices .pick")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".branch-list table")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".badge")).ToBeVisibleAsync();
        Assert.Equal("list", await page.Locator("main").EvaluateAsync<string>("e => getComputedStyle(e).page"));
        await page.SetViewportSizeAsync(1030, 700); // A4 on its side within its margins
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        Assert.Empty(watch.Complaints);
    }

    [Theory]
    [InlineData("branch=0149-999", "この条件では表示できません")]
    [InlineData("", "支店を選択してください")]
    public async Task Page_WithoutABranchThatExists_SaysWhatToDo(string branch, string title)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, $"regions/branch?dataset=samples&{branch}").ToString());

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(title);
    }
}
