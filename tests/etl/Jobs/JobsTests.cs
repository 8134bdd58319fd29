using Analytics.Etl.Jobs;
using Analytics.Etl.Load;
using Analytics.Etl.Samples;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Samples;
using Npgsql;
using Quartz;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>The jobs as they run: real scheduler, real store, real files.</summary>
public sealed class JobsTests(PostgresFixture postgres) : IDisposable
{
    private const string Ledger = "紹介番号,紹介日,銀行コード,企業名\n1,2008-05-01,0149,甲\n2,2008-06-01,0149,乙\n";
    private const string HasRun = "select last_outcome is not null from quartz.jobs where job_name = 'WatchInbox'";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WatchInbox_LedgerInTheInbox_IsLoadedPublishedAndTakenAway()
    {
        var path = RunningWorker.Put(_folder, "ledgers/0149/紹介台帳.csv", Ledger);
        var hidden = RunningWorker.Put(_folder, "ledgers/0149/.紹介台帳.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);

        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");
        await worker.UntilAsync(HasRun);

        Assert.Equal(2, await worker.AskAsync<long>("select count(*) from mart.fct_referrals"));
        Assert.Equal("inbox 0149 ledgers", await worker.AskAsync<string>("select concat_ws(' ', received_via, owner_code, dataset_code) from audit.batches"));
        Assert.False(File.Exists(path));
        Assert.True(File.Exists(hidden));
    }

    [Fact]
    public async Task WatchInbox_LedgerLoadedBefore_IsTakenAwayWithoutAPublication()
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync(HasRun);
        var publications = await worker.AskAsync<long>("select count(*) from audit.publications");

        var again = RunningWorker.Put(_folder, "ledgers/0149/b.csv", Ledger);
        await (await worker.SchedulerAsync()).TriggerJob(new JobKey(nameof(WatchInbox)));
        await Patience.UntilAsync(() => !File.Exists(again));

        Assert.Equal(1, await worker.AskAsync<long>("select count(*) from audit.batches"));
        Assert.Equal(publications, await worker.AskAsync<long>("select count(*) from audit.publications"));
    }

    [Fact]
    public async Task WatchInbox_FileOfNoSource_IsPutAsideWithReasonAndMendAndTheOthersLoad()
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", "色,形\n赤,丸\n");
        RunningWorker.Put(_folder, "ledgers/0149/b.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);

        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");

        var refused = Path.Combine(_folder.Path, "refused/ledgers/0149/a.csv");
        Assert.Equal("色,形\n赤,丸\n", await File.ReadAllTextAsync(refused));
        var reason = await File.ReadAllTextAsync(refused + ".txt");
        Assert.Contains("読み込めません: ", reason, StringComparison.Ordinal);
        Assert.Contains("Mend: ", reason, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "inbox"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Schedule_Started_IsKeptInThePostgresStoreWithTimesOfJapan()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);

        Assert.Equal(
            "ChangeBatches,CheckWarehouse,LoadUpload,NightlyRefresh,PublishPending,WatchInbox",
            await worker.AskAsync<string>("select string_agg(job_name, ',' order by job_name) from quartz.qrtz_job_details")
        );
        Assert.Equal(
            "06:30:00",
            await worker.AskAsync<string>(
                "select to_char(next_fire_at at time zone 'Asia/Tokyo', 'HH24:MI:SS') from quartz.jobs where job_name = 'NightlyRefresh'"
            )
        );
        Assert.True(
            await worker.AskAsync<bool>(
                "select next_fire_at > now() and next_fire_at <= now() + interval '1 day' from quartz.jobs where job_name = 'NightlyRefresh'"
            )
        );
        Assert.Equal(
            6,
            await worker.AskAsync<long>(
                "select count(*) from quartz.jobs where description_ja <> '' and description_en <> '' and description_ja <> description_en"
            )
        );
    }

    [Fact]
    public async Task Job_ThatFails_IsRetriedThenShownAsFailedWithItsReason()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        var scheduler = await worker.SchedulerAsync();
        await scheduler.AddJob(JobBuilder.Create<FailingJob>().WithIdentity("Failing").StoreDurably().Build());

        await scheduler.TriggerJob(new JobKey("Failing"));
        await worker.UntilAsync("select last_outcome = 'failed' from quartz.jobs where job_name = 'Failing'");

