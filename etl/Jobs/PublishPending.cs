using Analytics.Etl.Load;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Publishes batches that were loaded but not published, because their publication failed or the product was stopped before it. Without
/// samples it also makes the first, empty publication, which opens the dashboard.
/// </summary>
[QuartzJob(
    Name = nameof(PublishPending),
    Description = "読み込み済みで公開前のデータを公開します。 | Publishes what was loaded but not published.",
    Durable = true,
    RequestRecovery = true
)]
[CronTrigger(
    "30 0/10 * * * ?",
    TimeZone = Schedule.Zone,
    ConfigurationKey = "Jobs:PublishPending:Cron",
    MisfireInstruction = CronTriggerMisfireInstruction.DoNothing
)]
[DisallowConcurrentExecution, RetryPolicy(3, "00:00:30", 2.0)]
public sealed class PublishPending(LoadingPipeline line, RunOptions options) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var turn = await LoadingLock.TryTakeAsync(line.Loader, cancellationToken);
        if (turn is null)
        {
            context.Result = JobRunReport.Skipped(JobText.Of("読み込み中です。終わると公開されます。", "A load is running: it publishes at its end."));
            return;
        }

        var report = await line.Publisher.PublishAsync(always: !options.WithSamples, cancellationToken);
        var (ja, en) = LoadProgress.HeldWords(report);
        context.Result =
            report.IsNew || report.HasFailed
                ? JobRunReport.Succeeded(JobText.Of($"公開版は {report.Publication} です{ja}。", $"The publication is {report.Publication}{en}."))
                : JobRunReport.Skipped(JobText.Of("公開待ちはありません。", "Nothing was pending."));
    }
}
