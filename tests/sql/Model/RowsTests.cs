using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>Rows, totals, filters and order.</summary>
public class RowsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task ByCluster_OverlappingReferrals_CountWholeInEachAndOnceInTheTotal()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley hamamatsu-optronics");
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.ReferralAsync(20080501, clusters: "pharma-valley");
        await star.ReferralAsync(20080501);
        await star.PublishAsync();

        // The order is the clusters' declared one; no cluster last. 1 + 2 + 1 + 1 = 5 over 4 referrals.
        Assert.Equal(
            """
            hamamatsu-optronics: 1
            photon-valley: 2
            pharma-valley: 1
            none: 1
            total: 4
            """,
            await star.RowsAsync("referrals", "cluster")
        );
        var result = await star.AskAsync("referrals", "cluster");
        Assert.Equal(("overlap", "Rows overlap: sum 5, total 4."), (Assert.Single(result.Notes).Code, result.Notes[0].Text.En));
        Assert.Equal(new Bilingual("クラスターなし", "No cluster"), result.Rows[^1].Members[0].Label);
    }

    [Fact]
    public async Task ByCluster_NothingOverlaps_NoNote()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.ReferralAsync(20080501);
        await star.PublishAsync();

        Assert.Empty((await star.AskAsync("referrals", "cluster")).Notes);
    }

    [Fact]
    public async Task ByProgrammeAndSponsor_TwoClustersOfOneProgramme_CountOnceInIt()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley"); // both of the prefecture's programme
        await star.ReferralAsync(20080501, clusters: "photon-valley hamamatsu-optronics");
        await star.PublishAsync();

        Assert.Equal("knowledge-cluster: 1\nshizuoka-triangle: 2\ntotal: 2", await star.RowsAsync("referrals", "programme"));
        Assert.Equal("mext: 1\nshizuoka-prefecture: 2\ntotal: 2", await star.RowsAsync("referrals", "sponsor"));
        // Only pairs that exist: Photon Valley is none of MEXT's.
        Assert.Equal(
            "hamamatsu-optronics|mext: 1\nphoton-valley|shizuoka-prefecture: 2\npharma-valley|shizuoka-prefecture: 1\ntotal: 2",
            await star.RowsAsync("referrals", "cluster sponsor")
        );
    }

    [Fact]
    public async Task FilterOnClusters_AorB_CountsOnce()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley");
        await star.ReferralAsync(20080501, clusters: "photon-valley san-en-nanshin");
        await star.ReferralAsync(20080501, clusters: "san-en-nanshin");
        await star.ReferralAsync(20080501);
        await star.PublishAsync();

        Assert.Equal(": 2\ntotal: 2", await star.RowsAsync("referrals", filters: "cluster=photon-valley cluster=pharma-valley"));
        Assert.Equal(
            "photon-valley: 2\npharma-valley: 1\ntotal: 2",
            await star.RowsAsync("referrals", "cluster", "cluster=photon-valley cluster=pharma-valley")
        );
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals", filters: "cluster=none"));
        Assert.Equal("pharma-valley: 1\nnone: 1\ntotal: 2", await star.RowsAsync("referrals", "cluster", "cluster=none cluster=pharma-valley"));
        // One membership must fulfil both filters: no cluster is San-en-Nanshin and of the prefecture's programme.
        Assert.Equal(": 0\ntotal: 0", await star.RowsAsync("referrals", filters: "cluster=san-en-nanshin programme=shizuoka-triangle"));
    }

    [Fact]
    public async Task Outcomes_ByCluster_InheritTheirReferralsClusters()
    {
        await using var star = await Star.CreateAsync(postgres);
        var referral = await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley");
        await star.OutcomeAsync(20090501, "product", quantity: 3, referral: referral);
        await star.EngagementAsync(20080601, "joint-research", referral: -2); // of a source without referrals
        await star.PublishAsync();

        Assert.Equal(
            "photon-valley: 3 NotApplicable\npharma-valley: 3 NotApplicable\nnot-applicable: 0 NotApplicable\ntotal: 3 1",
            await star.RowsAsync("outcomes engagements", "cluster")
        );
    }

    [Fact]
    public async Task ByMunicipality_Wards_CountUnderTheirCity()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131"); // Hamamatsu, Naka ward
        await star.ReferralAsync(20080501, region: "22130"); // Hamamatsu
        await star.ReferralAsync(20080501, region: "22203"); // Numazu
        await star.ReferralAsync(20080501, region: "-1");
        await star.PublishAsync();

        Assert.Equal("22130: 2\n22203: 1\nunknown: 1\ntotal: 4", await star.RowsAsync("referrals", "municipality"));
        Assert.Equal("22-east: 1\n22-west: 2\nunknown: 1\ntotal: 4", await star.RowsAsync("referrals", "subregion"));
        Assert.Equal(": 2\ntotal: 2", await star.RowsAsync("referrals", filters: "prefecture=22 municipality=22130"));
        Assert.Equal("22: 3\nunknown: 1\ntotal: 4", await star.RowsAsync("referrals", "prefecture"));
    }

    [Fact]
    public async Task ByIndustryAndSize_OwnOrders_AndBothLanguages()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, industry: "E", size: "301+");
        await star.ReferralAsync(20080501, industry: "D", size: "21-50");
        await star.ReferralAsync(20080501, industry: "-1", size: "unknown");
        await star.ReferralAsync(20080501, industry: "24", size: "101-300"); // a group of manufacturing
        await star.PublishAsync();

        Assert.Equal("D: 1\nE: 2\nunknown: 1\ntotal: 4", await star.RowsAsync("referrals", "industry_division"));
        Assert.Equal("21-50: 1\n101-300: 1\n301+: 1\nunknown: 1\ntotal: 4", await star.RowsAsync("referrals", "company_size"));
        var manufacturing = (await star.AskAsync("referrals", "industry_division")).Rows[1].Members[0].Label;
        Assert.Equal(("製造業", "Manufacturing"), (manufacturing.Ja, manufacturing.En));
        Assert.Equal("24: 1", (await star.RowsAsync("referrals", "industry_group")).Split('\n')[0]);
    }

    [Fact]
    public async Task ByBankBranchInstituteChannelField_EachFindsItsMembers()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, bank: "0149", branch: "101", institute: "aist", channel: "young-executives", field: "optics");
        await star.ReferralAsync(20080501, bank: "0150", branch: "101", institute: "beta", channel: "branch-network", field: "food");
        await star.PublishAsync();

        Assert.Equal(
            "0149|0149-101|aist: 1\n0149|0149-101|beta: 0\n0150|0150-101|aist: 0\n0150|0150-101|beta: 1\ntotal: 2",
            await star.RowsAsync("referrals", "bank branch institute")
        );
        Assert.Equal("branch-network: 1\nyoung-executives: 1\ntotal: 2", await star.RowsAsync("referrals", "channel"));
        Assert.Equal("food: 1\noptics: 1\ntotal: 2", await star.RowsAsync("referrals", "technology_field"));
        Assert.Equal("0150: 1\ntotal: 1", await star.RowsAsync("referrals", "bank", "bank=0150"));
    }

    [Fact]
    public async Task SlicerOfAnotherFact_AsRowsOrFilter_IsNotApplicable()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.EngagementAsync(20080501, "joint-research", stage: "basic-type-2");
        await star.EngagementAsync(20080501, "know-how");
        await star.OutcomeAsync(20080501, "product", verification: "verified");
        await star.PublishAsync();

        Assert.Equal(
            "joint-research: NotApplicable 1 NotApplicable\nknow-how: NotApplicable 1 NotApplicable\ntotal: NotApplicable 2 NotApplicable",
            await star.RowsAsync("referrals engagements outcomes", "engagement_type")
        );
        Assert.Equal(": NotApplicable 1\ntotal: NotApplicable 1", await star.RowsAsync("referrals outcomes", filters: "verification=verified"));
        Assert.Equal("basic-type-2: 1\nnot-applicable: 1\ntotal: 2", await star.RowsAsync("engagements", "research_stage"));
        Assert.Equal("product: 1\ntotal: 1", await star.RowsAsync("outcomes", "outcome_type"));
    }

    [Fact]
    public async Task SeveralFacts_InOneQuestion_ShareTheirRows()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131");
        await star.OutcomeAsync(20080501, "product", region: "22203");
        await star.PublishAsync();

        Assert.Equal("22-east: 0 1\n22-west: 1 0\ntotal: 1 1", await star.RowsAsync("referrals outcomes", "subregion"));
    }

    [Fact]
    public async Task ByFewMembers_ThoseOfTheDatasetWithoutARowThatFits_StandWithZero()
    {
        await using var star = await Star.CreateAsync(postgres);
        var referral = await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley");
        await star.ReferralAsync(20070501, region: "22203", clusters: "pharma-valley", bank: "0150"); // another year, without an outcome
        await star.ReferralAsync(20070501, region: "13101", bank: "0150"); // Tokyo
        await star.ReferralAsync(20140501, region: "01101", clusters: "san-en-nanshin"); // after data_through
        await star.ReferralAsync(20070501, clusters: "foods-science-hills", dataset: "ledgers");
        await star.OutcomeAsync(20080601, "product", referral: referral);
        await star.OutcomeAsync(20080601, "product"); // of a source without referrals: in no cluster that could be asked for
        await star.PublishAsync();

        Assert.Equal(
            "photon-valley: 1\npharma-valley: 0\nnone: 0\nnot-applicable: 1\ntotal: 2",
            await star.RowsAsync("outcomes", "cluster", "fiscal_year=2008")
        );
        Assert.Equal("photon-valley: 0\npharma-valley: 0\nnone: 0\ntotal: 0", await star.RowsAsync("outcomes", "cluster", "fiscal_year=2011"));
        Assert.Equal("13: 0\n22: 2\ntotal: 2", await star.RowsAsync("outcomes", "prefecture", "fiscal_year=2008"));
        Assert.Equal("22-east: 0\n22-west: 2\ntotal: 2", await star.RowsAsync("outcomes", "subregion", "fiscal_year=2008 prefecture=22"));
        // The other filters hold: only what they let through at some time.
        Assert.Equal("pharma-valley: 0\nnone: 0\ntotal: 0", await star.RowsAsync("referrals", "cluster", "fiscal_year=2008 bank=0150"));
        Assert.Equal("photon-valley: 1\ntotal: 1", await star.RowsAsync("referrals", "cluster", "fiscal_year=2008 cluster=photon-valley"));
        // Many members: only where there is a figure. Several slicers together: the members that occur in it.
        Assert.Equal("22130: 2\ntotal: 2", await star.RowsAsync("outcomes", "municipality", "fiscal_year=2008"));
        Assert.Equal("2008|photon-valley: 1\ntotal: 1", await star.RowsAsync("referrals", "fiscal_year cluster", "fiscal_year=2008"));
    }

    [Fact]
    public async Task Datasets_NeverMix()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.ReferralAsync(20080501, dataset: "ledgers");
        await star.ReferralAsync(20080501, dataset: "ledgers");
        await star.PublishAsync();

        Assert.Equal("photon-valley: 1\ntotal: 1", await star.RowsAsync("referrals", "cluster"));
        Assert.Equal("none: 2\ntotal: 2", await star.RowsAsync("referrals", "cluster", dataset: "ledgers"));
        Assert.True((await star.AskAsync("referrals")).IsSynthetic);
        Assert.False((await star.AskAsync("referrals", dataset: "ledgers")).IsSynthetic);
    }

    [Fact]
    public async Task Members_OnlyThoseThatOccur_InTheirOrder()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "pharma-valley");
        await star.EngagementAsync(20091001, "joint-research");
        await star.PublishAsync();

        Assert.Equal(["2008", "2009"], await Codes("fiscal_year"));
        Assert.Equal(["pharma-valley", "not-applicable"], await Codes("cluster"));
        Assert.Equal(["joint-research"], await Codes("engagement_type"));
        Assert.Empty(await star.Model.MembersAsync("cluster", "ledgers", Scope.All, TestContext.Current.CancellationToken));

        async Task<IEnumerable<string>> Codes(string slicer) =>
            (await star.Model.MembersAsync(slicer, "samples", Scope.All, TestContext.Current.CancellationToken)).Select(m => m.Code);
    }
}
