using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Publish;

/// <summary>What became of a batch's rows: new, revised, unchanged, rejected, waiting; worked out by hand.</summary>
public class BatchRowsTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",状況,更新日";

    [Fact]
    public async Task Rows_AreNewRevisedOrUnchanged_ByKeyAndContent()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "1,2008-04-01,0149,甲,受付,2008-04-01",
            "2,2008-04-02,0149,乙,受付,2008-04-02",
            "2,2008-04-02,0149,乙,受付,2008-04-02",
            "3,2008-04-31,0149,丙,受付,"
        );
        await ledgers.LoadAsync(
            Header,
            "1,2008-04-01,0149,甲,受付,2008-04-01", // the same statement again
            "1,2008-04-01,0149,甲,完了,2008-09-01", // what became of it
            "2,2008-04-02,0149,乙,対応中,2008-04-01", // older than what is known, and different: it says something all the same
            "3,2008-04-30,0149,丙,受付,", // never loaded before
            "1,2008-04-01,0150,甲,受付,2008-04-01"
        ); // another bank's No. 1

        Assert.Equal("1: 4 read, 3 = 2 + 0 + 1, 1 rejected\n2: 5 read, 5 = 2 + 2 + 1, 0 rejected", await RowsAsync(ledgers));
    }

    [Fact]
    public async Task Rows_WithoutUpdatedOn_FollowEachOtherAsReceived()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,受付,");
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,対応中,");
        // Back to what the first file said: it differs from what it follows, and the referral is 受付 again.
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,受付,", "2,2008-04-01,0149,乙,受付,");
        await ledgers.LoadAsync(Header, "2,2008-04-01,0149,乙,受付,", "1,2008-04-01,0149,甲,受付,");

        Assert.Equal(
            "1: 1 read, 1 = 1 + 0 + 0, 0 rejected\n2: 1 read, 1 = 0 + 1 + 0, 0 rejected\n3: 2 read, 2 = 1 + 1 + 0, 0 rejected\n4: 2 read, 2 = 0 + 0 + 2, 0 rejected",
            await RowsAsync(ledgers)
        );
    }

    [Fact]
    public async Task Rows_OfTargets_AreKnownByWhatTheirNamesMean()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Target, "2008,紹介件数,西部,,4", "2008,紹介件数,,,9", "2009,紹介件数,西部,フォトンバレー,2");
        await ledgers.LoadAsync(
            Ledgers.Target,
            "2008年度,referrals,22-west,,5",
            "平成20年度,referrals,,,9",
            "2009,referrals,22-west,photon-valley,2",
            "2010,referrals,,,3"
        );

        // 5 for 4 in the west of 2008; the second and third say the same in other words; no target of 2010 was known.
        Assert.Equal("1: 3 read, 3 = 3 + 0 + 0, 0 rejected\n2: 4 read, 4 = 1 + 1 + 2, 0 rejected", await RowsAsync(ledgers));
    }

    [Fact]
    public async Task Rows_OfSeveralFilesInOneRun_AreToldInTheirOrder_AndWithdrawnOnesAreForgotten()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, "1,2008-04-01,0149,甲,受付,"),
            ledgers.Offer(Header, "1,2008-04-01,0149,甲,受付,", "2,2008-04-01,0149,乙,受付,")
        );
        Assert.Equal("1: 1 read, 1 = 1 + 0 + 0, 0 rejected\n2: 2 read, 2 = 1 + 0 + 1, 0 rejected", await RowsAsync(ledgers));

        await ledgers.WithdrawAsync(1);
        await ledgers.WithdrawAsync(2);
        await ledgers.PublishAsync();
        await ledgers.LoadAsync(Header, "2,2008-04-01,0149,乙,受付,");
        Assert.EndsWith("3: 1 read, 1 = 1 + 0 + 0, 0 rejected", await RowsAsync(ledgers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_Waiting_AreAskedNow()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Ledgers.Engagement + ",機関コード",
            "10,7,共同研究,2008-06-01,aist",
            "11,8,共同研究,2008-06-01,aist",
            "12,7,共同研究,2008-13-01,aist"
        );
        Assert.Equal((1, 1, 2), await NowAsync(ledgers, 1));

        await ledgers.LoadAsync(Ledgers.Referral, "7,2008-04-01,0149,遠州光学");
        Assert.Equal((1, 1, 1), await NowAsync(ledgers, 1));

        // Rejected by loading stays a fact of the batch; what is rejected now is another question.
        await ledgers.LoadAsync(Ledgers.Engagement + ",機関コード", "12,7,共同研究,2008-12-01,aist");
        Assert.Equal((1, 0, 1), await NowAsync(ledgers, 1));
    }

    /// <summary>Every batch: rows read, loaded = new + revised + unchanged, rejected.</summary>
    static async Task<string> RowsAsync(Ledgers ledgers)
    {
        var page = await new AuditLog(ScopedReader.OfAll(ledgers.Warehouse.Reader)).BatchesAsync(1, 100, cancellation: TestContext.Current.CancellationToken);
        Assert.All(
            page.Items,
            batch =>
                Assert.Equal(
                    (batch.RowsLoaded, batch.RowsRead),
                    (batch.RowsNew + batch.RowsRevised + batch.RowsUnchanged ?? -1, batch.RowsLoaded + batch.RowsRejected)
                )
        );
        return string.Join(
            '\n',
            page.Items.Reverse()
                .Select(batch =>
                    $"{batch.Batch}: {batch.RowsRead} read, {batch.RowsLoaded} = {batch.RowsNew} + {batch.RowsRevised} + {batch.RowsUnchanged}, {batch.RowsRejected} rejected"
                )
        );
    }

    static async Task<(int Rejected, int RejectedNow, int Waiting)> NowAsync(Ledgers ledgers, int id)
    {
        var page = await new AuditLog(ScopedReader.OfAll(ledgers.Warehouse.Reader)).BatchesAsync(1, 100, cancellation: TestContext.Current.CancellationToken);
        var batch = page.Items.Single(batch => batch.Batch == id);
        return (batch.RowsRejected, batch.RowsRejectedNow, batch.RowsWaiting);
    }
}
