using Analytics.Etl.Jobs;
using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Publish;

/// <summary>What cannot be published is set aside with its reason; the other batches and datasets go on.</summary>
public sealed class HeldBatchTests(PostgresFixture postgres)
{
    // Whatever an index of the star refuses: here two banks that use one number.
    const string OneNumber = "create unique index on mart.fct_referrals_ledgers (referral_number) where published_to = 2147483647";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Failure_OfManyRows_NamesTheFirstByTheirFileAndSaysHowManyMore()
    {
        var rows = Enumerable.Range(2, 8).Select(line => new CheckFinding("own_small", "fct_referrals", 1, line) { File = "held.csv", Line = line }).ToList();

        Assert.Equal("点検で 8 行が見つかり、公開しませんでした: own_small: held.csv 2, 3, 4, 5, 6 行、ほか 3 行", new CheckFailedException(rows).Reason.Ja);
        Assert.Equal(
            "Nothing was published, as 8 rows fail a check: own_small: held.csv, lines 2, 3, 4, 5, 6 and 3 more",
            new CheckFailedException(rows).Reason.En
        );
        Assert.Equal("Nothing was published, as 1 row fails a check: own_small: held.csv, line 2", new CheckFailedException(rows[..1]).Reason.En);
    }

    [Fact]
    public async Task IndexRefusesARow_ItsBatchAloneIsHeld()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.ExecuteAsync(OneNumber);

