using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>Runs every check on the whole star. A row that must not be makes it fail.</summary>
[QuartzJob(Name = nameof(CheckWarehouse), Description = "公開されたデータを点検します。 | Checks what is published.", Durable = true)]
[CronTrigger("0 0 7 * * ?", TimeZone = Schedule.Zone, ConfigurationKey = "Jobs:CheckWarehouse:Cron")]
[DisallowConcurrentExecution, RetryPolicy(2, "00:01:00", 2.0)]
public sealed class CheckWarehouse(LoadingPipeline line) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var connection = await line.Loader.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var faults = await new Checks(connection, line.Checks).ThrowIfUnhealthyAsync(cancellation: cancellationToken);
        var ran = line.Checks.Checks.Count(check => faults.All(fault => fault.File != check.File));
        var broken = string.Join("; ", faults.Select(fault => $"{Path.GetFileName(fault.File)}:{fault.Line}"));
        context.Result = JobRunReport.Succeeded(
            JobText.Of(
                broken.Length == 0
                    ? new Bilingual("{0} 種類の点検で異常はありません。", "{0} {0|check|checks} found nothing.").With(ran)
                    : new Bilingual(
                        "{0} 種類の点検で異常はありません。実行できない点検: {1}",
                        "{0} {0|check|checks} found nothing. Checks that do not run: {1}"
                    ).With(ran, broken)
            )
        );
    }
}