        Assert.Equal(
            "0 true,1 false",
            await worker.AskAsync<string>(
                "select string_agg(concat(retry_attempt, ' ', case when retry_scheduled then 'true' else 'false' end), ',' order by fired_time) from quartz.qrtz_execution_history where job_name = 'Failing'"
            )
        );
        Assert.Equal("the disk is full", await worker.AskAsync<string>("select last_message_en from quartz.jobs where job_name = 'Failing'"));
        Assert.True(
            await worker.AskAsync<bool>(
                "select last_failed_at between now() - interval '10 minutes' and now() + interval '1 second' from quartz.jobs where job_name = 'Failing'"
            )
        );
    }

    [Fact]
    public async Task Job_ThatFailsOverARow_TellsNothingOfItsText()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        var scheduler = await worker.SchedulerAsync();
        await scheduler.AddJob(JobBuilder.Create<TellingJob>().WithIdentity("Telling").StoreDurably().Build());

        foreach (var way in new[] { "parser", "constraint", "cast" })
            await scheduler.TriggerJob(new JobKey("Telling"), new JobDataMap { ["way"] = way });
        await worker.UntilAsync("select count(*) = 3 from quartz.runs where job_name = 'Telling' and outcome = 'failed'");

        Assert.Equal(
            "An unexpected failure (FormatException).\nThe database answered with an error (22P02).\nThe database answered with an error (23505, batches, batches_pkey).",
            await worker.AskAsync<string>("select string_agg(message_en, e'\\n' order by message_en) from quartz.runs where job_name = 'Telling'")
        );
        Assert.True(
            await worker.AskAsync<bool>(
                "select message_ja like '%エラーを返しました (22P02)%' from quartz.runs where job_name = 'Telling' and message_en like '%22P02%'"
            )
        );
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from quartz.qrtz_execution_history h where h::text like '%秘密%'"));
    }

    [Fact]
    public async Task Cluster_OfTwoWorkers_LoadsEachFileOnce()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        for (var file = 0; file < 6; file++)
            RunningWorker.Put(_folder, $"ledgers/0149/{file}.csv", $"紹介番号,紹介日,銀行コード,企業名\n{file},2008-05-01,0149,甲\n");
        await using var one = await RunningWorker.StartAsync(connection, _folder);
        await using var other = await RunningWorker.StartAsync(connection, _folder);

        await one.UntilAsync("select count(*) = 6 from audit.batches where state = 'published'");

        Assert.Equal(2, await one.AskAsync<long>("select count(distinct instance_name) from quartz.qrtz_scheduler_state"));
        Assert.Equal(6, await one.AskAsync<long>("select count(*) from audit.batches"));
        Assert.Equal(6, await one.AskAsync<long>("select count(*) from mart.fct_referrals where published_to = 2147483647"));
    }

    [Fact]
    public async Task FirstStart_WithSamples_PublishesThemOnceAndTheirFiguresAreRight()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        using var written = new TemporaryFolder();
        var summary = SampleLedgers.Write(150, SampleLedgers.DefaultSeed, written.Path);
        await using (var first = await RunningWorker.StartAsync(connection, _folder, samples: true, referrals: 150))
        {
            await first.UntilAsync("select exists (select from audit.publications)");
            Assert.Equal(
                summary.Files.Count(file => file.CopyOf is null),
                await first.AskAsync<long>("select count(*) from audit.batches where state = 'published' and published_in = 1 and dataset_code = 'samples'")
            );
            Assert.Empty(await SampleFigures.DifferencesAsync(first.Warehouse, summary));
        }

        await using var second = await RunningWorker.StartAsync(connection, _folder, samples: true, referrals: 150);
        await second.UntilAsync("select count(*) = 2 from quartz.qrtz_execution_history where job_name = 'WatchInbox' and manual");

        Assert.Equal(summary.Files.Count(file => file.CopyOf is null), await second.AskAsync<long>("select count(*) from audit.batches"));
        Assert.Equal(1, await second.AskAsync<int>("select max(publication) from audit.publications"));
    }

    [Fact]
    public async Task Start_AfterALoadThatWasCutShort_PublishesItTogetherWithTheRest()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        var data = DataFolder.Resolve(_folder.Path);
        await using (var warehouse = await Warehouse.ConnectAsync(data, connection))
        {
            var catalog = SourceCatalog.Load(null);
            await new StagingViews(warehouse.Loader, catalog).ApplyAsync();
            var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", Ledger);
            var line = new LoadingPipeline(warehouse.Loader, data, TimeProvider.System);
            using var read = await line.Reading.ReadAsync(new OfferedFile(path, "inbox", Owner: "0149"));
            await line.Batches.LoadAsync(read);
        }

        RunningWorker.Put(_folder, "ledgers/0149/b.csv", "紹介番号,紹介日,銀行コード,企業名\n3,2008-05-01,0149,丙\n");
        await using var worker = await RunningWorker.StartAsync(connection, _folder);
        await worker.UntilAsync("select exists (select from quartz.qrtz_execution_history where job_name = 'PublishPending' and manual)");

        Assert.Equal(1, await worker.AskAsync<int>("select max(publication) from audit.publications"));
        Assert.Equal(3, await worker.AskAsync<long>("select count(*) from mart.fct_referrals where published_from = 1"));
        Assert.Empty(Directory.EnumerateFiles(data.Inbox, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Start_AfterAKilledWorker_TakesAwayItsHalfCopies_AndNoneThatIsInUse()
    {
        var archive = Directory.CreateDirectory(DataFolder.Resolve(_folder.Path).Archive).FullName;
        var (left, used) = (Path.Combine(archive, ".left.part"), Path.Combine(archive, ".used.part"));
        File.WriteAllText(left, Ledger);
        File.WriteAllText(used, Ledger);
        using var received = File.OpenRead(used); // as whoever is loading it holds it

        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);

        Assert.Equal([used], Directory.EnumerateFiles(archive));
    }

    [Fact]
    public async Task FirstStart_WithoutSamples_MakesAnEmptyPublication()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);

        await worker.UntilAsync("select exists (select from audit.publications)");

        Assert.Equal(0, await worker.AskAsync<int>("select rows_opened from audit.publications"));
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from audit.batches"));
    }

    /// <summary>Fails always, and is tried once more.</summary>
    [RetryPolicy(1, "00:00:01")]
    public sealed class FailingJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => throw new IOException("the disk is full");
    }

    /// <summary>Fails as loading may: the message of what it meets quotes a row.</summary>
    public sealed class TellingJob(NpgsqlDataSource loader) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var statement = context.MergedJobDataMap.GetString("way") switch
            {
                "constraint" => """
                    insert into audit.batches (batch_id, dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via, received_at, state)
                    select 7, 'ledgers', '秘密', 'none', '秘密', repeat('0', 64), 1, 'csv', 'load', now(), 'withdrawn' from generate_series(1, 2)
                    """,
                "cast" => "select '秘密'::text::integer",
                _ => throw new FormatException("The input string '秘密' was not in a correct format."),
            };
            await using var command = loader.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
