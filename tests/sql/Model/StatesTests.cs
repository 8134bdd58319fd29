using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>Cell states, the year before, targets, running years and older publications.</summary>
public class StatesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task NothingPublished_EveryMeasure_HasNoDataAndOneRow()
    {
        await using var star = await Star.CreateAsync(postgres);

        var result = await star.AskAsync("referrals outcomes.target outcomes.previous", dataset: "ledgers");

        Assert.Equal((0, (DateOnly?)null), (result.Publication, result.DataThrough));
        Assert.Equal(
            ": NoData NotApplicable NotApplicable\ntotal: NoData NotApplicable NotApplicable",
            await star.RowsAsync("referrals outcomes.target outcomes.previous", dataset: "ledgers")
        );
        Assert.Empty((await star.AskAsync("referrals", "cluster", dataset: "ledgers")).Rows);
    }

    [Fact]
    public async Task FactThatIsThere_NoRowFits_IsZero_AndFactThatIsNot_IsNoData()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();

        Assert.Equal(
            ": 0 0 NoData NoData\ntotal: 0 0 NoData NoData",
            await star.RowsAsync("referrals companies_referred outcomes contract_amount", filters: "prefecture=13")
        );
    }

    [Fact]
    public async Task Previous_ByFiscalYear_IsTheYearBefore_AndNoDataBeforeTheFirst()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20070501);
        await star.ReferralAsync(20070601);
        await star.ReferralAsync(20090501); // none in FY2008
        await star.PublishAsync();

        Assert.Equal("2007: 2 NoData\n2008: 0 2\n2009: 1 0\ntotal: 3 NotApplicable", await star.RowsAsync("referrals referrals.previous", "fiscal_year"));
        Assert.Equal(": 0 2\ntotal: 0 2", await star.RowsAsync("referrals referrals.previous", filters: "fiscal_year=2008"));
        Assert.Equal("2008: 0 2\ntotal: 0 2", await star.RowsAsync("referrals referrals.previous", "fiscal_year", "fiscal_year=2008"));
        Assert.Equal("total: 0 NoData", await star.RowsAsync("referrals referrals.previous", "fiscal_year", "fiscal_year=1999")); // before the dataset begins
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("referrals.previous"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("referrals.previous", filters: "fiscal_year=2008 fiscal_year=2009"));
    }

    [Fact]
    public async Task Previous_MemberThatHasNothingThisYear_StaysInSight()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131");
        await star.ReferralAsync(20090501, region: "22203");
        await star.PublishAsync();

        Assert.Equal("22-east: 1 0\n22-west: 0 1\ntotal: 1 1", await star.RowsAsync("referrals referrals.previous", "subregion", "fiscal_year=2009"));
    }

    [Fact]
    public async Task RunningYear_IsProvisional_AndSaysHowMuchOfItHasPassed()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20090501);
        await star.TargetAsync(2009, "referrals", 4);
        await star.PublishAsync("2009-09-30");

        // 1 April to 30 September are 183 of 365 days: 50.1 %.
        Assert.Equal(
            "2008: 1 NoData NotApplicable\n2009: 1(Provisional) 4 25(Provisional)\ntotal: 2 NotApplicable NotApplicable",
            await star.RowsAsync("referrals referrals.target referrals.target_attainment", "fiscal_year")
        );
        var note = Assert.Single((await star.AskAsync("referrals.target_attainment", filters: "fiscal_year=2009")).Notes);
        Assert.Equal(
            ("year_passed", "50.1 % of FY2009 has passed (to 2009-09-30).", "2009年度は50.1％が経過しています（2009-09-30まで）。"),
            (note.Code, note.Text.En, note.Text.Ja)
        );
        Assert.Empty((await star.AskAsync("referrals.target_attainment", filters: "fiscal_year=2008")).Notes);
    }

    [Fact]
    public async Task YearThatEndsOnDataThrough_IsComplete()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync("2009-03-31");

        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals", filters: "fiscal_year=2008"));
        Assert.Equal(2008, (await star.Model.DatasetsAsync(TestContext.Current.CancellationToken)).Single(d => d.Code == "samples").DefaultFiscalYear);
    }

    [Fact]
    public async Task Target_OnlyAtItsExactGrain()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley");
        await star.ReferralAsync(20080501, region: "22203");
        await star.OutcomeAsync(20080501, "product");
        await star.TargetAsync(2008, "referrals", 10);
        await star.TargetAsync(2008, "referrals", 4, region: "22");
        await star.TargetAsync(2008, "referrals", 3, region: "22-west");
        await star.TargetAsync(2008, "referrals", 2, cluster: "photon-valley");
        await star.TargetAsync(2008, "referrals", 1, region: "22-west", cluster: "photon-valley");
        await star.TargetAsync(2008, "outcomes", 99);
        await star.TargetAsync(2008, "companies_referred", 0);
        await star.PublishAsync();

        async Task Expect(string cell, string by = "", string filters = "")
        {
            var lines = (await star.RowsAsync("referrals.target", by, filters)).Split('\n');
            Assert.Contains(cell, lines);
        }

        await Expect("total: 10", filters: "fiscal_year=2008");
        await Expect("total: NotApplicable"); // no fiscal year
        await Expect("total: NotApplicable", filters: "fiscal_year=2008 fiscal_year=2009"); // several
        await Expect("total: 4", filters: "fiscal_year=2008 prefecture=22");
        await Expect("total: 3", filters: "fiscal_year=2008 prefecture=22 subregion=22-west"); // the most specific
        await Expect("total: 2", filters: "fiscal_year=2008 cluster=photon-valley");
        await Expect("total: 1", filters: "fiscal_year=2008 cluster=photon-valley subregion=22-west");
        await Expect("total: NotApplicable", filters: "fiscal_year=2008 cluster=photon-valley cluster=pharma-valley");
        await Expect("total: NotApplicable", filters: "fiscal_year=2008 bank=0149"); // targets know no banks
        await Expect("total: NoData", filters: "fiscal_year=2008 municipality=22130"); // none was set there
        await Expect("22-west: 3", "subregion", "fiscal_year=2008 prefecture=22");
        await Expect("22-east: NoData", "subregion", "fiscal_year=2008 prefecture=22");
        await Expect("total: 4", "subregion", "fiscal_year=2008 prefecture=22");
        await Expect("photon-valley: 2", "cluster", "fiscal_year=2008");
        await Expect("none: NotApplicable", "cluster", "fiscal_year=2008"); // "no cluster" is not "all clusters"
        await Expect("2008: 10", "fiscal_year");
        await Expect("total: NotApplicable", "fiscal_year");
        await Expect("branch-network: NotApplicable", "channel", "fiscal_year=2008");
        Assert.Equal(
            ": 20 NotApplicable\ntotal: 20 NotApplicable",
            await star.RowsAsync("referrals.target_attainment companies_referred.target_attainment", filters: "fiscal_year=2008")
        );
    }

    [Fact]
    public async Task Target_WhereNothingHasHappened_IsARowOfItsOwn()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "pharma-valley");
        await star.ReferralAsync(20100501, region: "22131");
        await star.TargetAsync(2008, "referrals", 3, region: "22-west");
        await star.TargetAsync(2008, "referrals", 5, region: "22-east");
        await star.TargetAsync(2008, "outcomes", 5, region: "22-central"); // of a measure that is not asked
        await star.TargetAsync(2008, "referrals", 9, region: "13"); // a prefecture
        await star.TargetAsync(2008, "referrals", 7, cluster: "photon-valley");
        await star.TargetAsync(2008, "referrals", 1, region: "22-central", cluster: "photon-valley"); // another grain
        await star.TargetAsync(2020, "referrals", 7, cluster: "foods-science-hills"); // not yet
        await star.PublishAsync("2011-03-31");

        Assert.Equal(
            "22-east: 0 5 0\n22-west: 1 3 33.3333\ntotal: 1 NoData NotApplicable",
            await star.RowsAsync("referrals referrals.target referrals.target_attainment", "subregion", "fiscal_year=2008")
        );
        Assert.Equal("22-west: 1 3\ntotal: 1 3", await star.RowsAsync("referrals referrals.target", "subregion", "fiscal_year=2008 subregion=22-west"));
        Assert.Equal("22-west: 1 NoData\ntotal: 1 NoData", await star.RowsAsync("referrals referrals.target", "subregion", "fiscal_year=2010"));
        Assert.Equal(
            "photon-valley: 0 7\npharma-valley: 1 NoData\nnone: 0 NotApplicable\ntotal: 1 NoData",
            await star.RowsAsync("referrals referrals.target", "cluster", "fiscal_year=2008")
        );
        Assert.Equal(
            "2008|photon-valley: 0 7\n2008|pharma-valley: 1 NoData\n2008|none: 0 NotApplicable\n2009|photon-valley: 0 NoData\n2009|pharma-valley: 0 NoData\n2009|none: 0 NotApplicable\n2010|photon-valley: 0 NoData\n2010|pharma-valley: 0 NoData\n2010|none: 1 NotApplicable\ntotal: 2 NotApplicable",
            await star.RowsAsync("referrals referrals.target", "fiscal_year cluster")
        );
        Assert.Equal(
            "photon-valley: 0 1\ntotal: 0 NoData",
            await star.RowsAsync("referrals referrals.target", "cluster", "fiscal_year=2008 subregion=22-central")
        );
    }

    [Fact]
    public async Task Target_OfAnAmount_IsInMajorUnits()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.DollarDatasetAsync("us");
        await star.EngagementAsync(20010101, "phase-1", contract: 300_00, dataset: "us", precision: "year");
        await star.TargetAsync(2001, "contract_amount", 700_00, dataset: "us");
        await star.PublishAsync("2002-12-31");

        Assert.Equal(
            ": 300 700 42.8571\ntotal: 300 700 42.8571",
            await star.RowsAsync("contract_amount contract_amount.target contract_amount.target_attainment", filters: "fiscal_year=2001", dataset: "us")
        );
    }

    [Fact]
    public async Task OlderPublication_StaysAsItWas()
    {
        await using var star = await Star.CreateAsync(postgres);
        var kept = await star.ReferralAsync(20080501, clusters: "photon-valley");
        var retracted = await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.TargetAsync(2008, "referrals", 8);
        await star.PublishAsync("2009-03-31");
        await star.CloseReferralAsync(retracted);
        await star.ExecuteAsync($"update mart.brg_referral_cluster set published_to = {star.Next} where referral_id = {kept}");
        await star.ReferralAsync(20090501);
        await star.PublishAsync("2010-03-31");

        Assert.Equal("photon-valley: 2\ntotal: 2", await star.RowsAsync("referrals", "cluster", publication: 1));
        Assert.Equal("none: 2\ntotal: 2", await star.RowsAsync("referrals", "cluster", publication: 2));
        Assert.Equal("none: 2\ntotal: 2", await star.RowsAsync("referrals", "cluster"));
        Assert.Equal(": 2 8\ntotal: 2 8", await star.RowsAsync("referrals referrals.target", filters: "fiscal_year=2008", publication: 1));
        var old = await star.AskAsync("referrals", publication: 1);
        Assert.Equal((1, new DateOnly(2009, 3, 31), new DateTimeOffset(2013, 4, 1, 0, 0, 0, TimeSpan.Zero)), (old.Publication, old.DataThrough, old.AsOf));
        Assert.Equal(new RowCounts(3, 3, 2), old.Counts);
        var fault = (await Assert.ThrowsAsync<QueryException>(() => star.AskAsync("referrals", publication: 3))).Fault;
        Assert.Equal(("publication", "3"), (fault.Parameter, fault.Value));
        Assert.Equal(["1–2"], fault.Allowed);
    }

    [Fact]
    public async Task ChangedDefinition_IsARestatement_AndTheAnswerSaysSo()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        var now = star.Model.Catalog.Measures["referrals"].Definition;
        await star.ExecuteAsync($$"""update audit.publication_datasets set definitions = '{"referrals": "{{now}}", "outcomes": "0000000000000000"}'""");

        Assert.Empty((await star.AskAsync("referrals")).Notes);
        var note = Assert.Single((await star.AskAsync("outcomes.previous")).Notes);
        Assert.Equal("restated", note.Code);
        Assert.StartsWith("The definition has changed since publication 1 (then 0000000000000000, now ", note.Text.En, StringComparison.Ordinal);
    }
}
