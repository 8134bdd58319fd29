using Quartz;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>The worker on a machine whose clock is set back.</summary>
public sealed class ClockTests(PostgresFixture postgres) : IDisposable
{
    private const string Ahead = "select next_fire_at > now() + interval '23 hours' from quartz.jobs where job_name = 'WatchInbox'";

    private const string Soon =
        "select count(*) = 4 and bool_and(next_fire_at between now() - interval '2 minutes' and now() + interval '25 hours') and min(next_fire_at) filter (where job_name = 'WatchInbox') < now() + interval '2 minutes' from quartz.jobs where next_fire_at is not null";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ClockSetBackTwice_TheSecondTimeWhileJobsArePlannedAnew_EveryJobFallsDueByTheNewTime()
    {
        var clock = new SetClock { Ahead = TimeSpan.FromDays(3) };
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder, time: clock);
        await worker.UntilAsync("select next_fire_at > now() + interval '71 hours' from quartz.jobs where job_name = 'WatchInbox'");
        await worker.UntilAsync("select last_outcome is not null from quartz.jobs where job_name = 'WatchInbox'"); // its first look, at the start
        (await worker.SchedulerAsync()).ListenerManager.AddSchedulerListener(new WhenPlanned(() => clock.Ahead = TimeSpan.Zero));

        clock.Ahead = TimeSpan.FromDays(1);

        await worker.UntilAsync(Soon);
    }

    [Fact(Explicit = true)]
    public async Task ClockSetBackByADay_TheInboxIsLookedAtWithinAMinute()
    {
        var clock = new SetClock { Ahead = TimeSpan.FromDays(1) };
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder, time: clock);
        await worker.UntilAsync(Ahead);
        await worker.UntilAsync("select last_outcome is not null from quartz.jobs where job_name = 'WatchInbox'");

        clock.Ahead = TimeSpan.Zero;
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-05-01,0149,甲\n");
        await Patience.UntilAsync(() => !File.Exists(path), TimeSpan.FromSeconds(90));

        await worker.UntilAsync("select count(*) = 1 from mart.fct_referrals");
    }

    [Fact(Explicit = true)]
    public async Task Start_AfterTheClockWasAhead_PlansByTheNewTime()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        await using (var ahead = await RunningWorker.StartAsync(connection, _folder, time: new SetClock { Ahead = TimeSpan.FromDays(1) }))
            await ahead.UntilAsync(Ahead);

        await using var worker = await RunningWorker.StartAsync(connection, _folder);

        await worker.UntilAsync(Soon);
    }

    /// <summary>The machine's clock, set ahead as somebody likes; what it measures goes on evenly.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    /// <summary>Does something when the first job by the clock has been planned anew.</summary>
    private sealed class WhenPlanned(Action once) : ISchedulerListener
    {
        private Action? _once = once;

        public ValueTask JobScheduled(IScheduler scheduler, ITrigger trigger, CancellationToken cancellationToken = default)
        {
            if (trigger is ICronTrigger)
                Interlocked.Exchange(ref _once, null)?.Invoke();
            return ValueTask.CompletedTask;
        }
    }
}
