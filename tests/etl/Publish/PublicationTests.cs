using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Etl.Staging;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Etl.Publish;

/// <summary>A publication as a whole: what is rolled back, finished later or done at once.</summary>
public class PublicationTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",状況,更新日";

    [Fact]
    public async Task Synthetic_MarkedFile_GoesToSamplesAndNowhereElse()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var marked = new OfferedFile(ledgers.File($"合成データ（実在しません）\n{Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,見本光学")}"), "load");
        var unmarked = ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");

        var report = await ledgers.LoadAsync(marked, marked with { Dataset = "ledgers" }, unmarked with { Dataset = "samples" });

        Assert.Equal([FileFate.Loaded, FileFate.Refused, FileFate.Refused], report.Files.Select(file => file.Fate));
        Assert.Equal("samples", report.Files[0].Dataset);
        Assert.Equal("-\nsynthetic-elsewhere\nnot-synthetic", await ledgers.QueryAsync("select refusal->>'rule' from audit.batches order by batch_id"));
        Assert.Equal("1", await ledgers.TotalAsync("referrals", dataset: "samples"));
        Assert.Equal("NoData", await ledgers.TotalAsync("referrals"));
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from staging.referrals where batch_id > 1"));
    }

    [Fact]
    public async Task Check_ThatFails_HoldsTheBatchAndRollsEverythingBack()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,");
        // Somebody tampered with the star: what new rows refer to is not there.
        await ledgers.ExecuteAsync("update mart.dim_channel set channel_key = -99 where channel_key = -1");

        var report = await ledgers.LoadAsync(Header, "2,2008-05-01,0149,駿河食品,受付,");

        var held = Assert.Single(report.Publication.Held);
        Assert.Equal((2, "1 row fails the check 'references'. (line 2)", FileFate.Held), (held.Batch, held.Told.En, report.Files[0].Fate));
        Assert.Equal([new HeldRow("fct_referrals", null, 2)], held.Rows);
        Assert.Equal("1", await ledgers.QueryAsync("select max(publication) from audit.publications"));
        Assert.Equal("1 published\n2 held", await ledgers.QueryAsync("select batch_id, state from audit.batches order by 1"));
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));

        await ledgers.ExecuteAsync(
            "update mart.dim_channel set channel_key = -1 where channel_key = -99; update audit.batches set state = 'loaded', held = null where batch_id = 2"
        );
        Assert.Equal(2, (await ledgers.PublishAsync()).Publication);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Crash_BetweenLoadAndPublication_IsFinishedByTheNext()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await new StagingViews(ledgers.Warehouse.Loader, ledgers.Line.Sources).ApplyAsync(TestContext.Current.CancellationToken);
        using var read = await ledgers.Line.Reading.ReadAsync(ledgers.Offer(Header, "1,2008-04-01,0149,遠州光学,受付,"));
        await ledgers.Line.Batches.LoadAsync(read);
        Assert.Equal("NoData", await ledgers.TotalAsync("referrals"));

        Assert.True((await ledgers.PublishAsync()).IsNew);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Publications_AtTheSameTime_QueueAndLoseNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "0,2008-04-01,0149,遠州光学,受付,");
        var files = Enumerable.Range(1, 6).Select(number => ledgers.Offer(Header, $"{number},2008-04-01,0149,会社{number},受付,")).ToList();

        await Task.WhenAll(files.Select(file => Task.Run(() => ledgers.LoadAsync(file))));

        Assert.Equal("7", await ledgers.TotalAsync("referrals"));
        Assert.Equal("7", await ledgers.QueryAsync("select count(*) from audit.batches where state = 'published'"));
    }

    [Fact]
    public async Task Date_OutsideTheCalendar_RejectsTheRowAndTheOthersArePublished()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, "1,2008-04-01,0149,遠州光学,受付,", "2,2061-04-01,0149,駿河食品,受付,", "1,1961-04-01,0149,遠州光学,対応中,2008-05-01"),
            ledgers.Offer(Ledgers.Engagement + ",終了日", "10,1,共同研究,2051-01-01,", "11,1,共同研究,2008-06-01,2051-03-31"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,1,特許出願,2080-06-01,0149")
        );

        // The readable statement about No. 1 holds.
        Assert.Equal("1 1 0", (await ledgers.TotalAsync("referrals engagements outcomes")).Replace("NoData", "0", StringComparison.Ordinal));
        Assert.Equal("20080401 received", await ledgers.QueryAsync("select referred_date_key, state from mart.fct_referrals"));
        var findings = await ledgers.FindingsAsync();
        foreach (
            var expected in new[]
            {
                "referred-date-outside 3:2061-04-01",
                "referred-date-outside 4:1961-04-01",
                "started-date-outside 2:2051-01-01",
                "outcome-date-outside 2:2080-06-01",
            }
        )
            Assert.Contains($"rejected {expected}", findings, StringComparison.Ordinal);
        Assert.Equal("4", await ledgers.QueryAsync("select rows_rejected from audit.publication_datasets where dataset_code = 'ledgers'"));
    }

    [Fact]
    public async Task Text_OfAnyKind_IsStoredAsText()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string header = Ledgers.Referral + ",技術分野,クラスター,技術ニーズ,備考欄";
        var report = await ledgers.LoadAsync(
            header,
            "1,2008-04-01,0149,\"'); drop table mart.fct_referrals; --\",=cmd|' /C calc'!A1,photon-valley,<script>alert(1)</script>,メモ",
            "2,2008-04-02,0149,\"\"\"引用\"\"\",😀光,フォトンバレー,{0},$1",
            "3,2008-04-03,0149,O'Brien,+1,フォトンバレー,\\x41,{\"a\":1}"
        );

        Assert.Equal((3, 0), (report.Files[0].RowsLoaded, report.Files[0].RowsRejected));
        Assert.Equal(
            "'); drop table mart.fct_referrals; --|=cmd|' /C calc'!A1|<script>alert(1)</script>\n\"引用\"|😀光|{0}\nO'Brien|+1|\\x41",
            await ledgers.QueryAsync(
                "select company_name || '|' || technology_field || '|' || (extra ->> 'technical_need') from staging.referrals order by ordinal"
            )
        );
        Assert.Equal("メモ\n$1\n{\"a\":1}", await ledgers.QueryAsync("select extra->>'備考欄' from staging.referrals order by ordinal"));
        Assert.Equal("3", await ledgers.TotalAsync("referrals", "cluster=photon-valley"));
    }

    [Fact]
    public async Task Text_WithNul_RefusesTheFileWhole()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(
            Ledgers.Referral + ",備考",
            [.. Enumerable.Range(1, 3000).Select(number => $"{number},2008-04-01,0149,会社{number},"), "3001,2008-04-01,0149,a\0b,c\0d"]
        );

        Assert.Equal(FileFate.Refused, report.Files[0].Fate);
        Assert.Equal("NoData", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Publication_RulesHaveChanged_RestatesWhatComesOutOtherwiseAndOnlyThat()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-05-01,0149,高橋製作所");
        // As earlier rules had it: another state of referral 1, and their own mark.
        await ledgers.QueryAsync(
            "update mart.fct_referrals set state = 'withdrawn', content_hash = gen_random_uuid() where referral_number = '1' returning ''"
        );
        await ledgers.QueryAsync("update audit.publication_datasets set rules = 'earlier' returning ''");

        var report = await ledgers.Line.Publisher.PublishAsync(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((2, true, 1, 1), (report.Publication, report.IsNew, report.RowsOpened, report.RowsClosed));
        Assert.Equal("received", await ledgers.QueryAsync("select state from mart.fct_referrals where referral_number = '1' and published_to = 2147483647"));
        Assert.False((await ledgers.Line.Publisher.PublishAsync(cancellation: TestContext.Current.CancellationToken)).IsNew);
    }

    [Fact]
    public async Task Publication_RulesHaveChangedButNothingElse_IsNoNewOne()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        await ledgers.QueryAsync("update audit.publication_datasets set rules = null returning ''");

        var report = await ledgers.Line.Publisher.PublishAsync(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((1, false), (report.Publication, report.IsNew));
        Assert.Equal("True", await ledgers.QueryAsync("select rules is not null from audit.publication_datasets where dataset_code = 'ledgers'"));
    }

    [Fact]
    public async Task Publication_IsSeenAndAnnounced_OnlyWithItsStatistics()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,");
        // Whoever tidies a fact keeps the planner from its statistics for as long.
        await using var tidying = await ledgers.Warehouse.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var hold = await tidying.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var tidy = new NpgsqlCommand("lock table mart.fct_referrals_ledgers in share update exclusive mode", tidying))
            await tidy.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var loading = ledgers.LoadAsync(Header, "2,2008-05-01,0149,駿河食品,受付,");
        await Patience.UntilAsync(async () =>
            await ledgers.QueryAsync(
                "select count(*) from pg_locks where not granted and relation = 'mart.fct_referrals_ledgers'::regclass and database = (select oid from pg_database where datname = current_database())"
            ) != "0"
        );

        Assert.Equal("1", await ledgers.QueryAsync("select max(publication) from audit.publications"));
        await hold.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await loading).Publication.Publication);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task RowsAndDays_OfADataset_FollowWhatComesAndGoes()
    {
        const string state = """
            select rows_used, first_date, data_through, row_counts->>'fct_referrals', row_counts->>'fct_engagements', row_counts->>'fct_outcomes', row_counts->>'fct_targets'
            from audit.publication_datasets where dataset_code = 'ledgers' order by publication desc limit 1
            """;
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, "1,2008-04-01,0149,遠州光学,受付,", "2,2009-05-01,0149,駿河食品,受付,"),
            // What is only planned tells of no day yet.
            ledgers.Offer(Ledgers.Engagement + ",状況", "10,1,共同研究,2008-06-01,完了", "11,2,共同研究,2010-02-01,準備")
        );
        Assert.Equal("4 2008-04-01 2009-05-01 2 2 0 0", await ledgers.QueryAsync(state));

        var outcome = await ledgers.LoadAsync(Ledgers.Outcome, "20,1,特許出願,2011-03-31");
        Assert.Equal("5 2008-04-01 2011-03-31 2 2 1 0", await ledgers.QueryAsync(state));

        // The first referral turns out to be a later one; a revised row closes one and opens one.
        await ledgers.LoadAsync(Header, "1,2008-05-12,0149,遠州光学,受付,2008-06-30");
        Assert.Equal("5 2008-05-12 2011-03-31 2 2 1 0", await ledgers.QueryAsync(state));

        await ledgers.WithdrawAsync(outcome.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.Equal("4 2008-05-12 2009-05-01 2 2 0 0", await ledgers.QueryAsync(state));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("region_key = 999999", 1)]
    [InlineData("company_key = -7", 1)]
    [InlineData("closed_date_key = 20991231", 1)]
    [InlineData("referred_date_key = 20080230", 1)]
    public async Task Row_ThatRefersToNothing_FailsBeforeItIsPublished(string change, int failing)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付,", "2,2008-05-01,0149,駿河食品,完了,2008-09-01");
        var table = Marts.Product.Tables.Single(table => table.Name == "fct_referrals");
        await using var connection = await ledgers.Warehouse.Loader.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await RunAsync("create temp table new_fct_referrals as select * from mart.fct_referrals where published_to = 2147483647");
        if (change.Length > 0)
            await RunAsync($"update new_fct_referrals set {change} where referral_number = '2'");
        await using var columns = new NpgsqlCommand(table.ColumnsQuery, connection);

        await using var command = new NpgsqlCommand(
            table.Unreferred((string[])(await columns.ExecuteScalarAsync(TestContext.Current.CancellationToken))!),
            connection
        );
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var found = 0;
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            found++;

        Assert.Equal(failing, found);

        async Task RunAsync(string sql)
        {
            await using var statement = new NpgsqlCommand(sql, connection);
            await statement.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
