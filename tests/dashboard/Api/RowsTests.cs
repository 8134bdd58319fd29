using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Dashboard.Client;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>From a figure to the single rows that it counts: they must give the figure again.</summary>
public class RowsTests(PostgresFixture postgres, Shared shared) : IClassFixture<Shared>
{
    [Fact]
    public async Task Rows_OfEveryKind_GiveTheFigureAgain()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley", company: 7, engaged: 20080601);
        await site.Star.ReferralAsync(20080601, clusters: "photon-valley", company: 7, closed: 20081001);
        await site.Star.ReferralAsync(20080701, region: "22203", company: 8);
        await site.Star.ReferralAsync(20090701, company: 9);
        await site.Star.EngagementAsync(20080601, "joint-research", contract: 5_000_000);
        await site.Star.EngagementAsync(20080701, "joint-research", contract: 250_000);
        await site.Star.EngagementAsync(20080801, "joint-research"); // a contract whose amount nobody knows
        await site.Star.OutcomeAsync(20081201, "prototype", quantity: 3);
        await site.Star.PublishAsync();

        // Four figures, worked out by hand, and the rows that make them.
        var year = AnalyticsQuery.Of("referrals").Where("fiscal_year", "2008");
        Assert.Equal((3m, 3), await FigureAndRows(year));
        Assert.Equal((2m, 2), await FigureAndRows(year.Where("cluster", "photon-valley")));
        Assert.Equal((1m, 1), await FigureAndRows(year.Not("cluster", "photon-valley")));
        Assert.Equal((2m, 2), await FigureAndRows(AnalyticsQuery.Of("open_referrals").Where("fiscal_year", "2008"))); // at the end of the year: not the one that was closed, not next year's

        var distinct = await site.Client.RowsAsync(AnalyticsQuery.Of("companies_referred").Where("fiscal_year", "2008"));
        Assert.Equal(
            (2, 2, 3),
            (
                distinct.GetProperty("figure").GetProperty("value").GetInt32(),
                distinct.GetProperty("distinct").GetInt32(),
                distinct.GetProperty("total").GetInt32()
            )
        );