        var report = await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
            ledgers.Offer(Ledgers.Referral, "2,2008-04-01,0149,駿河食品"),
            ledgers.Offer(Ledgers.Referral, "2,2008-05-01,0150,高橋製作所"),
            ledgers.Offer(Ledgers.Referral, "3,2008-06-01,0150,三島化成")
        );

        Assert.Equal([FileFate.Loaded, FileFate.Loaded, FileFate.Held, FileFate.Loaded], report.Files.Select(file => file.Fate));
        // The index by its name, and nothing of the row: status, page and job show it to everybody who may see them.
        const string told = "The database cannot take a value: duplicate key value violates unique constraint \"fct_referrals_ledgers_referral_number_idx\"";
        Assert.Equal(told, report.Files[2].Reason!.En);
        Assert.Equal(
            $"{told} | {told}",
            await ledgers.QueryAsync(
                "select concat_ws(' | ', held->'reason'->>'en', (select reason->>'en' from audit.batch_events e where e.batch_id = b.batch_id and event = 'held')) from audit.batches b where state = 'held'"
            )
        );
        Assert.Equal($"; held: batch 3 3.csv: {told}", LoadProgress.HeldWords(report.Publication).En);
        Assert.Equal(
            "1 0149\n2 0149\n3 0150",
            await ledgers.QueryAsync("select referral_number, owner_code from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
        Assert.Equal("3", await ledgers.TotalAsync("referrals"));

        // Sent again it is not loaded twice; what comes later is published; mended and released, it counts.
        Assert.Equal(
            FileFate.LoadedBefore,
            (await ledgers.LoadAsync(new OfferedFile(ledgers.File(Ledgers.Text(Ledgers.Referral, "2,2008-05-01,0150,高橋製作所")), "load"))).Files[0].Fate
        );
        Assert.False((await ledgers.LoadAsync(Ledgers.Referral, "4,2008-07-01,0150,沼津精機")).Publication.HasFailed);
        await ledgers.ExecuteAsync(
            "drop index mart.fct_referrals_ledgers_referral_number_idx; update audit.batches set state = 'loaded', held = null where state = 'held'"
        );
        await ledgers.PublishAsync();
        Assert.Equal("5", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task IndexRefusesARowOfTwoFiles_BothAreHeld_AndNobodyElse()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.ExecuteAsync(OneNumber);

        var report = await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
            ledgers.Offer(Ledgers.Referral, "1,2008-04-02,0150,駿河食品"),
            ledgers.Offer(Ledgers.Referral, "2,2008-04-01,0149,伊豆製薬"),
            ledgers.Offer(Ledgers.Referral, "2,2008-04-02,0150,三島化成")
        );

        Assert.Equal([FileFate.Loaded, FileFate.Held, FileFate.Loaded, FileFate.Held], report.Files.Select(file => file.Fate));
        Assert.Empty(report.Publication.Stuck);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task DatasetThatCannotBePublished_StopsNoOther_AndGoesOnWhenItsCauseIsGone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        // Somebody tampered with what is published, and an own check sees it.
        using var folder = new TemporaryFolder();
        folder.Overlay(
            "Checks/days.sql",
            "select 'fct_referrals' as fact, dataset_key, referral_id as id from mart.fct_referrals where published_to = 2147483647 and days_to_closed = -7\n"
        );
        await ledgers.ExecuteAsync("update mart.fct_referrals set days_to_closed = -7");
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, DataFolder.Resolve(folder.Path), TimeProvider.System);

        var report = await line.Run.LoadAsync(
            [
                ledgers.Offer(Ledgers.Referral, "2,2008-05-01,0149,駿河食品"),
                ledgers.Offer(Ledgers.Referral, "9,2008-05-01,0149,三島化成") with
                {
                    Dataset = "others",
                },
            ],
            cancellation: Cancellation
        );

        Assert.Empty(report.Publication.Held);
        Assert.Equal("ledgers", Assert.Single(report.Publication.Stuck).Dataset);
        Assert.Equal("1 published\n2 loaded\n3 published", await ledgers.QueryAsync("select batch_id, state from audit.batches order by 1"));
        Assert.Equal(("1", "1"), (await ledgers.TotalAsync("referrals"), await ledgers.TotalAsync("referrals", dataset: "others")));
        Assert.Equal("ledgers", await ledgers.QueryAsync("select dataset_code from audit.stuck_datasets"));

        await ledgers.ExecuteAsync("update mart.fct_referrals set days_to_closed = null where days_to_closed = -7");
        Assert.False((await line.Publisher.PublishAsync(cancellation: Cancellation)).HasFailed);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
        Assert.Equal("", await ledgers.QueryAsync("select dataset_code from audit.stuck_datasets"));
    }

    [Fact]
    public async Task Preview_ShowsWhatWouldBePublished_AndLeavesNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"), ledgers.Offer(Ledgers.Referral, "2,2008-04-01,0149,駿河食品"));
        var before = await StarRows.ReadAsync(ledgers.Warehouse.Owner, Cancellation);

        var (number, count) = await ledgers.Line.Publisher.PreviewAsync(
            "ledgers",
            (connection, cancellation) => RunAsync(connection, "update audit.batches set state = 'withdrawn' where batch_id = 2", cancellation),
            async (connection, report, cancellation) =>
                (report.Publication, await RunAsync(connection, "select count(*) from mart.fct_referrals where published_to = 2147483647", cancellation)),
            Cancellation
        );

        Assert.Equal((2, 1L), (number, count));
        Assert.Equal(before, await StarRows.ReadAsync(ledgers.Warehouse.Owner, Cancellation));
        Assert.Equal("1 published\n2 published", await ledgers.QueryAsync("select batch_id, state from audit.batches order by 1"));
    }

    [Theory]
    [InlineData(
        1,
        "1 row fails: orphans: fct_referrals 7 (dataset 1)",
        "Nothing was published, as 1 row fails a check: orphans: fct_referrals 7 (dataset 1)",
        "1 row fails the check 'orphans'."
    )]
    [InlineData(
        2,
        "2 rows fail: orphans: fct_referrals 7 (dataset 1), fct_referrals 8 (dataset 1)",
        "Nothing was published, as 2 rows fail a check: orphans: fct_referrals 7 (dataset 1), fct_referrals 8 (dataset 1)",
        "2 rows fail the check 'orphans'."
    )]
    public void CheckThatFailed_CountsItsRowsInPlainWords(int rows, string message, string reason, string words)
    {
        var failure = new CheckFailedException([.. Enumerable.Range(7, rows).Select(id => new CheckFinding("orphans", "fct_referrals", 1, id))]);

        Assert.Equal((message, reason, words), (failure.Message, failure.Reason.En, CheckFailedException.Words("orphans", rows).En));
    }

    static async Task<object?> RunAsync(Npgsql.NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
}
