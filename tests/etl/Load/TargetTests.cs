namespace Analytics.Tests.Etl.Load;

/// <summary>Targets as people write them.</summary>
public class TargetTests(PostgresFixture postgres)
{
    const string Targets =
        "select measure, fiscal_year, region_code, cluster_code, target_value from mart.fct_targets t join mart.dim_region using (region_key) join mart.dim_cluster c using (cluster_key) where published_to = 2147483647 order by 1, 2, 3, 4";

    [Fact]
    public async Task Target_NamesOfAnyLevel_Resolve()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Ledgers.Target,
            "2008年度,紹介件数,,,100",
            "平成21年度,outcomes,西部,,40",
            "2009,成果件数,22-east,,20",
            "2009,成果件数,２２１３０,フォトンバレー,10",
            "2009,成果件数,静岡県,pharma-valley,30",
            "2009,成果件数,22138,,5",
            "2009,成果件数,浜松,,7",
            "2010,Engagements,,,50"
        );

        Assert.Equal(
            """
            engagements 2010 not-applicable not-applicable 50
            outcomes 2009 22 pharma-valley 30
            outcomes 2009 22-east not-applicable 20
            outcomes 2009 22-west not-applicable 40
            outcomes 2009 22130 not-applicable 7
            outcomes 2009 22130 photon-valley 10
            outcomes 2009 22138 not-applicable 5
            referrals 2008 not-applicable not-applicable 100
            """,
            await ledgers.QueryAsync(Targets)
        );
        Assert.Equal("", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Target_OfMoney_NeedsAUnit()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Target, "2008,契約額,,,120百万円", "2009,契約額,,,120", "2009,売上増加額,西部,,\"1,500千円\""),
            ledgers.Offer("年度,指標,地域,クラスター,目標値(千円)", "2010,契約額,,,\"80,000\"")
        );

        Assert.Equal(
            "added_sales 2009 22-west not-applicable 1500000\ncontract_amount 2008 not-applicable not-applicable 120000000\ncontract_amount 2010 not-applicable not-applicable 80000000",
            await ledgers.QueryAsync(Targets)
        );
        Assert.Equal("rejected target-unit-missing 3:120", await ledgers.FindingsAsync());
    }

    [Theory]
    [InlineData("¤500")] // as a workbook's own currency format shows it
    [InlineData("JPY 500")]
    [InlineData("500 yen")]
    [InlineData("500円")]
    public async Task Target_OfMoney_IsOneHoweverItsUnitIsWritten(string cell)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Target, $"2009,契約額,,,{cell}", $"2009,成果件数,,,{cell}");

        Assert.Equal("contract_amount 2009 not-applicable not-applicable 500", await ledgers.QueryAsync(Targets));
        Assert.Equal("rejected target-unit-unfit 3:500 (円)", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Target_OfCases_TakesNoMoney_AndOfMoneyNoCases()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Target,
                "2008,成果件数,,,5百万円",
                "2009,成果件数,,,40件",
                "2010,成果件数,,,30",
                "2008,契約額,,,120件",
                "2009,契約額,,,￥500"
            ),
            ledgers.Offer("年度,指標,地域,クラスター,目標値(千円)", "2011,成果件数,,,40", "2012,成果件数,,,50件")
        );

        Assert.Equal(
            "contract_amount 2009 not-applicable not-applicable 500\noutcomes 2009 not-applicable not-applicable 40\noutcomes 2010 not-applicable not-applicable 30\noutcomes 2012 not-applicable not-applicable 50",
            await ledgers.QueryAsync(Targets)
        );
        // 40 under a heading in thousands of yen is 40,000 yen: no number of outcomes.
        Assert.Equal(
            "rejected target-unit-unfit 2:5000000 (百万円)\nrejected target-unit-unfit 5:120 (件)\nrejected target-unit-unfit 2:40000 (千円)",
            await ledgers.FindingsAsync()
        );
        Assert.Equal("3", await ledgers.QueryAsync("select rows_rejected from audit.publication_datasets where dataset_code = 'ledgers'"));
    }

    [Fact]
    public async Task Target_Unknown_IsRejectedWithItsMend()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Target, "2008,満足度,,,100", "2008,成果件数,桃源郷,,40", "2008,成果件数,,シリコンバレー,20", "2008,成果件数,,,5");

        Assert.Equal("outcomes 2008 not-applicable not-applicable 5", await ledgers.QueryAsync(Targets));
        Assert.Equal(
            "rejected target-measure-unknown 2:満足度\nrejected target-region-unknown 3:桃源郷\nrejected target-cluster-unknown 4:シリコンバレー",
            await ledgers.FindingsAsync()
        );
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from audit.findings where mend_ja = '' or mend_en = ''"));
    }

    [Fact]
    public async Task Target_Revised_ReplacesTheOld()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2009-03-31,0149,駿河食品"),
            ledgers.Offer(Ledgers.Target, "2008,紹介件数,,,4")
        );
        Assert.Equal("2 4 50", await ledgers.TotalAsync("referrals referrals.target referrals.target_attainment", "fiscal_year=2008"));

        await ledgers.LoadAsync(Ledgers.Target, "2008,referrals,,,8");

        Assert.Equal("2 8 25", await ledgers.TotalAsync("referrals referrals.target referrals.target_attainment", "fiscal_year=2008"));
        Assert.Equal("2 4 50", await ledgers.TotalAsync("referrals referrals.target referrals.target_attainment", "fiscal_year=2008", publication: 1));
    }

    [Fact]
    public async Task Target_SameKeySpelledTwiceInOneFile_IsRejectedAndThePublishedStays()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Target, "2008,紹介件数,西部,,4");
        await ledgers.LoadAsync(Ledgers.Target, "2008,referrals,西部,,5", "2008,紹介件数,22-west,,6", "2009,紹介件数,,,7");

        Assert.Equal("referrals 2008 22-west not-applicable 4\nreferrals 2009 not-applicable not-applicable 7", await ledgers.QueryAsync(Targets));
        Assert.Equal("rejected target-conflict 2:5\nrejected target-conflict 3:6", await ledgers.FindingsAsync());
    }
}
