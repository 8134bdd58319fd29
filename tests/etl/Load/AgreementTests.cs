namespace Analytics.Tests.Etl.Load;

/// <summary>Agreements and clusters: in force on the day or not, and only where the dataset tells of them.</summary>
public class AgreementTests(PostgresFixture postgres)
{
    const string Agreement = "協定番号,銀行コード,機関コード,機関名,締結日,開始日,終了日,延長元";
    const string Cluster = "クラスター,開始日,終了日";

    [Fact]
    public async Task Referral_BelongsToTheAgreementInForceOnItsDay()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Agreement,
                "A1,0150,ken,県工業技術研究所,2007-08-06,2007-08-06,2010-03-31,",
                "A2,0150,ken,県工業技術研究所,2010-03-01,2010-04-01,2013-03-31,A1"
            ),
            ledgers.Offer(
                Ledgers.Referral + ",紹介先",
                "1,2007-08-05,0150,甲,県工業技術研究所",
                "2,2007-08-06,0150,乙,県工業技術研究所",
                "3,2010-03-31,0150,丙,",
                "4,2010-04-01,0150,丁,県工業技術研究所",
                "5,2010-04-01,0150,戊,産業技術総合研究所"
            )
        );

        Assert.Equal("0150-A1: 2\n0150-A2: 1\nnot-applicable: 2\ntotal: 5", Plain(await ledgers.FiguresAsync("referrals", "agreement", "bank=0150")));
        Assert.Equal("warning no-agreement-in-force 2:2007-08-05\nwarning no-agreement-in-force 6:2010-04-01", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Agreement_NoneInTheDataset_NoWarning_AndLateOnesReachEveryCase()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var referrals = ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0150,甲", "2,2012-04-01,0150,乙");
        await ledgers.LoadAsync(referrals with { Dataset = "trial" });
        Assert.Equal("", await ledgers.FindingsAsync("trial"));

        var agreements = await ledgers.LoadAsync(
            ledgers.Offer(Agreement, "A1,0150,ken,県工業技術研究所,2007-08-06,2007-08-06,2010-03-31,") with
            {
                Dataset = "trial",
            }
        );
        Assert.Equal("warning no-agreement-in-force 3:2012-04-01", await ledgers.FindingsAsync("trial"));
        Assert.Equal(
            "A1 -",
            await ledgers.QueryAsync(
                "select agreement_number, extends_number from mart.fct_referrals join mart.dim_agreement using (agreement_key) where published_to = 2147483647 and referral_number = '1'"
            )
        );

        await ledgers.WithdrawAsync(agreements.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.Equal("", await ledgers.FindingsAsync("trial"));
        Assert.Equal("-2", await ledgers.QueryAsync("select agreement_key from mart.fct_referrals where published_to = 2147483647 and referral_number = '1'"));
    }

    [Fact]
    public async Task Clusters_SeveralUnknownAndOutOfValidity()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var validity = await ledgers.LoadAsync(
            ledgers.Offer(Cluster, "フォトンバレー,2007-04-01,2010-03-31", "ファルマバレー,2002-04-01,"),
            ledgers.Offer(
                Ledgers.Referral + ",クラスター",
                "1,2007-08-06,0149,甲,フォトンバレー、ファルマバレー",
                "2,2010-04-01,0149,乙,フォトンバレー;三遠南信ネットワーク",
                "3,2001-04-01,0149,丙,ファルマバレー",
                "4,2008-04-01,0149,丁,知らない谷",
                "5,2008-04-01,0149,戊,"
            )
        );

        // 2 and 3 are kept: a cluster outside its validity is a doubt, not a fault.
        Assert.Equal(
            "photon-valley: 2\npharma-valley: 2\nsan-en-nanshin: 1\nnone: 2\ntotal: 5".Split('\n').Order(),
            Plain(await ledgers.FiguresAsync("referrals", "cluster")).Split('\n').Order()
        );
        var findings = await ledgers.FindingsAsync();
        Assert.Contains("warning cluster-not-valid 3:フォトンバレー", findings, StringComparison.Ordinal);
        Assert.Contains("warning cluster-not-valid 4:ファルマバレー", findings, StringComparison.Ordinal);
        Assert.Contains("warning cluster-unknown 5:知らない谷", findings, StringComparison.Ordinal);
        Assert.DoesNotContain("三遠南信", findings, StringComparison.Ordinal);

        await ledgers.WithdrawAsync(validity.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.DoesNotContain("cluster-not-valid", await ledgers.FindingsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_LeftByARevision_IsLeftInTheNewPublicationOnly()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string header = Ledgers.Referral + ",クラスター,更新日";
        await ledgers.LoadAsync(
            ledgers.Offer(header, "1,2008-04-01,0149,甲,フォトンバレー、ファルマバレー,"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-06-01")
        );
        await ledgers.LoadAsync(header, "1,2008-04-01,0149,甲,ファルマバレー,2008-07-01");

        Assert.Equal("pharma-valley: 1 1\ntotal: 1 1", Plain(await ledgers.FiguresAsync("referrals engagements", "cluster")));
        Assert.Equal(
            "photon-valley: 1 1\npharma-valley: 1 1\ntotal: 1 1",
            Plain(await ledgers.FiguresAsync("referrals engagements", "cluster", publication: 1))
        );
    }

    [Fact]
    public async Task Agreement_TwoBanksBothHaveANo1_AreTwoAgreements()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // In one file, with the same 更新日 (none) and different content: no conflict, since each bank numbers its own.
        var list = ledgers.Offer(
            Agreement,
            "1,0150,aist,産業技術総合研究所,2007-08-06,2007-08-06,2010-03-31,",
            "1,0151,aist,産業技術総合研究所,2008-03-01,2008-04-01,2010-03-31,",
            "2,0150,aist,産業技術総合研究所,2010-03-01,2010-04-01,2013-03-31,1"
        );
        var report = await ledgers.LoadAsync(
            list with
            {
                Dataset = "trial",
            },
            ledgers.Offer(
                Ledgers.Referral + ",銀行名",
                "1,2008-05-01,0150,甲,遠州銀行",
                "2,2008-05-01,0151,乙,駿河銀行",
                "3,2007-09-01,0151,丙,駿河銀行",
                "4,2010-04-01,0150,丁,遠州銀行"
            ) with
            {
                Dataset = "trial",
            }
        );

        Assert.Equal((3, 0), (report.Files[0].RowsLoaded, report.Files[0].RowsRejected));
        Assert.Equal(
            "0150-1: 1\n0150-2: 1\n0151-1: 1\nnot-applicable: 1\ntotal: 4",
            Plain(await ledgers.FiguresAsync("referrals", "agreement", dataset: "trial"))
        );
        Assert.Equal("2", Plain(await ledgers.TotalAsync("referrals", "agreement=0150-1 agreement=0151-1", "trial")));
        Assert.Equal(
            "0150-1|1 · 遠州銀行 · 産業技術総合研究所\n0150-2|2 · 遠州銀行 · 産業技術総合研究所\n0151-1|1 · 駿河銀行 · 産業技術総合研究所",
            await ledgers.QueryAsync(
                "select agreement_code || '|' || label from mart.dim_agreement join mart.dim_dataset using (dataset_key) where dataset_code = 'trial' and is_current order by 1"
            )
        );
        Assert.Equal("warning no-agreement-in-force 4:2007-09-01", await ledgers.FindingsAsync("trial"));
    }

    [Fact]
    public async Task Agreement_RevisedByOneBank_LeavesTheOthersAlone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Agreement,
                "1,0150,aist,産業技術総合研究所,2007-08-06,2007-08-06,2010-03-31,",
                "1,0151,aist,産業技術総合研究所,2007-08-06,2007-08-06,2010-03-31,"
            ) with
            {
                Dataset = "trial",
            },
            ledgers.Offer(Ledgers.Referral, "1,2010-05-01,0150,甲", "2,2010-05-01,0151,乙") with
            {
                Dataset = "trial",
            }
        );
        await ledgers.LoadAsync(ledgers.Offer(Agreement, "1,0151,aist,産業技術総合研究所,2007-08-06,2007-08-06,2013-03-31,") with { Dataset = "trial" });

        Assert.Equal("0151-1: 1\nnot-applicable: 1\ntotal: 2", Plain(await ledgers.FiguresAsync("referrals", "agreement", dataset: "trial")));
        Assert.Equal(
            "0150 2010-03-31\n0151 2013-03-31",
            await ledgers.QueryAsync(
                "select bank_code, valid_to from mart.dim_agreement join mart.dim_dataset using (dataset_key) where dataset_code = 'trial' and is_current order by 1"
            )
        );
    }

    [Fact]
    public async Task Extension_OfAnotherBanksNumber_IsDoubted()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Agreement,
                "1,0150,aist,産業技術総合研究所,2007-08-06,2007-08-06,2010-03-31,",
                "2,0151,aist,産業技術総合研究所,2010-03-01,2010-04-01,2013-03-31,1"
            ) with
            {
                Dataset = "trial",
            }
        );
        Assert.Equal("warning extends-unknown 3:1", await ledgers.FindingsAsync("trial"));

        await ledgers.LoadAsync(ledgers.Offer(Agreement, "1,0151,aist,産業技術総合研究所,2007-08-06,2007-08-06,2010-03-31,") with { Dataset = "trial" });
        Assert.Equal("", await ledgers.FindingsAsync("trial"));
    }

    static string Plain(string figures) => figures.Replace("(Provisional)", "", StringComparison.Ordinal);
}
