namespace Analytics.Tests.Etl.Load;

/// <summary>Engagements that started before their referral, or after it was closed: what rates and medians make of them.</summary>
public class EngagementOrderTests(PostgresFixture postgres)
{
    // Four referrals of 1 May 2008. 1: an engagement before it, none after. 2: one before, the next 40 days after. 3: closed after 30 days, engaged
    // after 80. 4: closed after 30 days.
    // Of four, two within 365 days: 50 %. Half are reached with the second of them, on day 80. All four engagements are engagements; contracts count
    // from the referral on.
    [Fact]
    public async Task Rates_TakeWhatStartedAfterTheReferral_AlsoAfterItsClosing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Referral + ",状況,終結日",
                "1,2008-05-01,0149,甲,,",
                "2,2008-05-01,0149,乙,,",
                "3,2008-05-01,0149,丙,完了,2008-05-31",
                "4,2008-05-01,0149,丁,不成立,2008-05-31",
                "5,2010-03-31,0149,戊,,"
            ),
            ledgers.Offer(
                Ledgers.Engagement + ",契約額(千円)",
                "10,1,共同研究,2008-04-20,100",
                "11,2,共同研究,2008-04-20,100",
                "12,2,共同研究,2008-06-10,7",
                "13,3,共同研究,2008-07-20,9"
            )
        );

        Assert.Equal(
            "50 50(Immature) 80 4",
            await ledgers.TotalAsync("conversion_rate research_conversion_rate median_days_to_engagement engagements", "fiscal_year=2008")
        );
        Assert.Equal("2 2", await ledgers.TotalAsync("reached_engagement reached_research", "fiscal_year=2008"));
        Assert.Equal(
            "1 -\n2 7000\n3 9000\n4 -\n5 -",
            await ledgers.QueryAsync("select referral_number, contract_amount_3y from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
        Assert.Contains("warning engagement-before-referral 2:2008-04-20", await ledgers.FindingsAsync(), StringComparison.Ordinal);
    }
}
