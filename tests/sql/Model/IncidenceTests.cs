using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>How long it takes half of a cohort, those included that never get there. All worked out by hand, step by step.</summary>
public class IncidenceTests(PostgresFixture postgres)
{
    [Fact]
    public void Curve_WithCompetingEventsAndCensoring_FollowsAalenJohansen()
    {
        // Eight cases.  t  n  reached competing censored   S(t-)            F(t)
        //               1  8  1       .         .          1                1/8            = 0.1250
        //               2  7  .       1         .          7/8              0.1250
        //               3  6  1       .         1          6/8              0.1250 + 6/8·1/6 = 0.2500
        //               5  4  1       .         .          5/8              0.2500 + 5/8·1/4 = 0.40625
        //               6  3  1       .         .          5/8·3/4 = 15/32  0.40625 + 15/32·1/3 = 0.5625
        //               9  2  .       .         2
        Departure[] departures = [new(9, 0, 0, 2), new(6, 1, 0, 0), new(5, 1, 0, 0), new(3, 1, 0, 1), new(2, 0, 1, 0), new(1, 1, 0, 0)];

        Assert.Equal(1, CumulativeIncidence.TimeOf(departures, 0.125m));
        Assert.Equal(3, CumulativeIncidence.TimeOf(departures, 0.25m));
        Assert.Equal(5, CumulativeIncidence.TimeOf(departures, 0.4m));
        Assert.Equal(6, CumulativeIncidence.TimeOf(departures, 0.5m));
        Assert.Equal(6, CumulativeIncidence.TimeOf(departures, 0.5625m));
        Assert.Null(CumulativeIncidence.TimeOf(departures, 0.57m));
    }

    [Theory]
    [InlineData(6, 3)]
    [InlineData(14, 7)] // 7 × 1/14 falls short of one half by the last decimal
    [InlineData(22, 11)]
    public void Curve_ExactlyHalf_IsHalf(int cases, int reached)
    {
        Assert.Equal(4, CumulativeIncidence.TimeOf([new(4, reached, 0, 0), new(9, 0, cases - reached, 0)], 0.5m));
        Assert.Null(CumulativeIncidence.TimeOf([new(4, reached - 1, 0, 0), new(9, 0, cases - reached + 1, 0)], 0.5m));
    }

    [Fact]
    public void Curve_CensoredAtTheSameTime_WasStillWatched()
    {
        // Of two, one reaches it at 5 and one is lost at 5: 1/2. Were the lost one gone before, it would be 1/1; a third one changes that alone.
        Assert.Equal(5, CumulativeIncidence.TimeOf([new(5, 1, 0, 1)], 0.5m));
        Assert.Null(CumulativeIncidence.TimeOf([new(5, 1, 0, 2)], 0.5m));
        Assert.Equal(7, CumulativeIncidence.TimeOf([new(5, 1, 0, 2), new(7, 1, 0, 0)], 0.5m)); // 1/4, then all that is left: 1/4 + 3/4
    }

    [Fact]
    public void Curve_NothingOrAnEventBeforeItsReferral()
    {
        Assert.Null(CumulativeIncidence.TimeOf([], 0.5m));
        Assert.Equal(0, CumulativeIncidence.TimeOf([new(-30, 1, 0, 0), new(10, 0, 0, 1)], 0.5m));
    }

