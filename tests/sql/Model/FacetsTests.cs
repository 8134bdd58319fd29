using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>What stands beside a measure: change, share, running total, and the same point of the year before. All worked out by hand.</summary>
public class FacetsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Change_AgainstTheYearBefore_AndNoPercentageOnASmallBase()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20080501, 10);
        await ReferralsAsync(star, 20090501, 13);
        await ReferralsAsync(star, 20100501, 9);
        await ReferralsAsync(star, 20110501, 4);
        await star.PublishAsync("2012-03-31");

        // 13 − 10 = 3, of 10: 30 %. 9 − 13 = −4: −30.77 %. 4 − 9 = −5, on a base of 9: no percentage.
        Assert.Equal(
            "2008: NoData NoData\n2009: 3 30\n2010: -4 -30.7692\n2011: -5 NotApplicable\ntotal: NotApplicable NotApplicable",
            await star.RowsAsync("referrals.change referrals.change_percent", "fiscal_year")
        );
        var result = await star.AskAsync("referrals.change referrals.change_percent", filters: "fiscal_year=2011");
        Assert.Equal([MeasureUnit.Cases, MeasureUnit.Percent], result.Measures.Select(m => m.Unit));
        Assert.Contains(result.Notes, n => n.Code == "small_base");
    }

    [Fact]
    public async Task Change_OfAPeriodThatRuns_IsNotMade_AndTheSamePointOfLastYearStandsBesideIt()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20100501, 3);
        await ReferralsAsync(star, 20100930, 2); // the very point of last year
        await ReferralsAsync(star, 20101001, 7); // a day after it
        await ReferralsAsync(star, 20110501, 4);
        await star.PublishAsync("2011-09-30");

        Assert.Equal(
            "2010: 12 NoData NoData\n2011: 4(Provisional) 5 NotApplicable\ntotal: 16 NotApplicable NotApplicable",
            await star.RowsAsync("referrals.to_date referrals.previous_to_date referrals.change", "fiscal_year")
        );
        Assert.Equal(
            ": 4(Provisional) 5 12\ntotal: 4(Provisional) 5 12",
            await star.RowsAsync("referrals.to_date referrals.previous_to_date referrals.previous", filters: "fiscal_year=2011")
        );
        var notes = (await star.AskAsync("referrals.to_date referrals.previous_to_date referrals.change", "fiscal_year")).Notes;
        Assert.Equal("To 2011-09-30, against 2010-09-30 one year before.", notes.Single(n => n.Code == "to_date").Text.En);
        Assert.Contains(notes, n => n.Code == "running_period");

        await star.PublishAsync("2012-03-31"); // complete: the whole of both
        Assert.Equal(
            ": 4 12 -8\ntotal: 4 12 -8",
            await star.RowsAsync("referrals.to_date referrals.previous_to_date referrals.change", filters: "fiscal_year=2011")
        );
    }

    [Fact]
    public async Task PreviousToDate_OfARate_IsWhatWasKnownThen_AndOfAStockItsDay()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20100501, engaged: 20100601);
        await star.ReferralAsync(20100501, engaged: 20101101); // not yet on 2010-09-30
        await star.ReferralAsync(20110501);
        await star.EngagementAsync(20100601, "consultation");
        await star.PublishAsync("2011-09-30");

        Assert.Equal(
            ": 50(Immature) 2 1(Provisional)\ntotal: 50(Immature) 2 1(Provisional)",
            (await star.RowsAsync("conversion_rate.previous_to_date open_referrals.previous_to_date referrals.to_date", filters: "fiscal_year=2011"))
        );
    }

    // Of two in 2010 one is known by its year alone: nobody can say whether it came before 30 September.
    [Fact]
    public async Task PreviousToDate_OfDatesKnownByTheirYear_IsNotMade()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20100501);
        await star.ReferralAsync(20110101, precision: "year");
        await star.ReferralAsync(20110501);
        await star.PublishAsync("2011-09-30");

        Assert.Equal(
            ": 1(Provisional) NotApplicable 2\ntotal: 1(Provisional) NotApplicable 2",
            await star.RowsAsync("referrals.to_date referrals.previous_to_date referrals.previous", filters: "fiscal_year=2011")
        );
        Assert.Contains((await star.AskAsync("referrals.previous_to_date", filters: "fiscal_year=2011")).Notes, n => n.Code == "only_year_known");

        await star.PublishAsync("2012-03-31"); // of whole years it is known
        Assert.Equal(": 1 2\ntotal: 1 2", await star.RowsAsync("referrals referrals.previous_to_date", filters: "fiscal_year=2011"));
    }

    [Fact]
    public async Task Share_OfTheRecomputedTotal_AndNotWhereRowsOverlapOrDoNotAddUp()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, "22131", clusters: "photon-valley", company: 1);
        await star.ReferralAsync(20080501, "22131", clusters: "photon-valley", company: 1);
        await star.ReferralAsync(20080501, "22131", clusters: "photon-valley", company: 2);
        await star.ReferralAsync(20080501, "22101", company: 2);
        await star.PublishAsync();

        Assert.Equal("22-central: 25\n22-west: 75\ntotal: 100", await star.RowsAsync("referrals.share", "subregion"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("referrals.share"));
        var overlapping = await star.AskAsync("referrals.share", "cluster");
        Assert.All(overlapping.Rows, row => Assert.Equal(CellState.NotApplicable, row.Cells[0].State));
        Assert.Contains(overlapping.Notes, n => n.Code == "share_of_overlapping");
        var distinct = await star.AskAsync("companies_referred.share", "subregion");
        Assert.Equal(CellState.NotApplicable, distinct.Rows[0].Cells[0].State);
        Assert.Contains(distinct.Notes, n => n.Code == "not_additive");
    }

    [Fact]
    public async Task Running_MonthsWithinTheirYear_YearsFromTheFirstOne()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20080430, 2);
        await ReferralsAsync(star, 20090331, 3);
        await ReferralsAsync(star, 20090401, 1);
        await ReferralsAsync(star, 20090601, 4);
        await ReferralsAsync(star, 20110601, 1);
        await star.PublishAsync("2012-03-31");

        Assert.Equal(
            "2008-04: 2\n2009-03: 5\n2009-04: 1\n2009-06: 5\n2011-06: 1\ntotal: NotApplicable",
            await star.RowsAsync("referrals.running", "month", "month=2008-04 month=2009-03 month=2009-04 month=2009-06 month=2011-06")
        );
        Assert.Equal("2009-04: 1\n2009-05: 1\n2009-06: 5\ntotal: NotApplicable", await star.RowsAsync("referrals.running", "month", "fiscal_year=2009")); // May has none
        Assert.Equal("2008: 5\n2009: 10\n2010: 10\n2011: 11\ntotal: NotApplicable", await star.RowsAsync("referrals.running", "fiscal_year")); // 2010 has none
        Assert.Equal(
            "22-west|2009: 5\n22-west|2011: 6\ntotal: NotApplicable",
            await star.RowsAsync("referrals.running", "subregion fiscal_year", "fiscal_year=2009 fiscal_year=2011")
        );
        Assert.Equal("22-west: NotApplicable\ntotal: NotApplicable", await star.RowsAsync("referrals.running", "subregion", "subregion=22-west"));
    }

    [Fact]
    public async Task SlicerThatDoesNotApply_IsNamed()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.EngagementAsync(20080501, "consultation");
        await star.PublishAsync();

        var result = await star.AskAsync("referrals engagements", "engagement_type");
        Assert.Equal(CellState.NotApplicable, result.Totals[0].State);
        Assert.Equal(
            "Referrals: It cannot be broken down or filtered by “Engagement type”.",
            result.Notes.Single(n => n.Code == "slicer_not_applicable").Text.En
        );
    }

    private static async Task ReferralsAsync(Star star, int date, int count)
    {
        for (var referral = 0; referral < count; referral++)
        {
            await star.ReferralAsync(date);
        }
    }
}
