using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>Rates of cohorts with their horizons and maturity, the verified share, and the stages from referral to outcome.</summary>
public class RatesTests(PostgresFixture postgres)
{
    [Fact, WorkedByHand("conversion_rate")]
    public async Task ConversionRate_Within365Days_WithPartsAndRecomputedTotal()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20090401); // day 365
        await star.ReferralAsync(20080401, engaged: 20090402); // day 366
        await star.ReferralAsync(20080401); // never
        await star.ReferralAsync(20090401, engaged: 20090401);
        await star.EngagementAsync(20090401, "consultation");
        await star.PublishAsync();

        // 1 of 3, 1 of 1; together 2 of 4, not the mean of 33 and 100.
        Assert.Equal("2008: 33.3333\n2009: 100\ntotal: 50", await star.RowsAsync("conversion_rate", "fiscal_year", "fiscal_year=2008 fiscal_year=2009"));
        var result = await star.AskAsync("conversion_rate referrals", "fiscal_year", "fiscal_year=2008 fiscal_year=2009");
        Assert.Equal([new RatioParts(1, 3), new RatioParts(1, 1)], result.Rows.Select(row => row.Cells[0].Parts));
        Assert.Equal(new RatioParts(2, 4), result.Totals[0].Parts);
        Assert.Null(result.Totals[1].Parts);
        Assert.Equal((MeasureUnit.Percent, "cohort"), (result.Measures[0].Unit, result.Measures[0].TimeBasis));
        Assert.Empty(result.Notes);
    }

    [Fact, WorkedByHand("research_conversion_rate")]
    public async Task ResearchConversionRate_HasAHorizonOf730Days()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20080501, research: 20100401); // day 730
        await star.ReferralAsync(20080401, engaged: 20080501, research: 20100402);
        await star.EngagementAsync(20080501, "consultation");
        await star.PublishAsync();

        Assert.Equal(": 50 100\ntotal: 50 100", await star.RowsAsync("research_conversion_rate conversion_rate", filters: "fiscal_year=2008"));
    }

    [Fact, WorkedByHand("commercialisation_rate")]
    public async Task CommercialisationRate_ProductOrSalesWithin1096Days()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, product: 20110402); // day 1,096 (2008 is a leap year, but its February is over)
        await star.ReferralAsync(20080401, product: 20110403);
        await star.ReferralAsync(20080401, product: 20120101, sales: 20090331); // the product too late, the sales in time
        await star.ReferralAsync(20080401, sales: 20120331);
        await star.ReferralAsync(20080401, prototype: 20080501);
        await star.OutcomeAsync(20080501, "prototype");
        await star.PublishAsync();

        Assert.Equal(": 40\ntotal: 40", await star.RowsAsync("commercialisation_rate", filters: "fiscal_year=2008")); // 2 of 5
    }

    [Fact]
    public async Task Immature_UntilTheCohortsLastDayHasHadItsDays()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20080501);
        await star.ReferralAsync(20090331);
        await star.ReferralAsync(20090401);
        await star.EngagementAsync(20080501, "consultation");
        await star.PublishAsync("2010-03-31"); // 2009-03-31 + 365 days
        Assert.Equal("2008: 50\n2009: 0(Immature)\ntotal: 33.3333(Immature)", await star.RowsAsync("conversion_rate", "fiscal_year"));
        Assert.Equal("2008-04: 100\n2009-03: 0\n2009-04: 0(Immature)\ntotal: 33.3333(Immature)", await star.RowsAsync("conversion_rate", "month"));
        Assert.Equal(
            "2009: 0(Immature) 50\ntotal: 0(Immature) 50",
            await star.RowsAsync("conversion_rate conversion_rate.previous", "fiscal_year", "fiscal_year=2009")
        );

        await star.PublishAsync("2010-03-30"); // a day short
        Assert.Equal("2008: 50(Immature)\ntotal: 50(Immature)", await star.RowsAsync("conversion_rate", "fiscal_year", "fiscal_year=2008"));
        Assert.Equal("22-west: 50(Immature)\ntotal: 50(Immature)", await star.RowsAsync("conversion_rate", "subregion", "fiscal_year=2008"));
        Assert.Equal(
            "2009: 0(Immature) 50(Immature)\ntotal: 0(Immature) 50(Immature)",
            await star.RowsAsync("conversion_rate conversion_rate.previous", "fiscal_year", "fiscal_year=2009")
        );
        // Of two years the later one decides.
        Assert.Equal(": 33.3333(Immature)\ntotal: 33.3333(Immature)", await star.RowsAsync("conversion_rate", filters: "fiscal_year=2008 fiscal_year=2009"));
    }

    [Fact]
    public async Task Immature_TheNoteSaysUntilWhen()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20080501);
        await star.ReferralAsync(20090401);
        await star.EngagementAsync(20080501, "consultation");
        await star.PublishAsync("2010-03-30");

        await Expect(
            "Immature: referrals up to 2009-03-31 are final on 2010-03-31 (365 days after the referral).",
            "観察期間中です。2009-03-31までの紹介は2010-03-31に確定します（紹介から365日）。",
            "fiscal_year",
            "fiscal_year=2008"
        );
        await Expect(
            "Immature: referrals up to 2010-03-31 are final on 2011-03-31 (365 days after the referral), the first of them on 2010-03-31.",
            "観察期間中です。2010-03-31以降、順次確定し、2010-03-31までの紹介は2011-03-31に確定します（紹介から365日）。",
            "fiscal_year"
        );
        // Without a period the newest referrals are among them, up to the last day that counts.
        await Expect(
            "Immature: referrals up to 2010-03-30 are final on 2011-03-30 (365 days after the referral).",
            "観察期間中です。2010-03-30までの紹介は2011-03-30に確定します（紹介から365日）。",
            ""
        );

        async Task Expect(string en, string ja, string by, string filters = "")
        {
            var note = Assert.Single((await star.AskAsync("conversion_rate", by, filters)).Notes);
            Assert.Equal(("immature", en, ja), (note.Code, note.Text.En, note.Text.Ja));
        }
    }

    [Fact]
    public async Task Rates_MilestoneAfterDataThrough_IsNotReachedYet()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, engaged: 20080601);
        await star.EngagementAsync(20080601, "consultation");
        await star.PublishAsync("2008-05-31");
        Assert.Equal(": 0(Immature) 0\ntotal: 0(Immature) 0", await star.RowsAsync("conversion_rate reached_engagement"));

        await star.PublishAsync("2008-06-01");
        Assert.Equal(": 100(Immature) 1\ntotal: 100(Immature) 1", await star.RowsAsync("conversion_rate reached_engagement"));
    }

    [Fact]
    public async Task Rates_NoReferralsOrOnlyYears_AreNotApplicable()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.DollarDatasetAsync("us");
        await star.ReferralAsync(20010101, dataset: "us", precision: "year", engaged: 20010101);
        await star.EngagementAsync(20010101, "phase-1", dataset: "us", precision: "year");
        await star.ReferralAsync(20080501, engaged: 20080601);
        await star.ReferralAsync(20080101, precision: "year"); // of which only the year is known: in no rate by days
        await star.EngagementAsync(20080601, "consultation");
        await star.PublishAsync();

        Assert.Equal(
            "2001: NotApplicable NotApplicable NotApplicable\ntotal: NotApplicable NotApplicable NotApplicable",
            await star.RowsAsync("conversion_rate reached_engagement open_referrals", "fiscal_year", "fiscal_year=2001", dataset: "us")
        );
        Assert.Empty((await star.AskAsync("conversion_rate open_referrals", dataset: "us")).Notes); // nothing to remark on
        Assert.Equal(": NotApplicable 0\ntotal: NotApplicable 0", await star.RowsAsync("conversion_rate referrals", filters: "fiscal_year=2010"));
        Assert.Equal(": 100(Immature) 2\ntotal: 100(Immature) 2", await star.RowsAsync("conversion_rate referrals"));
        Assert.DoesNotContain("conversion_rate", (await star.Model.DatasetsAsync(TestContext.Current.CancellationToken)).Single(d => d.Code == "us").Measures);
        // No outcomes at all in it: not even nought.
        Assert.Equal(": NoData NoData NoData\ntotal: NoData NoData NoData", await star.RowsAsync("commercialisation_rate verified_share reached_product"));
    }

    [Fact]
    public async Task ConversionRate_ByCluster_CountsWholeInEach_AndTheTotalOnce()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley", engaged: 20080601);
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.ReferralAsync(20070501, clusters: "san-en-nanshin", engaged: 20070601);
        await star.EngagementAsync(20080601, "consultation", referral: 1);
        await star.PublishAsync();

        var result = await star.AskAsync("conversion_rate", "cluster", "fiscal_year=2008");
        Assert.Equal(
            "san-en-nanshin: NotApplicable\nphoton-valley: 50\npharma-valley: 100\ntotal: 50",
            await star.RowsAsync("conversion_rate", "cluster", "fiscal_year=2008")
        );
        Assert.Empty(result.Notes); // percentages are never summed, so there is no sum to warn of
    }

    [Fact]
    public async Task ConversionRate_AgainstItsTarget()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, engaged: 20080601);
        await star.ReferralAsync(20080501);
        await star.EngagementAsync(20080601, "consultation");
        await star.TargetAsync(2008, "conversion_rate", 40);
        await star.PublishAsync();

        Assert.Equal(": 40 125\ntotal: 40 125", await star.RowsAsync("conversion_rate.target conversion_rate.target_attainment", filters: "fiscal_year=2008"));
    }

    [Fact, WorkedByHand("verified_share")]
    public async Task VerifiedShare_RowsNotQuantities_OfTheTypesThatCount()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.OutcomeAsync(20080501, "patent-filed", quantity: 9, verification: "verified");
        await star.OutcomeAsync(20080501, "product");
        await star.OutcomeAsync(20080501, "prototype", verification: "verified");
        await star.OutcomeAsync(20080501, "licence");
        await star.OutcomeAsync(20080501, "new-company");
        await star.OutcomeAsync(20080501, "jobs", verification: "verified"); // none of the types
        await star.OutcomeAsync(20080501, "patent-granted", verification: "verified");
        await star.OutcomeAsync(20120501, "product", verification: "verified");
        await star.PublishAsync("2012-06-30");

        // 2 of 5; the running year is provisional, and nothing is immature about it.
        var result = await star.AskAsync("verified_share", "fiscal_year", "fiscal_year=2008 fiscal_year=2012");
        Assert.Equal(
            "2008: 40\n2009: NotApplicable\n2010: NotApplicable\n2011: NotApplicable\n2012: 100(Provisional)\ntotal: 50",
            await star.RowsAsync("verified_share", "fiscal_year")
        );
        Assert.Equal(new RatioParts(2, 5), result.Rows[0].Cells[0].Parts);
    }

    [Fact, WorkedByHand("reached_engagement reached_research reached_prototype reached_product")]
    public async Task Stages_ThisOneOrALaterOne()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20080501, engaged: 20080601);
        await star.ReferralAsync(20080501, engaged: 20080601, research: 20080701);
        await star.ReferralAsync(20080501, engaged: 20080601, prototype: 20090701); // no research on record, yet further than it
        await star.ReferralAsync(20080501, engaged: 20080601, product: 20100701);
        await star.ReferralAsync(20080501, engaged: 20080601, research: 20080701, sales: 20120331);
        await star.EngagementAsync(20080601, "consultation");
        await star.OutcomeAsync(20090701, "prototype");
        await star.PublishAsync("2013-03-31");

        Assert.Equal(
            ": 6 5 4 3 2\ntotal: 6 5 4 3 2",
            await star.RowsAsync("referrals reached_engagement reached_research reached_prototype reached_product", filters: "fiscal_year=2008")
        );

        await star.PublishAsync("2010-06-30"); // before the product and the sales
        Assert.Equal(
            ": 6 5 3 1 0\ntotal: 6 5 3 1 0",
            await star.RowsAsync("referrals reached_engagement reached_research reached_prototype reached_product", filters: "fiscal_year=2008")
        );
    }
}
