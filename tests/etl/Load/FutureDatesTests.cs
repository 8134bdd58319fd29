namespace Analytics.Tests.Etl.Load;

/// <summary>Dates after the day on which the file was received.</summary>
public class FutureDatesTests(PostgresFixture postgres)
{
    /// <summary>15:30 of 31 March 2009 in London is half past midnight of 1 April in Tokyo.</summary>
    static readonly DateTimeOffset FirstOfApril = new(2009, 3, 31, 15, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Future_Row_IsRejected_AndDoesNotMoveDataThrough()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres, new Clock(FirstOfApril));
        var report = await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲", "2,2009-04-01,0149,乙", "3,2009-04-02,0149,丙", "4,2048-04-02,0149,丁"),
            ledgers.Offer(Ledgers.Engagement + ",銀行コード", "10,1,共同研究,2009-04-01,0149", "11,1,共同研究,2009-04-02,0149"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,1,特許出願,2009-04-02,0149", "21,1,特許出願,2009-03-31,0149")
        );

        Assert.Equal("2 1 1", Plain(await ledgers.TotalAsync("referrals engagements outcomes")));
        var findings = await ledgers.FindingsAsync();
        foreach (
            var expected in new[]
            {
                "referred-date-in-future 4:2009-04-02",
                "referred-date-in-future 5:2048-04-02",
                "started-date-in-future 3:2009-04-02",
                "outcome-date-in-future 2:2009-04-02",
            }
        )
            Assert.Contains($"rejected {expected}", findings, StringComparison.Ordinal);
        Assert.Equal(
            "2009-04-01 4",
            await ledgers.QueryAsync("select data_through, rows_rejected from audit.publication_datasets where dataset_code = 'ledgers'")
        );
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from audit.findings where kind = 'rejected' and (mend_ja = '' or mend_en = '')"));
        // The command's exit code says so, too.
        Assert.Equal(4, report.RowsRejected);
    }

    [Fact]
    public async Task Future_EngagementInPreparation_IsKept_ButDoesNotMoveDataThrough()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres, new Clock(FirstOfApril));
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲"),
            ledgers.Offer(
                Ledgers.Engagement + ",銀行コード,状況",
                "10,1,共同研究,2009-10-01,0149,準備",
                "11,1,共同研究,2009-10-01,0149,実施中",
                "12,1,技術相談,2008-06-01,0149,完了"
            )
        );

        Assert.Equal(
            "10 preparing 20091001\n12 completed 20080601",
            await ledgers.QueryAsync("select engagement_number, state, started_date_key from mart.fct_engagements order by 1")
        );
        Assert.Equal("2008-06-01", await ledgers.QueryAsync("select data_through from audit.publication_datasets where dataset_code = 'ledgers'"));
        Assert.Contains("rejected started-date-in-future 3:2009-10-01", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.Equal("1", Plain(await ledgers.TotalAsync("engagements")));
    }

    [Fact]
    public async Task Future_Row_CountsOnceItsDayHasCome_AndAnEarlierStatementHoldsUntilThen()
    {
        var clock = new Clock(FirstOfApril);
        await using var ledgers = await Ledgers.CreateAsync(postgres, clock);
        const string header = Ledgers.Referral + ",更新日";
        await ledgers.LoadAsync(header, "1,2008-04-01,0149,甲,");
        await ledgers.LoadAsync(header, "1,2009-05-01,0149,甲,2009-03-01", "2,2009-05-01,0149,乙,", "3,2009-05-01,0149,丙,");
        Assert.Equal(
            "1 20080401",
            await ledgers.QueryAsync("select referral_number, referred_date_key from mart.fct_referrals where published_to = 2147483647")
        );

        clock.Now = clock.Now.AddDays(40);
        // Other bytes, since the same ones would be nothing to do: No. 3 has become unreadable.
        await ledgers.LoadAsync(header, "2,2009-05-01,0149,乙,", "3,2009-05-41,0149,丙,");

        Assert.Equal(
            "1 20080401\n2 20090501",
            await ledgers.QueryAsync("select referral_number, referred_date_key from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
        Assert.Equal("rejected referred-date-in-future 2:2009-05-01\nrejected date-nonexistent 3:2009-05-41", await ledgers.FindingsAsync());
        Assert.Equal(
            "2009-05-01 2",
            await ledgers.QueryAsync("select data_through, rows_rejected from audit.publication_datasets where dataset_code = 'ledgers' and publication = 3")
        );
    }

    static string Plain(string figures) => figures.Replace("(Provisional)", "", StringComparison.Ordinal);
}