        var sum = await site.Client.RowsAsync(AnalyticsQuery.Of("contract_amount").Where("fiscal_year", "2008"));
        Assert.Equal((5_250_000, 5_250_000), (sum.GetProperty("figure").GetProperty("value").GetInt64(), sum.GetProperty("sum").GetInt64()));
        Assert.Equal(["5000000", "250000", "null"], sum.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("value").GetRawText()));

        var pieces = await site.Client.RowsAsync(AnalyticsQuery.Of("outcomes"));
        Assert.Equal((3, 1), (pieces.GetProperty("sum").GetInt32(), pieces.GetProperty("total").GetInt32()));

        var ratio = await site.Client.RowsAsync(AnalyticsQuery.Of("conversion_rate").Where("fiscal_year", "2008"));
        Assert.Equal((3, 1), (ratio.GetProperty("total").GetInt32(), ratio.GetProperty("inPart").GetInt32()));
        Assert.Equal([true, false, false], ratio.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("inPart").GetBoolean()));

        async Task<(decimal, int)> FigureAndRows(AnalyticsQuery query)
        {
            var rows = await site.Client.RowsAsync(query);
            Assert.Equal(rows.GetProperty("total").GetInt32(), rows.GetProperty("rows").GetArrayLength());
            return (rows.GetProperty("figure").GetProperty("value").GetDecimal(), rows.GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task Rows_KnowTheirFileSheetAndLine_PageByPage_AndInOlderPublications()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        var first = await site.Star.ReferralAsync(20080501);
        await site.Star.ReferralAsync(20080101, precision: "year");
        await site.Star.PublishAsync();
        await site.Star.CloseReferralAsync(first);
        await site.Star.PublishAsync();

        var rows = await site.Client.RowsAsync(AnalyticsQuery.Of("referrals").Page(2, 1).AsOf(1));
        var row = Assert.Single(rows.GetProperty("rows").EnumerateArray());
        Assert.Equal((2, 2, 1), (rows.GetProperty("page").GetInt32(), rows.GetProperty("total").GetInt32(), rows.GetProperty("publication").GetInt32()));
        Assert.Equal(
            ("0149", $"{first}", "2008-05-01", "test.csv", 1, 1),
            (
                row.GetProperty("owner").GetString(),
                row.GetProperty("number").GetString(),
                row.GetProperty("date").GetString(),
                row.GetProperty("file").GetString(),
                row.GetProperty("line").GetInt32(),
                row.GetProperty("batch").GetInt32()
            )
        );
        // Of the newest publication one is left, of which only the year is known.
        var left = Assert.Single((await site.Client.RowsAsync(AnalyticsQuery.Of("referrals"))).GetProperty("rows").EnumerateArray());
        Assert.Equal("2008", left.GetProperty("date").GetString());
        Assert.Equal(
            "page",
            (await Assert.ThrowsAsync<AnalyticsProblemException>(() => site.Client.RowsAsync(AnalyticsQuery.Of("referrals").Page(3, 1).AsOf(1))))
                .Problem
                .Parameter
        );

        var csv = Encoding.UTF8.GetString(await site.Http.GetByteArrayAsync("/api/v1/rows?measure=referrals&format=csv"));
        Assert.StartsWith(
            "\uFEFFowner,number,date,company,value,in_part,batch,file,sheet,line,measure,definition,dataset,publication,synthetic,origins\r\n0149,2,2008,,,,1,test.csv,,1,referrals,",
            csv,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("measure=referrals.target", "measure")]
    [InlineData("measure=referrals&measure=outcomes", "measure")]
    [InlineData("measure=referrals&by=cluster", "by")]
    [InlineData("measure=referrals&sort=referrals", "sort")]
    public async Task Rows_OfWhatIsNoSingleFigure_AreRefused(string query, string parameter)
    {
        var site = await shared.OfAsync(EmptyAsync);
        using var response = await site.Http.GetAsync("/api/v1/rows?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(parameter, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task Rows_OutsideOfTheScope_AreNobodys()
    {
        await using var site = await ApiSite.CreateAsync(postgres, new Scope { Banks = ["0150"] });
        await site.Star.ReferralAsync(20080501);
        await site.Star.ReferralAsync(20080501, bank: "0150");
        await site.Star.PublishAsync();
        Assert.Equal(1, (await site.Client.RowsAsync(AnalyticsQuery.Of("referrals"))).GetProperty("total").GetInt32());

        await using var blind = await ApiSite.CreateAsync(postgres, new Scope { SeesSingleCompanies = false });
        Assert.Equal(403, (await Assert.ThrowsAsync<AnalyticsProblemException>(() => blind.Client.RowsAsync(AnalyticsQuery.Of("referrals")))).Problem.Status);
        await using var closed = await ApiSite.CreateAsync(postgres, new Scope { Tables = [new PermittedTable(["referrals"], ["cluster"], [])] });
        Assert.Equal(
            403,
            (
                await Assert.ThrowsAsync<AnalyticsProblemException>(() =>
                    closed.Client.AskAsync(AnalyticsQuery.Of("referrals").By("cluster").Not("bank", "0149"))
                )
            )
                .Problem
                .Status
        );
        Assert.Equal(403, (await Assert.ThrowsAsync<AnalyticsProblemException>(() => closed.Client.RowsAsync(AnalyticsQuery.Of("referrals")))).Problem.Status);
        Assert.Empty((await closed.Client.AskAsync(AnalyticsQuery.Of("referrals").By("cluster"))).Rows);
    }

    private static Task<ApiSite> EmptyAsync(PostgresFixture postgres) => ApiSite.CreateAsync(postgres);
}
