namespace Analytics.Tests.Etl.Jobs;

/// <summary>The worker on a machine whose clock is set back.</summary>
public sealed class ClockTests(PostgresFixture postgres) : IDisposable
{
    private const string Soon = "select bool_and(next_fire_at between now() - interval '2 minutes' and now() + interval '25 hours') and min(next_fire_at) filter (where job_name = 'WatchInbox') < now() + interval '2 minutes' from quartz.jobs where next_fire_at is not null";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    public async Task ClockSetBackByADay_EveryJobFallsDueByTheNewTime()
    {
        var clock = new SetClock { Ahead = TimeSpan.FromDays(1) };
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder, time: clock);
        await worker.UntilAsync("select next_fire_at > now() + interval '23 hours' from quartz.jobs where job_name = 'WatchInbox'");

        clock.Ahead = TimeSpan.Zero;

        await worker.UntilAsync(Soon);
    }

    [Fact(Explicit = true)]
    public async Task ClockSetBackByADay_TheInboxIsLookedAtWithinAMinute()
    {
        var clock = new SetClock { Ahead = TimeSpan.FromDays(1) };
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder, time: clock);
        await worker.UntilAsync("select next_fire_at > now() + interval '23 hours' from quartz.jobs where job_name = 'WatchInbox'");

        await worker.UntilAsync("select last_outcome is not null from quartz.jobs where job_name = 'WatchInbox'"); // its first look, at the start

        clock.Ahead = TimeSpan.Zero;
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-05-01,0149,甲\n");
        var patience = TimeProvider.System.GetTimestamp();
        while (File.Exists(path))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(90), "The inbox was not looked at.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        await worker.UntilAsync("select count(*) = 1 from mart.fct_referrals");
    }

    [Fact(Explicit = true)]
    public async Task Start_AfterTheClockWasAhead_PlansByTheNewTime()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        await using (var ahead = await RunningWorker.StartAsync(connection, _folder, time: new SetClock { Ahead = TimeSpan.FromDays(1) }))
            await ahead.UntilAsync("select next_fire_at > now() + interval '23 hours' from quartz.jobs where job_name = 'WatchInbox'");

        await using var worker = await RunningWorker.StartAsync(connection, _folder);

        await worker.UntilAsync(Soon);
    }

    /// <summary>The machine's clock, set ahead as somebody likes; what it measures goes on evenly.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
