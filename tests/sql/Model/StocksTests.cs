namespace Analytics.Tests.Sql.Model;

/// <summary>Stocks: what is open at the end of a period, never summed over time.</summary>
public class StocksTests(PostgresFixture postgres)
{
    [Fact, WorkedByHand("open_referrals")]
    public async Task OpenReferrals_AreThoseAtEachPeriodsEnd_AndTheTotalIsTheLastPeriods()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, closed: 20090331); // closed on the last day of FY2008: not open then
        await star.ReferralAsync(20080501, closed: 20090401); // open at the end of FY2008
        await star.ReferralAsync(20080601, closed: -1); // closed, nobody knows when
        await star.ReferralAsync(20100331); // open since the last day of FY2009
        await star.ReferralAsync(20110501, closed: 20110601);
        await star.PublishAsync("2011-09-30");

        Assert.Equal("2008: 1\n2009: 1\n2010: 1\n2011: 1(Provisional)\ntotal: 1", await star.RowsAsync("open_referrals", "fiscal_year"));
        Assert.Equal("2008-Q1: 2\n2008-Q2: 2\n2008-Q3: 2\n2008-Q4: 1\ntotal: 1", await star.RowsAsync("open_referrals", "quarter", "fiscal_year=2008"));
        Assert.Equal("2008|2008-05: 2\n2008|2008-06: 2\ntotal: 2", await star.RowsAsync("open_referrals", "fiscal_year month", "month=2008-05 month=2008-06"));
        Assert.Equal("2008: 2\ntotal: 2", await star.RowsAsync("open_referrals", "fiscal_year", "month=2008-05 month=2008-06"));
        // Of several years the last one's, whatever their order.
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("open_referrals", filters: "fiscal_year=2009 fiscal_year=2008"));
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("open_referrals")); // at data_through
        Assert.Equal(": 1(Provisional)\ntotal: 1(Provisional)", await star.RowsAsync("open_referrals", filters: "fiscal_year=2011"));
        // Years that the dataset has not come to, or that lie before it, have no stock.
        Assert.Equal(": NoData\ntotal: NoData", await star.RowsAsync("open_referrals", filters: "fiscal_year=2012"));
        Assert.Equal(": NoData\ntotal: NoData", await star.RowsAsync("open_referrals", filters: "fiscal_year=2008 month=2009-04"));
    }

    [Fact]
    public async Task OpenReferrals_BesideFlows_AndFiltersOfEveryKind()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley pharma-valley");
        await star.ReferralAsync(20080501, region: "22203", clusters: "pharma-valley", bank: "0150");
        await star.ReferralAsync(20090501, region: "22203", closed: 20091001);
        await star.PublishAsync();

        Assert.Equal("2008: 2 2\n2009: 1 2\n2010: 0 2\n2011: 0 2\n2012: 0 2\ntotal: 3 2", await star.RowsAsync("referrals open_referrals", "fiscal_year"));
        Assert.Equal("22-east: 1 1\n22-west: 0 1\ntotal: 1 2", await star.RowsAsync("referrals open_referrals", "subregion", "fiscal_year=2009"));
        Assert.Equal("photon-valley: 1\npharma-valley: 2\nnone: 0\ntotal: 2", await star.RowsAsync("open_referrals", "cluster", "fiscal_year=2009"));
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("open_referrals", filters: "fiscal_year=2009 bank=0150 cluster=pharma-valley"));
        var notes = (await star.AskAsync("open_referrals", "cluster", "fiscal_year=2009")).Notes;
        Assert.Equal([("overlap", "Rows overlap: sum 3, total 2."), ("stock_day", "As of 2010-03-31.")], notes.Select(n => (n.Code, n.Text.En)));
        Assert.Equal(
            "As of the end of each period; the total as of 2013-03-31.",
            Assert.Single((await star.AskAsync("open_referrals", "fiscal_year")).Notes).Text.En
        );
    }

    [Fact]
    public async Task Previous_OfAStock_IsTheStockOneYearBefore()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20080501, closed: 20110701);
        await star.ReferralAsync(20101101);
        await star.ReferralAsync(20110801);
        await star.PublishAsync("2011-09-30");

        // FY2011 runs: on 2011-09-30 three are open, a year before two. FY2010 ended with three, FY2009 with two.
        Assert.Equal(
            "2008: 2 NoData\n2009: 2 2\n2010: 3 2\n2011: 3(Provisional) 2\ntotal: 3 2",
            await star.RowsAsync("open_referrals open_referrals.previous", "fiscal_year")
        );
        Assert.Equal(": 3 2\ntotal: 3 2", await star.RowsAsync("open_referrals open_referrals.previous", filters: "fiscal_year=2010"));
        Assert.Equal(": 3 2\ntotal: 3 2", await star.RowsAsync("open_referrals open_referrals.previous"));
        Assert.Equal("22-west: 3 2\ntotal: 3 2", await star.RowsAsync("open_referrals open_referrals.previous", "subregion", "fiscal_year=2010"));
    }

    [Fact, WorkedByHand("open_over_90_days")]
    public async Task OpenOver90Days_WithoutAnEngagementThatHadStartedByThen()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20081230); // 91 days before 2009-03-31
        await star.ReferralAsync(20081231); // 90 days
        await star.ReferralAsync(20080501, engaged: 20090401); // waited on 2009-03-31, engaged the day after
        await star.ReferralAsync(20080501, engaged: 20090331); // engaged that day
        await star.ReferralAsync(20080501, closed: 20090301); // closed without one
        await star.EngagementAsync(20090331, "consultation");
        await star.PublishAsync("2010-03-31");

        Assert.Equal("2008: 2 4\n2009: 2 4\ntotal: 2 4", await star.RowsAsync("open_over_90_days open_referrals", "fiscal_year"));
        // On 30 June 2008 the three of 1 May have waited for 60 days, on 31 July for 91.
        Assert.Equal("2008-06: 0\n2008-07: 3\ntotal: 3", await star.RowsAsync("open_over_90_days", "month", "month=2008-06 month=2008-07"));
    }

    [Fact, WorkedByHand("stalled_engagements")]
    public async Task StalledEngagements_AreKnownAtDataThroughAlone()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.EngagementAsync(20080501, "joint-research", state: "in-progress", ended: 20100930); // ends that day: not past it
        await star.EngagementAsync(20080501, "joint-research", state: "in-progress", ended: 20100929);
        await star.EngagementAsync(20080501, "joint-research", state: "in-progress", ended: 20090101);
        await star.EngagementAsync(20080501, "joint-research", state: "completed", ended: 20090101);
        await star.EngagementAsync(20080501, "joint-research", state: "in-progress"); // no end on record
        await star.EngagementAsync(20101001, "joint-research", state: "in-progress", ended: 20100101); // not started by then
        await star.PublishAsync("2010-09-30");

        Assert.Equal(": 2 NotApplicable\ntotal: 2 NotApplicable", await star.RowsAsync("stalled_engagements stalled_engagements.previous"));
        Assert.Equal("2008: NotApplicable\n2009: NotApplicable\n2010: 2(Provisional)\ntotal: 2", await star.RowsAsync("stalled_engagements", "fiscal_year"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("stalled_engagements", filters: "fiscal_year=2009"));
        var note = Assert.Single((await star.AskAsync("stalled_engagements", filters: "fiscal_year=2009")).Notes);
        Assert.Equal(("stock_today", "Known on 2010-09-30 only: earlier states are not on record."), (note.Code, note.Text.En));
    }

    [Fact]
    public async Task Stocks_OfCalendarYearsAndLeapDays_KeepTheEndsOfMonths()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.DollarDatasetAsync("us");
        await star.ReferralAsync(20070228, dataset: "us");
        await star.ReferralAsync(20080229, dataset: "us");
        await star.PublishAsync("2009-12-31");

        Assert.Equal("2008-02: 2 1\ntotal: 2 1", await star.RowsAsync("open_referrals open_referrals.previous", "month", "month=2008-02", dataset: "us"));
        Assert.Equal("2009-02: 2 2\ntotal: 2 2", await star.RowsAsync("open_referrals open_referrals.previous", "month", "month=2009-02", dataset: "us")); // 29 February 2008 is within
        Assert.Equal("2007: 1\n2008: 2\n2009: 2\ntotal: 2", await star.RowsAsync("open_referrals", "fiscal_year", dataset: "us"));
    }

    [Fact]
    public async Task Stocks_OfAnOlderPublication_AreOfItsOwnLastDay()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync("2009-03-31");
        await star.ReferralAsync(20090501);
        await star.PublishAsync("2010-03-31");

        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("open_referrals", publication: 1));
        Assert.Equal(": 2\ntotal: 2", await star.RowsAsync("open_referrals"));
    }
}
