using Analytics.Etl.Publish;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Publish;

/// <summary>Rejected rows, the corrected file that brings them, and what is counted as rejected then.</summary>
public class MendedRowsTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",更新日";

    [Fact]
    public async Task Corrected_Row_IsNoLongerRejected_AndAWithdrawalRejectsItAgain()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", "2,2008-04-31,0149,乙,", "3,2008-02-30,0149,丙,");
        Assert.Equal("2", await RejectedAsync(ledgers));
        Assert.Equal("0149 {2}\n0149 {3}", await ledgers.QueryAsync("select owner_code, row_key::text from audit.findings order by line"));

        var corrected = await ledgers.LoadAsync(Header, "2,2008-04-30,0149,乙,");
        Assert.Equal("1", await RejectedAsync(ledgers));
        Assert.Equal("rejected date-nonexistent 4:2008-02-30", await ledgers.FindingsAsync());
        Assert.Equal("1 2", await ledgers.QueryAsync("select published_from, published_to from audit.findings where line = 3"));
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));

        await ledgers.WithdrawAsync(corrected.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.Equal("2", await RejectedAsync(ledgers));
        // A version of its own: the older publication still says that it was mended.
        Assert.Equal("1 2\n3 2147483647", await ledgers.QueryAsync("select published_from, published_to from audit.findings where line = 3 order by 1"));
        Assert.Equal("1", await ledgers.QueryAsync("select rows_rejected from audit.publication_datasets where dataset_code = 'ledgers' and publication = 2"));

        await ledgers.LoadAsync(Header, "2,2008-04-29,0149,乙,");
        Assert.Equal("1", await RejectedAsync(ledgers));
    }

    [Fact]
    public async Task Corrected_WholeLedger_RightNow_OrStillWrong_CountsOnce()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", "2,2008-04-31,0149,乙,", "3,2008-02-30,0149,丙,");
        // The whole ledger anew: No. 2 is right now, No. 3 is still wrong, in another way.
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", "2,2008-04-30,0149,乙,", "3,,0149,丙,", "4,2008-05-01,0149,丁,");

        Assert.Equal("1", await RejectedAsync(ledgers));
        Assert.Equal("rejected required 4:", await ledgers.FindingsAsync());
        Assert.Equal("1: 2\n2: 1", await ledgers.QueryAsync("select batch_id || ':', rows_rejected from audit.batches order by 1"));

        // Withdrawn, the older file's faults stand again.
        await ledgers.WithdrawAsync(2);
        await ledgers.PublishAsync();
        Assert.Equal("rejected date-nonexistent 3:2008-04-31\nrejected date-nonexistent 4:2008-02-30", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Conflict_InOneFile_IsMendedByAFileWithTheRightRow()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,2008-04-01", "1,2008-04-02,0149,甲,2008-04-01", "2,2008-04-01,0149,乙,");
        Assert.Equal("rejected key-conflict 2:1\nrejected key-conflict 3:1", await ledgers.FindingsAsync());

        // Another bank's No. 1 mends nothing.
        await ledgers.LoadAsync(Header, "1,2008-04-02,0150,甲,2008-04-01");
        Assert.Equal("2", await RejectedAsync(ledgers));

        await ledgers.LoadAsync(Header, "1,2008-04-02,0149,甲,2008-04-01");
        Assert.Equal("0", await RejectedAsync(ledgers));
        Assert.Equal("3", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Corrected_InTheSameRun_NeverStoodInAnyPublication()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(ledgers.Offer(Header, "1,2008-04-31,0149,甲,"), ledgers.Offer(Header, "1,2008-04-30,0149,甲,"));

        Assert.Equal("0", await RejectedAsync(ledgers));
        Assert.Equal("1 1", await ledgers.QueryAsync("select published_from, published_to from audit.findings"));
    }

    [Fact]
    public async Task Corrected_ByAFileThatChangesNothingElse_IsAPublicationOfItsOwn()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,2008-06-01");
        await ledgers.LoadAsync(Header, "1,2008-04-31,0149,甲,2008-07-01");
        Assert.Equal("1", await RejectedAsync(ledgers));

        // Taken back: the old statement again. No fact changes, but nothing is rejected any more.
        var report = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,2008-06-01", "1,2008-04-01,0149,甲,2008-06-01");
        Assert.Equal((3, true, 0, 0), (report.Publication.Publication, report.Publication.IsNew, report.Publication.RowsOpened, report.Publication.RowsClosed));
        Assert.Equal("0", await RejectedAsync(ledgers));
    }

    [Fact]
    public async Task Withdrawn_RejectingBatch_TakesItsFindingsAlong_WhateverCameLater()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-31,0149,甲,", "2,2008-04-31,0149,乙,");
        await ledgers.LoadAsync(Header, "1,2008-04-30,0149,甲,");
        await ledgers.WithdrawAsync(1);
        await ledgers.PublishAsync();
        Assert.Equal("", await ledgers.FindingsAsync());

        await ledgers.WithdrawAsync(2);
        await ledgers.PublishAsync();
        Assert.Equal("", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Key_Unreadable_StaysUntilTheWholeLedgerComesAgain()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", "2,2008-04-02,0149,乙,", ",2008-04-03,0149,丙,");
        Assert.Equal("-", await ledgers.QueryAsync("select row_key from audit.findings"));

        // A delta says nothing about it, however many rows it has.
        await ledgers.LoadAsync(Header, "2,2008-04-02,0149,乙,2008-09-01", "3,2008-04-03,0149,丙,", "4,2008-04-04,0149,丁,");
        Assert.Equal("1", await RejectedAsync(ledgers));

        // Neither does one that is shorter than the ledger it would replace.
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,2008-10-01", "2,2008-04-02,0149,乙,2008-10-01");
        Assert.Equal("1", await RejectedAsync(ledgers));

        var whole = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", "2,2008-04-02,0149,乙,", "3,2008-04-03,0149,丙,");
        Assert.Equal("0", await RejectedAsync(ledgers));

        await ledgers.WithdrawAsync(whole.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.Equal("1", await RejectedAsync(ledgers));
    }

    [Fact]
    public async Task Key_Unreadable_StaysAsItStands_WhenOtherRowsComeAndItsFileGoesAndReturns()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var first = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", ",2008-04-03,0149,丙,");
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", "2,2008-04-03,0149,丙,");
        Assert.Equal("0", await RejectedAsync(ledgers));

        // A correction of another row leaves it replaced.
        await ledgers.LoadAsync(Header, "2,2008-04-04,0149,丙,2008-09-01");
        Assert.Equal("0", await RejectedAsync(ledgers));

        // Back after its withdrawal, it is still replaced; without the file that replaced it, it stands, whatever else comes.
        await ledgers.WithdrawAsync(first.Files[0].BatchId);
        await ledgers.PublishAsync();
        await ledgers.Line.Ways.DoAsync(new Release(first.Files[0].BatchId), TestContext.Current.CancellationToken);
        await ledgers.PublishAsync();
        Assert.Equal("0", await RejectedAsync(ledgers));
        await ledgers.WithdrawAsync(2);
        await ledgers.PublishAsync();
        Assert.Equal("1", await RejectedAsync(ledgers));
        await ledgers.WithdrawAsync(first.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.Equal("0", await RejectedAsync(ledgers));
        await ledgers.Line.Ways.DoAsync(new Release(first.Files[0].BatchId), TestContext.Current.CancellationToken);
        await ledgers.LoadAsync(Header, "3,2008-04-04,0149,丁,");
        Assert.Equal("1", await RejectedAsync(ledgers));
    }

    [Fact]
    public async Task Key_UnreadableAgain_CountsOnce()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", ",2008-04-03,0149,丙,");
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,甲,", ",2008-04-03,0149,丙,", "2,2008-04-05,0149,丁,");

        Assert.Equal("1", await RejectedAsync(ledgers));
        Assert.Equal("2", await ledgers.QueryAsync("select batch_id from audit.findings where published_to = 2147483647"));
    }

    [Fact]
    public async Task Owner_OfTheFile_IsTheRejectedRowsToo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-13-01") with { Owner = "aist" });
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-12-01") with { Owner = "ken" });
        Assert.Equal("1", await RejectedAsync(ledgers));

        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Engagement + ",機関コード", "10,1,共同研究,2008-12-01,aist"));
        Assert.Equal("0", await RejectedAsync(ledgers));
    }

    [Fact]
    public async Task Target_Corrected_IsMended_HoweverItIsSpelt()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Target, "2008,契約額,,,120", "2009,紹介件数,西部,,四十", "2010,成果件数,,,5百万円", "2011,満足度,,,3");
        Assert.Equal("4", await RejectedAsync(ledgers));

        await ledgers.LoadAsync(Ledgers.Target, "平成20年度,contract_amount,,,120百万円", "2009,referrals,22-west,,40");
        Assert.Equal("rejected target-unit-unfit 4:5000000 (百万円)\nrejected target-measure-unknown 5:満足度", await ledgers.FindingsAsync());

        // Still wrong, and wrong in another way: once each.
        await ledgers.LoadAsync(Ledgers.Target, "2010,outcomes,,,五", "2011,満足度,,,4");
        Assert.Equal("rejected number-spelling 2:五\nrejected target-measure-unknown 3:満足度", await ledgers.FindingsAsync());
        Assert.Equal("2", await RejectedAsync(ledgers));
    }

    static Task<string> RejectedAsync(Ledgers ledgers) =>
        ledgers.QueryAsync("select rows_rejected from audit.publication_datasets where dataset_code = 'ledgers' order by publication desc limit 1");
}