    [Fact, WorkedByHand("median_days_to_engagement")]
    public async Task MedianDaysToEngagement_OverAllReferrals_NotOverAchievers()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20080411); // day 10
        await star.ReferralAsync(20080401, engaged: 20080421); // day 20
        await star.ReferralAsync(20080401, closed: 20080416); // closed without, day 15
        await star.ReferralAsync(20080401, engaged: 20080501, closed: 20080430); // closed on day 29, yet engaged on day 30
        await star.ReferralAsync(20080401, closed: -1); // closed, nobody knows when: before it engaged, at any rate
        await star.ReferralAsync(20080401); // waits
        await star.ReferralAsync(20090401, engaged: 20090402); // day 1
        await star.ReferralAsync(20090401, closed: 20090403);
        await star.ReferralAsync(20090401);
        await star.EngagementAsync(20080411, "consultation");
        await star.PublishAsync();

        // 2008: 1/6 at 10, 2/6 at 20, 3/6 at 30 (the achievers' median would be 20). 2009: 1/3 is the end of it.
        // Together 4 of 9 have reached it.
        Assert.Equal(
            "2008: 30\n2009: NotReached\ntotal: NotReached",
            await star.RowsAsync("median_days_to_engagement", "fiscal_year", "fiscal_year=2008 fiscal_year=2009")
        );
        var result = await star.AskAsync("median_days_to_engagement", "fiscal_year", "fiscal_year=2008 fiscal_year=2009");
        Assert.Equal((MeasureUnit.Days, "cohort"), (result.Measures[0].Unit, result.Measures[0].TimeBasis));
        Assert.Equal([6, 3, 9], result.Rows.Select(row => row.Cells[0].Cases).Append(result.Totals[0].Cases));
        Assert.Equal((CellState.NotApplicable, null), (result.Rows[1].Cells[0].State, result.Rows[1].Cells[0].Value));
        var note = Assert.Single(result.Notes);
        Assert.Equal(
            ("not_reached", "Not reached by half: by the end of the data less than half had reached it (1 of 2 rows, and all together)."),
            (note.Code, note.Text.En)
        );
    }

    [Fact]
    public async Task MedianDaysToEngagement_WaitsOnlyToTheLastDayOfTheData()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20100401, engaged: 20100411); // day 10 of at most 90
        await star.ReferralAsync(20100401, engaged: 20100801); // after the last day: still waiting
        await star.ReferralAsync(20100401, closed: 20100731); // closed after the last day: still waiting
        await star.ReferralAsync(20100620); // watched for 10 days, up to the very day of the first one
        await star.ReferralAsync(20100621); // for 9 days
        await star.ReferralAsync(20100701, engaged: 20100701); // not a referral yet
        await star.ReferralAsync(20100401, engaged: 20100402, precision: "year"); // takes no part
        await star.EngagementAsync(20100411, "consultation");
        await star.PublishAsync("2010-06-30");

        // Day 9: one of five lost; day 10: one of four. 1/4 of what is watched, and no more.
        var result = await star.AskAsync("median_days_to_engagement");
        Assert.True(result.Totals[0].IsNotReached);
        Assert.Equal(5, result.Totals[0].Cases);

        await star.PublishAsync("2010-08-31");
        // Six now: 1/6 at 0 (1 July), 2/6 at 10. At 71 and 72 those of 21 and 20 June are lost, so that two share the remaining 4/6: one is closed at 121, the
        // other one is engaged at 122: 2/6 + 2/6.
        Assert.Equal(": 122(Provisional)\ntotal: 122(Provisional)", await star.RowsAsync("median_days_to_engagement", filters: "fiscal_year=2010"));
    }

    [Fact]
    public async Task MedianDaysToEngagement_ByCluster_CountsWholeInEach_AndOnlyYears_AreNotApplicable()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, clusters: "photon-valley pharma-valley", engaged: 20080411);
        await star.ReferralAsync(20080401, clusters: "photon-valley", engaged: 20080501);
        await star.ReferralAsync(20080401, clusters: "photon-valley");
        await star.ReferralAsync(20080101, precision: "year", engaged: 20080101, clusters: "foods-science-hills");
        await star.EngagementAsync(20080411, "consultation");
        await star.PublishAsync();

        Assert.Equal(
            "photon-valley: 30\nfoods-science-hills: NotApplicable\npharma-valley: 10\ntotal: 30",
            await star.RowsAsync("median_days_to_engagement", "cluster")
        );
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("median_days_to_engagement", filters: "engagement_type=joint-research"));
    }

    [Fact, WorkedByHand("median_days_to_product")]
    public async Task MedianDaysToProduct_AProductAfterTheClosingCounts()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20080501, product: 20100401, closed: 20090331); // day 730
        await star.ReferralAsync(20080401, engaged: 20080501, product: 20090401); // day 365
        await star.ReferralAsync(20080401, closed: 20080501);
        await star.ReferralAsync(20080401);
        await star.OutcomeAsync(20090401, "product");
        await star.PublishAsync();

        Assert.Equal(": 730 NoData\ntotal: 730 NoData", await star.RowsAsync("median_days_to_product median_days_to_engagement", filters: "fiscal_year=2008")); // no engagement on record
        Assert.Equal(
            "2008: 730 NoData\ntotal: 730 NotApplicable",
            await star.RowsAsync("median_days_to_product median_days_to_product.previous", "fiscal_year")
        );
    }

    [Fact, WorkedByHand("median_years_to_development")]
    public async Task MedianYearsToDevelopment_WholeYears_AlsoOfDatesOfWhichOnlyTheYearIsKnown()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.DollarDatasetAsync("grants");
        await star.ReferralAsync(19830101, precision: "year", developed: 19840101, dataset: "grants"); // 1 year
        await star.ReferralAsync(19830101, precision: "year", developed: 19870101, dataset: "grants"); // 4 years
        await star.ReferralAsync(19830101, precision: "year", dataset: "grants");
        await star.ReferralAsync(19900101, precision: "year", developed: 19900101, dataset: "grants"); // 0 years
        await star.ReferralAsync(19900101, precision: "year", dataset: "grants"); // watched for 12 whole years
        await star.ReferralAsync(19990101, precision: "year", dataset: "grants"); // for 3
        await star.OutcomeAsync(19840101, "advanced", dataset: "grants", precision: "year");
        await star.PublishAsync("2002-12-31");

        // 1983: 1/3 after 1 year, 2/3 after 4. 1990: 1/2 at once. 1999: none. Together: 1/6, 2/6, one lost after 3 years, so 1/3 of the remaining 4/6.
        Assert.Equal(
            "1983: 4\n1990: 0\n1999: NotReached\ntotal: 4",
            string.Join(
                '\n',
                (await star.RowsAsync("median_years_to_development", "fiscal_year", dataset: "grants"))
                    .Split('\n')
                    .Where(line => !line.Contains("NotApplicable", StringComparison.Ordinal))
            )
        );
        Assert.Equal(MeasureUnit.Years, (await star.AskAsync("median_years_to_development", dataset: "grants")).Measures[0].Unit);

        await star.PublishAsync("1986-12-31"); // one of three has advanced, and 1983 has been watched for 3 whole years
        Assert.Equal(": NotReached\ntotal: NotReached", await star.RowsAsync("median_years_to_development", filters: "fiscal_year=1983", dataset: "grants"));
    }
}
