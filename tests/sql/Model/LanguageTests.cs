using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>What questions can say beyond measures, slicers and codes: what is left out, ranges, order, the top with all others, pages.</summary>
public class LanguageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Not_OfSeveralCodes_LeavesThemOut()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley pharma-valley");
        await star.ReferralAsync(20080501, region: "22203", clusters: "pharma-valley");
        await star.ReferralAsync(20090501, region: "22203");
        await star.PublishAsync();

        // Whoever is in a cluster that is left out is left out, whatever else it is in.
        Assert.Equal("pharma-valley: 1\nnone: 1\ntotal: 2", await star.RowsAsync("referrals", "cluster", "cluster.not=photon-valley"));
        Assert.Equal("none: 1\ntotal: 1", await star.RowsAsync("referrals", "cluster", "cluster.not=photon-valley cluster.not=pharma-valley"));
        Assert.Equal("photon-valley: 1\npharma-valley: 2\ntotal: 2", await star.RowsAsync("referrals", "cluster", "cluster.not=none"));
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals", filters: "cluster=pharma-valley cluster.not=photon-valley"));
        Assert.Equal("22-west: 1\ntotal: 1", await star.RowsAsync("referrals", "subregion", "subregion.not=22-east fiscal_year=2008"));
        Assert.Equal("2009: 1\ntotal: 1", await star.RowsAsync("referrals", "fiscal_year", "fiscal_year.not=2008"));
    }

    [Fact]
    public async Task Not_OfTime_LeavesStocksTargetsAndMaturityRight()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20100501, closed: 20110501, engaged: 20100601);
        await star.ReferralAsync(20110501);
        await star.ReferralAsync(20120501);
        await star.EngagementAsync(20100601, "consultation");
        await star.TargetAsync(2010, "referrals", 4);
        await star.TargetAsync(2011, "referrals", 5);
        await star.PublishAsync("2012-12-31");

        // A year that is left out has no row, and the stock is that of the last year that is not: at the end of FY2011 the second alone is open.
        Assert.Equal("2010: 1\n2011: 1\ntotal: 1", await star.RowsAsync("open_referrals", "fiscal_year", "fiscal_year.not=2012"));
        Assert.Equal("2010: 1 4\n2011: 1 5\ntotal: 2 NotApplicable", await star.RowsAsync("referrals referrals.target", "fiscal_year", "fiscal_year.not=2012"));
        // The last cohort is FY2010's, mature on 31 March 2012; with FY2011 in it it would be so on 30 March 2013, after the last day.
        Assert.Equal(": 100\ntotal: 100", await star.RowsAsync("conversion_rate", filters: "fiscal_year.not=2011 fiscal_year.not=2012"));
        Assert.Equal(": 50(Immature)\ntotal: 50(Immature)", await star.RowsAsync("conversion_rate", filters: "fiscal_year.not=2012"));
        // Of the running year what is let through is over: nothing is provisional any more.
        Assert.Equal(": 1(Provisional)\ntotal: 1(Provisional)", await star.RowsAsync("referrals", filters: "fiscal_year=2012"));
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals", filters: "fiscal_year=2012 quarter.not=2012-Q4"));
        // The year before leaves out the same quarters of it: May 2012 and May 2011 lie in the first.
        Assert.Equal(
            ": 1 1\ntotal: 1 1",
            await star.RowsAsync("referrals referrals.previous", filters: "fiscal_year=2012 quarter.not=2012-Q2 quarter.not=2012-Q4")
        );
        Assert.Equal(
            ": 0 0\ntotal: 0 0",
            await star.RowsAsync("referrals referrals.previous", filters: "fiscal_year=2012 quarter.not=2012-Q1 quarter.not=2012-Q4")
        );
    }

    [Fact]
    public async Task Not_OfAClusterOrRegion_HasNoTarget()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley");
        await star.TargetAsync(2008, "referrals", 4);
        await star.TargetAsync(2008, "referrals", 3, cluster: "photon-valley");
        await star.PublishAsync();

        Assert.Equal(": 4\ntotal: 4", await star.RowsAsync("referrals.target", filters: "fiscal_year=2008"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("referrals.target", filters: "fiscal_year=2008 cluster.not=pharma-valley"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("referrals.target", filters: "fiscal_year=2008 prefecture.not=13"));
        // A row of an overlapping slicer lacks what is in the excluded cluster too: not the target's grain either.
        Assert.Equal(
            "photon-valley: 1 NotApplicable\ntotal: 1 NotApplicable",
            await star.RowsAsync("referrals referrals.target", "cluster", "fiscal_year=2008 cluster.not=pharma-valley")
        );
    }

    [Fact]
    public async Task Range_OfTime_IsBoundedByTheDatasetsOwn()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20090501);
        await star.ReferralAsync(20101231);
        await star.ReferralAsync(20110101);
        await star.TargetAsync(2010, "referrals", 7);
        await star.PublishAsync("2011-03-31");

        Assert.Equal("2008: 1\n2009: 1\ntotal: 2", await star.RowsAsync("referrals", "fiscal_year", "fiscal_year.from=1900 fiscal_year.to=2009"));
        Assert.Equal("2009: 1\n2010: 2\ntotal: 3", await star.RowsAsync("referrals", "fiscal_year", "fiscal_year.from=2009"));
        Assert.Equal(
            "2010-11: 0\n2010-12: 1\n2011-01: 1\n2011-02: 0\n2011-03: 0\ntotal: 2",
            await star.RowsAsync("referrals", "month", "month.from=2010-11 month.to=2030-01")
        );
        Assert.Equal("2010-Q2: 0\n2010-Q3: 1\ntotal: 1", await star.RowsAsync("referrals", "quarter", "quarter.from=2010-Q2 quarter.to=2010-Q3"));
        Assert.Equal(": 0\ntotal: 0", await star.RowsAsync("referrals", filters: "fiscal_year.to=1950"));
        Assert.Equal(": 0 NoData\ntotal: 0 NoData", await star.RowsAsync("referrals open_referrals", filters: "fiscal_year.from=2050"));
        // From 2010 on is more than 2010 once there is more: no target. From 2010 to 2010 is 2010.
        Assert.Equal(": 2 NotApplicable\ntotal: 2 NotApplicable", await star.RowsAsync("referrals referrals.target", filters: "fiscal_year.from=2010"));
        Assert.Equal(": 2 7\ntotal: 2 7", await star.RowsAsync("referrals referrals.target", filters: "fiscal_year.from=2010 fiscal_year.to=2010"));
        Assert.Equal(
            "2009: 1 NoData\n2010: 2 7\ntotal: 3 NotApplicable",
            await star.RowsAsync("referrals referrals.target", "fiscal_year", "fiscal_year.from=2009")
        );
        Assert.Equal("2009: 2\n2010: 4\ntotal: 4", await star.RowsAsync("open_referrals", "fiscal_year", "fiscal_year.from=2009"));
    }

    [Fact]
    public async Task Range_OfSizes_FollowsTheirDeclaredOrder()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var size in new[] { "1-20", "21-50", "101-300", "301+", "unknown" })
        {
            await star.ReferralAsync(20080501, size: size);
        }

        await star.PublishAsync();

        Assert.Equal(": 2\ntotal: 2", await star.RowsAsync("referrals", filters: "company_size.from=51-100"));
        Assert.Equal(": 2\ntotal: 2", await star.RowsAsync("referrals", filters: "company_size.from=21-50 company_size.to=101-300"));
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals", filters: "company_size.to=1-20"));
    }

    [Fact]
    public async Task Sort_ByMeasureOrSlicer_KeepsReservedAndBlankLast()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131");
        await star.ReferralAsync(20080501, region: "22203");
        await star.ReferralAsync(20080501, region: "22203");
        await star.ReferralAsync(20090501, region: "-1");
        await star.ReferralAsync(20090501, region: "-1");
        await star.ReferralAsync(20090501, region: "-1");
        await star.PublishAsync();

        Assert.Equal("22-east: 2\n22-west: 1\nunknown: 3\ntotal: 6", await star.RowsAsync("referrals", "subregion", "sort=-referrals"));
        Assert.Equal("22-west: 1\n22-east: 2\nunknown: 3\ntotal: 6", await star.RowsAsync("referrals", "subregion", "sort=referrals"));
        Assert.Equal("22-west: 1\n22-east: 2\nunknown: 3\ntotal: 6", await star.RowsAsync("referrals", "subregion", "sort=-subregion"));
        // By the second slicer first, the others keep their order.
        Assert.Equal(
            "22-east|2008: 2\n22-west|2008: 1\nunknown|2008: 0\n22-east|2009: 0\n22-west|2009: 0\nunknown|2009: 3\ntotal: 6",
            await star.RowsAsync("referrals", "subregion fiscal_year", "sort=fiscal_year")
        );
        Assert.Equal(
            "22-east|2009: 0\n22-west|2009: 0\nunknown|2009: 3\n22-east|2008: 2\n22-west|2008: 1\nunknown|2008: 0\ntotal: 6",
            await star.RowsAsync("referrals", "subregion fiscal_year", "sort=-fiscal_year")
        );
    }

    [Fact]
    public async Task Top_WithOthers_RecomputesWhatDoesNotAddUp()
    {
        await using var star = await Star.CreateAsync(postgres);
        // Branch 101: three referrals; 102: two; 103 and 104 one each, of the same company 7; 7 is at 102 too.
        foreach (var (branch, company) in new[] { ("101", 1), ("101", 2), ("101", 3), ("102", 4), ("102", 7), ("103", 7), ("104", 7) })
        {
            await star.ReferralAsync(20080501, branch: branch, company: company, engaged: branch == "103" ? 20080601 : -3);
        }

        await star.EngagementAsync(20080601, "consultation");
        await star.PublishAsync();

        Assert.Equal(
            "0149-101: 3 3 0 3\n0149-102: 2 2 0 2\nothers: 2 1 50 2\ntotal: 7 5 14.2857 7",
            await star.RowsAsync("referrals companies_referred conversion_rate open_referrals", "branch", "fiscal_year=2008 top=2 others=true")
        );
        // In the order of the branches, chosen by the largest of the first measure; the smallest, chosen by the measure that is sorted by.
        Assert.Equal("0149-101: 3\n0149-102: 2\nothers: 2\ntotal: 7", await star.RowsAsync("referrals", "branch", "top=2 others=true sort=branch"));
        Assert.Equal("0149-103: 1\nothers: 6\ntotal: 7", await star.RowsAsync("referrals", "branch", "top=1 others=true sort=referrals"));
        Assert.Equal("0149-101: 3\ntotal: 7", await star.RowsAsync("referrals", "branch", "top=1"));
        // Where nothing is left out, there are no others.
        Assert.Equal("0149-101: 3\n0149-102: 2\n0149-103: 1\n0149-104: 1\ntotal: 7", await star.RowsAsync("referrals", "branch", "top=4 others=true"));

        var result = await star.AskAsync("referrals", "branch", "top=2 others=true");
        Assert.Equal(("others", "その他", "Others"), (result.Rows[2].Members[0].Code, result.Rows[2].Members[0].Label.Ja, result.Rows[2].Members[0].Label.En));
        Assert.Equal("Top 2 of 4 by Referrals; the others are computed anew, not summed.", Assert.Single(result.Notes, n => n.Code == "top").Text.En);
    }

    [Fact]
    public async Task Top_OfAnOverlappingSlicer_CountsAsOthersWhoIsInNoneOfThem()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley");
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.ReferralAsync(20080501, clusters: "pharma-valley foods-science-hills");
        await star.ReferralAsync(20080501, clusters: "pharma-valley");
        await star.ReferralAsync(20080501, clusters: "foods-science-hills");
        await star.ReferralAsync(20080501);
        await star.PublishAsync();

        var result = await star.AskAsync("referrals", "cluster", "top=2 others=true");

        // Pharma 3; Photon and Foods 2 each, Photon stands first; the others: one in Foods alone, one in none.
        Assert.Equal("pharma-valley: 3\nphoton-valley: 2\nothers: 2\ntotal: 6", await star.RowsAsync("referrals", "cluster", "top=2 others=true"));
        Assert.Contains(result.Notes, n => n.Code == "others_overlap");
    }

    [Fact]
    public async Task Top_ByARate_GivesNoRankToAFew()
    {
        await using var star = await Star.CreateAsync(postgres);
        for (var i = 0; i < 10; i++)
        {
            await star.ReferralAsync(20080501, branch: "101", engaged: i < 4 ? 20080601 : -3);
            await star.ReferralAsync(20080501, branch: "102", engaged: i < 6 ? 20080601 : -3);
        }

        await star.ReferralAsync(20080501, branch: "103", engaged: 20080601); // 1 of 1, and no rank
        await star.EngagementAsync(20080601, "consultation");
        await star.PublishAsync();

        Assert.Equal("0149-102: 60\nothers: 45.4545\ntotal: 52.381", await star.RowsAsync("conversion_rate", "branch", "fiscal_year=2008 top=1 others=true"));
        Assert.Equal(
            "0149-102: 60\n0149-101: 40\n0149-103: 100\ntotal: 52.381",
            await star.RowsAsync("conversion_rate", "branch", "fiscal_year=2008 sort=-conversion_rate")
        );
        var notes = (await star.AskAsync("conversion_rate", "branch", "fiscal_year=2008 sort=-conversion_rate")).Notes;
        Assert.Equal("1 rows with a base under 10 take no rank.", Assert.Single(notes, n => n.Code == "unranked").Text.En);
    }

    [Fact]
    public async Task Page_OfRows_KnowsHowManyThereAre()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var branch in new[] { "101", "102", "103", "104", "105" })
        {
            await star.ReferralAsync(20080501, branch: branch);
        }

        await star.PublishAsync();

        Assert.Equal("0149-103: 1\n0149-104: 1\ntotal: 5", await star.RowsAsync("referrals", "branch", "page=2 size=2"));
        Assert.Equal(
            (1, 5),
            ((await star.AskAsync("referrals", "branch", "page=3 size=2")).Rows.Count, (await star.AskAsync("referrals", "branch", "page=3 size=2")).RowCount)
        );
        var fault = (await Assert.ThrowsAsync<QueryException>(() => star.AskAsync("referrals", "branch", "page=4 size=2"))).Fault;
        Assert.Equal(("page", "4", "1–3"), (fault.Parameter, fault.Value, fault.Allowed[0]));
        Assert.Empty((await star.AskAsync("referrals", "branch", "page=1 fiscal_year=2001")).Rows);
    }

    [Fact]
    public async Task TooManyRows_AreRefused_AndOtherQuestionsAreNot()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ExecuteAsync(
            """
            insert into mart.dim_technology_field (technology_field_code, label) select 'f' || n, 'f' || n from generate_series(1, 50001) n;
            insert into mart.fct_referrals (dataset_key, referral_id, case_id, owner_code, referral_number, company_id, company_key, is_company_matched, referrer_key, channel_key, region_key,
                industry_key, technology_field_key, agreement_key, unit_key, company_size, state, date_precision, referred_date_key, first_engagement_date_key, first_research_date_key,
                prototype_date_key, product_date_key, first_sales_date_key, closed_date_key, furthest_stage, content_hash, published_from, batch_id, line)
            select (select dataset_key from mart.dim_dataset where dataset_code = 'samples'), technology_field_key, technology_field_key, 'x', technology_field_key, 1, -1, true, -1, -1, -1,
                -1, technology_field_key, -2, -1, '1-20', 'received', 'day', 20080501, -3, -3, -3, -3, -3, -3, 'referral', gen_random_uuid(), 1, 1, 1
            from mart.dim_technology_field where technology_field_key > 0
            """
        );
        await star.PublishAsync();
        var query = new Query
        {
            Scope = Scope.All,
            Dataset = "samples",
            Measures = ["referrals"],
            By = ["technology_field"],
        };

        var answers = await star.Model.AnswerAsync([
            query,
            query with
            {
                By = [],
            },
            query with
            {
                Filters = new Dictionary<string, IReadOnlyList<string>> { ["technology_field"] = ["f1", "f2"] },
            },
        ]);

        Assert.Equal(("by", "technology_field"), (answers[0].Fault!.Parameter, answers[0].Fault!.Value));
        Assert.Equal(50_001, answers[1].Result!.Totals[0].Value);
        Assert.Equal(2, answers[2].Result!.Rows.Count);
    }

    [Fact]
    public void CanonicalText_HoldsAllThatIsAsked_AndIsReadBack()
    {
        var parser = new QueryParser(ModelCatalog.Load());
        const string Text =
            "dataset=samples&publication=3&measure=referrals&measure=outcomes&by=branch&prefecture=22&cluster.not=none&cluster.not=photon-valley&company_size.to=51-100&fiscal_year.from=2008&fiscal_year.to=2012&sort=-outcomes&top=10&others=true&page=2&size=5";

        var query = parser
            .Parse(
                Text.Split('&')
                    .Select(p => p.Split('='))
                    .GroupBy(p => p[0])
                    .Select(g => KeyValuePair.Create(g.Key, (IReadOnlyList<string>)[.. g.Select(p => p[1])])),
                Scope.All,
                null,
                "ledgers"
            )
            .Query!;

        Assert.Equal("scope=all&" + Text, query.CanonicalText());
        // A value that looks like another parameter is not taken for one.
        var (one, two) = (
            query with
            {
                Filters = new Dictionary<string, IReadOnlyList<string>> { ["bank"] = ["a&bank=b"] },
            },
            query with
            {
                Filters = new Dictionary<string, IReadOnlyList<string>> { ["bank"] = ["a", "b"] },
            }
        );
        Assert.NotEqual(one.CanonicalText(), two.CanonicalText());
    }
}
