namespace Analytics.Tests.Etl.Load;

/// <summary>Referrals with their engagements and outcomes: whose number is meant, cases that wait, parents that change, milestones.</summary>
public class CaseTests(PostgresFixture postgres)
{
    const string FindingsOfMilestones =
        "select referral_number, first_engagement_date_key, first_research_date_key, prototype_date_key, product_date_key, first_sales_date_key, days_to_engagement, days_to_product, furthest_stage from mart.fct_referrals where published_to = 2147483647 order by 1";

    [Fact]
    public async Task TwoBanks_SameNumber_AnEngagementNeedsTheBankCode()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "1,2008-04-02,0150,駿河食品"),
            ledgers.Offer(
                Ledgers.Engagement + ",銀行コード",
                "10,1,共同研究,2008-06-01,",
                "11,1,技術相談,2008-06-02,0150",
                "12,1,技術相談,2008-06-03,0149",
                "13,1,技術相談,2008-06-04,150"
            )
        );

        Assert.Equal("0149: 1 1\n0150: 1 2\ntotal: 2 3", await ledgers.FiguresAsync("referrals engagements", "bank"));
        Assert.Contains("rejected referral-ambiguous 2:1", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.Equal("5 1 0", await ledgers.CountsAsync());
    }

    [Fact]
    public async Task TwoBanks_TheSecondComesLater_MakesTheReferenceAmbiguousAndARevisionMendsIt()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        await ledgers.LoadAsync(Ledgers.Engagement, "10,1,共同研究,2008-06-01");
        Assert.Equal("1", await ledgers.TotalAsync("engagements"));

        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-05-01,0150,駿河食品");
        Assert.Equal("2 NoData", await ledgers.TotalAsync("referrals engagements"));
        Assert.Equal("-3\n-3", await ledgers.QueryAsync("select first_engagement_date_key from mart.fct_referrals where published_to = 2147483647"));
        Assert.Contains("rejected referral-ambiguous 2:1", await ledgers.FindingsAsync(), StringComparison.Ordinal);

        await ledgers.LoadAsync(Ledgers.Engagement + ",銀行コード", "10,1,共同研究,2008-06-01,0150");
        Assert.Equal("0149: 1 0\n0150: 1 1\ntotal: 2 1", await ledgers.FiguresAsync("referrals engagements", "bank"));
        Assert.DoesNotContain("ambiguous", await ledgers.FindingsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcome_OwnerOfTheFile_SaysWhoseReferralIsMeant()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var survey = ledgers.Offer(Ledgers.Outcome, "1,1,特許出願,2009-06-01");
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "1,2008-04-02,0150,駿河食品"), survey with { Owner = "0150" });

        Assert.Equal("0149: 1 0\n0150: 1 1\ntotal: 2 1", await ledgers.FiguresAsync("referrals outcomes", "bank"));
    }

    [Fact]
    public async Task Owner_NobodySays_IsUnstatedWithOneWarningAFile()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Engagement, "10,1,共同研究,2008-06-01", "11,2,共同研究,2008-06-01");
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-06-01") with { Owner = "aist" });

        Assert.Equal(
            "1 owner-unstated 1\n1 referral-unknown 2\n2 referral-unknown 1",
            await ledgers.QueryAsync("select batch_id, rule, count(*) from audit.findings group by 1, 2 order by 1, 2")
        );
        // The same number of another owner is another engagement.
        Assert.Equal(
            "unstated 10\nunstated 11\naist 10",
            await ledgers.QueryAsync("select owner_code, engagement_number from staging.engagements order by batch_id, ordinal")
        );
    }

    [Fact]
    public async Task Case_WaitsForItsReferral_AndThenCounts()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Engagement + ",機関コード", "10,7,共同研究,2008-06-01,aist"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,7,特許出願,2009-06-01,0149")
        );

        Assert.Equal("NoData NoData NoData", await ledgers.TotalAsync("referrals engagements outcomes"));
        Assert.Equal("0 0 2", await ledgers.CountsAsync());
        Assert.Equal("waiting referral-unknown 2:7\nwaiting referral-unknown 2:7", await ledgers.FindingsAsync());

        await ledgers.LoadAsync(Ledgers.Referral, "7,2008-04-01,0149,遠州光学");
        Assert.Equal("1 1 1", await ledgers.TotalAsync("referrals engagements outcomes"));
        Assert.Equal("3 0 0", await ledgers.CountsAsync());
        Assert.DoesNotContain("waiting", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.Equal("1 2\n1 2", await ledgers.QueryAsync("select published_from, published_to from audit.findings where rule = 'referral-unknown'"));
    }

    [Fact]
    public async Task Engagement_RePointedByARevision_OldAndNewParentAreRecomputed()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-11,0149,駿河食品"),
            ledgers.Offer(Ledgers.Engagement + ",更新日", "10,1,共同研究,2008-06-01,"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード,案件番号", "20,1,製品化,2009-06-01,0149,10")
        );
        Assert.Equal("1 20080601 20080601 -3 20090601 -3 61 426 product\n2 -3 -3 -3 -3 -3 - - referral", await ledgers.QueryAsync(FindingsOfMilestones));

        await ledgers.LoadAsync(Ledgers.Engagement + ",更新日", "10,2,共同研究,2008-06-01,2008-07-01");

        // The product stays the first one's, but without an engagement before it it is no milestone; the second's engagement came after 51 days.
        Assert.Equal("1 -3 -3 -3 -3 -3 - - referral\n2 20080601 20080601 -3 -3 -3 51 - research", await ledgers.QueryAsync(FindingsOfMilestones));
        Assert.Equal("False", await ledgers.QueryAsync("select is_attributable from mart.fct_outcomes where published_to = 2147483647"));
        Assert.Contains("warning engagement-unknown 2:10", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.Equal("1 1", await ledgers.TotalAsync("engagements outcomes"));
    }

    [Fact]
    public async Task Outcome_BeforeItsReferral_IsRejectedUntilARevisionMendsTheReferral()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral + ",更新日", "1,2009-04-01,0149,遠州光学,"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,1,特許出願,2009-03-31,0149", "21,1,試作品,2009-04-01,0149")
        );

        Assert.Equal("1", await ledgers.TotalAsync("outcomes"));
        Assert.Contains("rejected outcome-before-referral 2:2009-03-31", await ledgers.FindingsAsync(), StringComparison.Ordinal);

        await ledgers.LoadAsync(Ledgers.Referral + ",更新日", "1,2008-04-01,0149,遠州光学,2009-05-01");
        Assert.Equal("2", await ledgers.TotalAsync("outcomes"));
        Assert.DoesNotContain("outcome-before-referral", await ledgers.FindingsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Milestones_AreTheFirstDatesThatCount()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-01,0149,駿河食品"),
            // Information is no engagement, one in preparation neither; cancelled ones are.
            ledgers.Offer(
                Ledgers.Engagement + ",状況",
                "10,1,情報提供,2008-04-02,完了",
                "11,1,技術相談,2008-04-03,準備",
                "12,1,技術相談,2008-05-01,中止",
                "13,1,受託研究,2008-07-01,実施中",
                "14,1,共同研究,2008-09-01,完了",
                "15,2,情報提供,2008-04-02,完了"
            ),
            ledgers.Offer(
                Ledgers.Outcome + ",銀行コード,数値,単位",
                "20,1,試作品,2008-04-20,0149,,",
                "21,1,試作品,2008-12-01,0149,2,件",
                "22,1,製品化,2009-04-01,0149,,",
                "23,1,売上増,2010-03-31,0149,-5,百万円",
                "24,1,売上増,2011-03-31,0149,3,百万円"
            )
        );

        // The prototype of 20 April came before the first engagement: the next one is the milestone.
        Assert.Equal(
            "1 20080501 20080701 20081201 20090401 20110331 30 365 product\n2 -3 -3 -3 -3 -3 - - referral",
            await ledgers.QueryAsync(FindingsOfMilestones)
        );
        // 12, 13 and 14.
        Assert.Equal("3 2", await ledgers.TotalAsync("engagements information"));
        Assert.Equal(
            "20 False\n21 True\n22 True\n23 True\n24 True",
            await ledgers.QueryAsync("select outcome_number, is_attributable from mart.fct_outcomes order by 1")
        );
        // Engaged after 30 days, researched after 91, a product after 365; the second of the two has none of it.
        Assert.Equal("50(Immature) 50(Immature) 50(Immature)", await ledgers.TotalAsync("conversion_rate research_conversion_rate commercialisation_rate"));
        Assert.Equal("1 1 1 1", await ledgers.TotalAsync("reached_engagement reached_research reached_prototype reached_product"));
        // 1 + 2 prototypes + 1 product; −5 + 3 million yen.
        Assert.Equal("4 3 1 -2000000", await ledgers.TotalAsync("outcomes prototypes products added_sales"));
    }

    [Fact]
    public async Task ModelCases_CountAReferralOnceAtItsFirstFlag()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-01,0149,駿河食品"),
            ledgers.Offer(
                Ledgers.Outcome + ",銀行コード,モデルケース",
                "20,1,試作品,2009-05-01,0149,",
                "21,1,製品化,2010-05-01,0149,○",
                "22,1,売上増,2009-12-01,0149,○",
                "23,2,特許出願,2010-06-01,0149,○"
            )
        );

        Assert.Equal("2009: 1\n2010: 1(Provisional)\ntotal: 2", await ledgers.FiguresAsync("model_cases", "fiscal_year"));
    }
}
