using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using Quartz.Extensibility;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Notices that the machine's clock has been set back, and has every job fall due anew: what the scheduler had planned lies in a future that is to
/// come a second time, and until then nothing would run.
/// At the start it looks likewise for what was planned by a clock that was ahead.
/// </summary>
sealed class ClockWatch(ISchedulerFactory schedulers, TimeProvider time, ILogger<ClockWatch> logger) : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>Less than this is the clock's being corrected.</summary>
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var (back, isDue) = (TimeSpan.Zero, true);
        var (wall, since) = (time.GetUtcNow(), time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (isDue)
                    await PlanAnewAsync(back, stoppingToken);
                isDue = false;
            }
            catch (Exception error) when (error is NpgsqlException or SchedulerException)
            {
                logger.LogWarning(
                    error,
                    "{Message}",
                    new Bilingual("ジョブの予定を立て直せません。もう一度試します。", "The jobs cannot be planned anew; trying again.")
                );
            }

            await Task.Delay(Round, time, stoppingToken);
            // Measured from the last time that it was looked at: a clock set back while jobs were being planned is noticed too.
            var lost = wall + time.GetElapsedTime(since) - time.GetUtcNow();
            (wall, since) = (time.GetUtcNow(), time.GetTimestamp());
            if (lost > Tolerance)
            {
                logger.LogWarning(
                    "{Message}",
                    new Bilingual(
                        $"時計が {lost:c} 戻りました。ジョブの予定を立て直します。",
                        $"The clock was set back by {lost:c}: the jobs are planned anew."
                    )
                );
                (back, isDue) = (isDue ? back + lost : lost, true);
            }
        }
    }

    /// <summary>
    /// A job by the clock falls due when its schedule says so from now on; one that was to run once, as much earlier as the clock was set back.
    /// </summary>
    async Task PlanAnewAsync(TimeSpan back, CancellationToken cancellation)
    {
        var scheduler = await schedulers.GetScheduler(cancellation);
        foreach (var key in await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.AnyGroup(), cancellation))
        {
            if (await scheduler.GetTrigger(key, cancellation) is not { } planned || await scheduler.GetTriggerState(key, cancellation) == TriggerState.Paused)
                continue;
            var anew = planned.GetTriggerBuilder().StartAt(planned is ICronTrigger ? time.GetUtcNow() : planned.StartTimeUtc - back).Build();
            if (((IOperableTrigger)anew.Clone()).ComputeFirstFireTimeUtc(null) is { } due && due + Tolerance < planned.NextFireTimeUtc)
                await scheduler.RescheduleJob(key, anew, cancellation);
        }
    }
}
