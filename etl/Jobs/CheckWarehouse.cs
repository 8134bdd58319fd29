using Analytics.Etl.Load;
using Npgsql;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>Runs every check on the whole star. A row that must not be makes it fail.</summary>
[QuartzJob(Name = nameof(CheckWarehouse), Description = "公開されたデータを点検します。 | Checks what is published.", Durable = true)]
[CronTrigger("0 0 7 * * ?", TimeZone = Schedule.Zone, ConfigurationKey = "Jobs:CheckWarehouse:Cron")]
[DisallowConcurrentExecution, RetryPolicy(2, "00:01:00", 2.0)]
public sealed class CheckWarehouse(NpgsqlDataSource loader) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellationToken);
        await new Checks(connection).ThrowIfUnhealthyAsync(cancellationToken);
        context.Result = JobRunReport.Succeeded(JobText.Of($"{Checks.Names.Count} 種類の点検で異常はありません。", $"{Checks.Names.Count} checks found nothing."));
    }
}
