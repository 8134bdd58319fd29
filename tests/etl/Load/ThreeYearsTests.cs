namespace Analytics.Tests.Etl.Load;

/// <summary>What the first three years (1,096 days) brought to a referral, and its step to development.</summary>
public class ThreeYearsTests(PostgresFixture postgres)
{
    const string Sums =
        "select referral_number, contract_amount_3y, added_sales_verified_3y, added_sales_self_reported_3y from mart.fct_referrals where published_to = 2147483647 order by 1";
    const string Engagement = Ledgers.Engagement + ",契約額(千円),状況";
    const string Outcome = Ledgers.Outcome + ",数値,単位,確認方法";

    [Fact]
    public async Task Sums_TakeWhatCameWithin1096Days_OfContractsAndOfAttributableSales()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
            // 2 April 2011 is the 1,096th day. Information is no contract, what is in preparation none yet; a cancelled contract was one.
            ledgers.Offer(
                Engagement,
                "10,1,共同研究,2008-06-01,1000,完了",
                "11,1,受託研究,2011-04-02,200,中止",
                "12,1,受託研究,2011-04-03,40000,実施中",
                "13,1,情報提供,2008-06-01,80000,完了",
                "14,1,技術相談,2008-07-01,70000,準備",
                "15,1,技術相談,2008-08-01,,完了"
            ),
            // Sales before the first engagement are not attributable.
            ledgers.Offer(
                Outcome,
                "20,1,売上増,2008-05-01,9000,千円,証憑確認",
                "21,1,売上増,2010-03-31,300,千円,証憑確認",
                "22,1,売上増,2011-04-02,50,千円,証憑確認",
                "23,1,売上増,2010-03-31,7,百万円,自己申告",
                "24,1,売上増,2011-04-03,8,百万円,",
                "25,1,設備投資,2010-03-31,6,百万円,証憑確認"
            )
        );

        Assert.Equal("1 1200000 350000 7000000", await ledgers.QueryAsync(Sums));
    }

    [Fact]
    public async Task Sums_OfNothingKnown_AreNullAndNeverZero()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-01,0149,駿河食品", "3,2008-04-01,0149,伊豆製薬"),
            ledgers.Offer(Engagement, "10,1,共同研究,2008-06-01,,完了", "11,2,技術相談,2008-06-01,0,完了")
        );

        // A contract of 0 yen is known to be free; the blank one is not.
        Assert.Equal("1 - - -\n2 0 - -\n3 - - -", await ledgers.QueryAsync(Sums));
    }

    [Fact]
    public async Task Sums_OfARevisedAmount_AreANewVersionOfTheReferral()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"), ledgers.Offer(Engagement, "10,1,共同研究,2008-06-01,1000,完了"));
        await ledgers.LoadAsync(Engagement, "10,1,共同研究,2008-06-01,1500,完了");

        Assert.Equal(
            "1 2 1000000\n2 2147483647 1500000",
            await ledgers.QueryAsync("select published_from, published_to, contract_amount_3y from mart.fct_referrals order by 1")
        );
    }

    [Fact]
    public async Task ChangedRules_WorkOutExistingReferralsAnew()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"), ledgers.Offer(Engagement, "10,1,共同研究,2008-06-01,1000,完了"));
        // As a data folder looks that an earlier version of the product published.
        await ledgers.ExecuteAsync(
            "update audit.publication_datasets set rules = 'former'; update mart.fct_referrals set contract_amount_3y = null, content_hash = gen_random_uuid()"
        );

        var report = await ledgers.PublishAsync();

        Assert.Equal((2, true, 1, 1), (report.Publication, report.IsNew, report.RowsOpened, report.RowsClosed));
        Assert.Equal("1 1000000 - -", await ledgers.QueryAsync(Sums));
    }
}
