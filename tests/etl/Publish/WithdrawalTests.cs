using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Etl.Samples;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Etl.Publish;

/// <summary>A file that is withdrawn, and released: the star is as if it had never come, and as if it had never gone.</summary>
public class WithdrawalTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",状況,更新日";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Withdraw_FilesOfTheSamples_GivesTheStarOfBeforeAndReleaseThatOfAfter()
    {
        using var folder = new TemporaryFolder();
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var files = SampleLedgers.Write(150, SampleLedgers.DefaultSeed, folder.Path, cancellation: Cancellation).Files;
        // The last file of each kind that has several comes later.
        var later = files.GroupBy(file => file.Ledger).Where(kind => kind.Count() > 1).Select(kind => kind.Last()).ToList();
        Assert.True(later.Count > 2);
        await LoadAsync(files.Except(later));
        var before = await StarRows.ReadAsync(ledgers.Warehouse.Owner, Cancellation);
        var findings = await ledgers.FindingsAsync("samples");
        var batches = (await LoadAsync(later)).Files.Select(file => file.BatchId).ToList();
        var after = await StarRows.ValuesAsync(ledgers.Warehouse.Owner, Cancellation);
        var findingsAfter = await ledgers.FindingsAsync("samples");
        Assert.NotEqual(before, after);

        foreach (var batch in batches)
            await ledgers.Line.Ways.DoAsync(new Withdrawal(batch, "誤り"), Cancellation);
        Assert.Equal(before, await StarRows.ReadAsync(ledgers.Warehouse.Owner, Cancellation));
        Assert.Equal(findings, await ledgers.FindingsAsync("samples"));

        foreach (var batch in batches)
            await ledgers.Line.Ways.DoAsync(new Release(batch), Cancellation);
        Assert.Equal(after, await StarRows.ValuesAsync(ledgers.Warehouse.Owner, Cancellation));
        Assert.Equal(findingsAfter, await ledgers.FindingsAsync("samples"));

        Task<LoadRunReport> LoadAsync(IEnumerable<WrittenFile> some) =>
            ledgers.LoadAsync([.. some.Select(file => new OfferedFile(Path.Combine(folder.Path, file.Path), "load", Owner: file.Owner))]);
    }

    [Fact]
    public async Task Withdrawn_Batch_RestoresWhatWasSaidBeforeAndCanBeLoadedAgain()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, "1,2008-04-01,0149,遠州光学,受付,"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-06-01", "11,2,共同研究,2008-07-01")
        );
        var second = ledgers.Offer(Header, "1,2009-04-01,0149,遠州光学,対応中,2009-05-01", "2,2009-04-01,0149,駿河食品,受付,");
        var report = await ledgers.LoadAsync(second);
        Assert.Equal("2 2", await ledgers.TotalAsync("referrals engagements"));

        await ledgers.WithdrawAsync(report.Files[0].BatchId);
        var publication = await ledgers.PublishAsync();

        Assert.Equal((3, true), (publication.Publication, publication.IsNew));
        Assert.Equal(
            "1 20080401 received",
            await ledgers.QueryAsync("select referral_number, referred_date_key, state from mart.fct_referrals where published_to = 2147483647")
        );
        Assert.Equal("1 1", await ledgers.TotalAsync("referrals engagements"));
        Assert.Equal("2 2", await ledgers.TotalAsync("referrals engagements", publication: 2));
        Assert.Contains("waiting referral-unknown 3:2", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.False((await ledgers.PublishAsync()).IsNew);

        var again = await ledgers.LoadAsync(second);
        Assert.Equal((FileFate.Loaded, 4), (again.Files[0].Fate, again.Publication.Publication));
        Assert.Equal("2 2", await ledgers.TotalAsync("referrals engagements"));
    }

    [Fact]
    public async Task Withdrawn_FirstOfTwoEqualBatches_TheRowsStayAndComeFromTheOther()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var first = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,");
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,", "2,2008-04-01,0149,駿河食品,受付,");

        await ledgers.WithdrawAsync(first.Files[0].BatchId);
        await ledgers.PublishAsync();

        Assert.Equal(
            "1 2\n2 2",
            await ledgers.QueryAsync("select referral_number, batch_id from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Withdrawn_OlderRevision_GivesBackTheClosingDateThatItSet()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var closing = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,完了,2008-09-01");
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,不成立,2008-12-01");
        Assert.Equal("20080901", await ledgers.QueryAsync("select closed_date_key from mart.fct_referrals where published_to = 2147483647"));

        await ledgers.WithdrawAsync(closing.Files[0].BatchId);
        await ledgers.PublishAsync();

        Assert.Equal("20081201", await ledgers.QueryAsync("select closed_date_key from mart.fct_referrals where published_to = 2147483647"));
    }

    [Fact]
    public async Task Withdrawn_Everything_LeavesTheDatasetEmpty()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var only = await ledgers.LoadAsync(Header + ",クラスター", "1,2008-04-01,0149,遠州光学,受付,,フォトンバレー");
        await ledgers.WithdrawAsync(only.Files[0].BatchId);
        await ledgers.PublishAsync();

        Assert.Equal(
            "0 0",
            await ledgers.QueryAsync(
                "select (select count(*) from mart.fct_referrals where published_to = 2147483647), (select count(*) from mart.brg_referral_cluster where published_to = 2147483647)"
            )
        );
        Assert.Equal("0", await ledgers.QueryAsync("select rows_used from audit.publication_datasets where dataset_code = 'ledgers' and publication = 2"));
    }

    [Fact]
    public async Task Withdraw_WhatWasLoadedButNeverPublished_IsSetAsideWithItsFindings()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,");
        using (var read = await ledgers.Line.Reading.ReadAsync(ledgers.Offer(Header, "2,2008-05-01,0149,駿河食品,受付,", "3,2008-05-32,0149,伊豆製薬,受付,")))
            await ledgers.Line.Batches.LoadAsync(read);

        await ledgers.Line.Ways.DoAsync(new Withdrawal(2, "送り間違い"), Cancellation);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
        Assert.Equal("", await ledgers.QueryAsync("select line from audit.findings where published_to = 2147483647"));

        await ledgers.Line.Ways.DoAsync(new Release(2), Cancellation);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
        Assert.StartsWith("rejected ", await ledgers.FindingsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_OfABatch_StayWrittenDownWithWhoAndWhy()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,");
        await ledgers.Line.Ways.DoAsync(new Withdrawal(1, "重複") { By = "佐藤" }, Cancellation);
        Assert.Equal("withdrawn 2 重複 佐藤", await ledgers.QueryAsync("select state, withdrawn_in, withdrawal->>'why', withdrawal->>'by' from audit.batches"));
        await ledgers.Line.Ways.DoAsync(new Release(1), Cancellation);

        Assert.Equal("published - - -", await ledgers.QueryAsync("select state, withdrawn_in, withdrawal, held from audit.batches"));
        Assert.Equal(
            "published 1 - -\nwithdrawn - 重複 佐藤\ntaken-out 2 - -\nreleased - - -\npublished 3 - -",
            await ledgers.QueryAsync("select event, publication, why, by from audit.batch_events order by event_id")
        );
        Assert.Equal(
            "1 NoData 1",
            $"{await ledgers.TotalAsync("referrals", publication: 1)} {await ledgers.TotalAsync("referrals", publication: 2)} {await ledgers.TotalAsync("referrals", publication: 3)}"
        );
        await using var rewrite = ledgers.Warehouse.Loader.CreateCommand("update audit.batch_events set why = 'x'");
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => rewrite.ExecuteNonQueryAsync(Cancellation))).SqlState
        );
    }

    [Fact]
    public async Task Release_HeldBatch_IsTriedAgain()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.ExecuteAsync("create unique index one_number on mart.fct_referrals_ledgers (referral_number) where published_to = 2147483647");
        await ledgers.LoadAsync(Ledgers.Referral, "2,2008-04-01,0149,駿河食品");
        await ledgers.LoadAsync(Ledgers.Referral, "2,2008-05-01,0150,高橋製作所");
        Assert.Equal("held", await ledgers.QueryAsync("select state from audit.batches where batch_id = 2"));
        Assert.Equal(1, (await ledgers.CommandAsync("release", "--batch", "2")).Code); // nothing was mended
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));

        await ledgers.ExecuteAsync("drop index mart.one_number");
        Assert.Equal(0, (await ledgers.CommandAsync("release", "--batch", "2")).Code);

        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
        Assert.Equal(
            "held\nreleased\nheld\nreleased\npublished",
            await ledgers.QueryAsync("select event from audit.batch_events where batch_id = 2 order by event_id")
        );
    }

    [Fact]
    public async Task Commands_ExitCodes_SayWhatBecameOfIt()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var text = Ledgers.Text(Header, "1,2008-04-01,0149,遠州光学,受付,");
        Assert.Equal(0, (await ledgers.CommandAsync("load", ledgers.File(text))).Code);
        Assert.Equal(1, (await ledgers.CommandAsync("load", ledgers.File("台帳ではない"))).Code);

        Assert.Equal((2, "--why: say why it is withdrawn.\n"), Errors(await ledgers.CommandAsync("withdraw", "--batch", "1", "--why", " ")));
        Assert.Equal(2, (await ledgers.CommandAsync("withdraw", "--batch", "1")).Code);
        Assert.Equal((1, "There is no batch 9. See its number in status.\n"), Errors(await ledgers.CommandAsync("withdraw", "--batch", "9", "--why", "x")));
        Assert.Equal(1, (await ledgers.CommandAsync("withdraw", "--batch", "2", "--why", "x")).Code);
        Assert.Equal((1, "Batch 1 (1.csv) is neither withdrawn nor held.\n"), Errors(await ledgers.CommandAsync("release", "--batch", "1")));

        var (code, output, _) = await ledgers.CommandAsync("withdraw", "--batch", "1", "--why", "sent twice");
        Assert.Equal(0, code);
        Assert.StartsWith("Batch 1 is withdrawn; release --batch 1 brings it back.\nPublication 2 (", output, StringComparison.Ordinal);
        Assert.Equal((1, "Batch 1 (1.csv) is withdrawn already.\n"), Errors(await ledgers.CommandAsync("withdraw", "--batch", "1", "--why", "x")));

        // The same content comes again: one of them counts.
        Assert.Equal(0, (await ledgers.CommandAsync("load", ledgers.File(text))).Code);
        Assert.Equal(
            (1, "The same content as batch 1 counts already, as batch 3. Withdraw 3 first.\n"),
            Errors(await ledgers.CommandAsync("release", "--batch", "1"))
        );
        Assert.Equal(0, (await ledgers.CommandAsync("withdraw", "--batch", "3", "--why", "x")).Code);
        Assert.Equal(0, (await ledgers.CommandAsync("release", "--batch", "1")).Code);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    static (int, string) Errors((int Code, string Output, string Error) result) => (result.Code, result.Error);
}
