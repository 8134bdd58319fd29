using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>What pages say of a measure: which slicers do not apply to it, where its region comes from, by what time it is counted.</summary>
public class MeasureWordsTests(Shared shared) : IClassFixture<Shared>
{
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20100501, region: "22130", clusters: "photon-valley", industry: "28");
        var east = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley", industry: "26");
        await star.OutcomeAsync(20110901, "patent-filed", 12, referral: west, region: "22130", industry: "28");
        await star.AttendanceAsync(20110610, "M1", region: "22130");
        await star.AttendanceAsync(20110910, "M2", region: "22203");
        await star.SurveyAsync(2010, "outcome", west);
        await star.SurveyAsync(2011, "unanswered", east);
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Fact]
    public async Task Overview_OfMeetings_SaysWhichSlicersDoNotApplyAndThatTheRegionIsTheVenue()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "?dataset=samples&measure=meetings&lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Exchange meetings in FY2011 came to 2 meetings");
        await Assertions.Expect(page.Locator("#clusters .blank")).ToHaveTextAsync("Exchange meetings cannot be broken down or filtered by “Cluster”.");
        await Assertions.Expect(page.Locator("#industries .blank")).ToContainTextAsync("Exchange meetings cannot be broken down or filtered by “Industry");
        await Assertions.Expect(page.Locator("#map")).ToContainTextAsync("For exchange meetings, the region is that of the venue.");
        await Assertions.Expect(page.Locator("#map")).Not.ToContainTextAsync("address in the ledger");
        // Its table has referrals beside the meetings: both are said.
        await Assertions.Expect(page.Locator("#region-summary")).ToContainTextAsync("Regions follow the address in the ledger");
        await Assertions.Expect(page.Locator("#region-summary")).ToContainTextAsync("the venue's municipality");

        await page.GotoAsync(new Uri(site.Address, "?dataset=samples&measure=meetings&cluster=photon-valley&lang=ja").ToString());
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("「技術交流会の開催回数」は、「クラスター」別の集計や絞り込みができません。");
        await page.GotoAsync(new Uri(site.Address, "clusters?dataset=samples&measure=meetings&lang=en").ToString());
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Exchange meetings cannot be broken down or filtered by “Cluster”.");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("No data fits");
    }

    [Fact]
    public async Task Trend_OfTheSurvey_IsBySurveyYear()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(
            new Uri(site.Address, "?dataset=samples&measure=survey_response_rate&lang=en").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );

        await Assertions.Expect(page.Locator("#trend .sub")).ToHaveTextAsync("%, FY2010–FY2011, by survey year");
        await page.GotoAsync(
            new Uri(site.Address, "?dataset=samples&measure=open_referrals&lang=en").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        await Assertions.Expect(page.Locator("#trend .sub")).ToHaveTextAsync("cases, FY2010–FY2011, at the end of the period");
    }
}
