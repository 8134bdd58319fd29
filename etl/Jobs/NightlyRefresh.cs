using Analytics.Etl.Load;
using Analytics.Etl.Staging;
using Npgsql;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Before the day begins: rebuilds the staging views where declarations have changed and reads files again that were read under another one,
/// publishes what waits, and tidies the received rows for the planner.
/// </summary>
[QuartzJob(
    Name = nameof(NightlyRefresh),
    Description = "毎朝、定義の変更を反映し、公開待ちを公開し、表を整理します。 | Every morning: takes up changed declarations, publishes what waits, tidies the tables.",
    Durable = true,
    RequestRecovery = true
)]
[CronTrigger("0 30 6 * * ?", TimeZone = Schedule.Zone, ConfigurationKey = "Jobs:NightlyRefresh:Cron")]
[DisallowConcurrentExecution, RetryPolicy(3, "00:01:00", 2.0)]
public sealed class NightlyRefresh(LoadingPipeline line, NpgsqlDataSource loader, TimeProvider time) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await ChangedDeclarations.RefreshAsync(loader, line.Sources, time.GetUtcNow(), cancellationToken);
        var kept = new List<FileReport>();
        foreach (var (source, batches) in await ChangedDeclarations.FindAsync(line, cancellationToken))
        {
            context.ReportProgress(10, JobText.Of($"「{source}」のファイルを読み直しています", $"Reading the files of '{source}' again"));
            kept.AddRange((await line.Reloads.DoAsync(batches, cancellation: cancellationToken)).Files.Where(file => file.Fate == FileFate.Refused));
            await ChangedDeclarations.KeepAsync(loader, source, null, cancellationToken);
        }

        await using var turn = await LoadingLock.TakeAsync(loader, cancellationToken);
        var report = await line.Publisher.PublishAsync(cancellation: cancellationToken);
        await line.Texts.KeepAsync(cancellationToken);
        context.ReportProgress(50, JobText.Of("表を整理しています", "Tidying tables"));
        await using var connection = await loader.OpenConnectionAsync(cancellationToken);
        foreach (
            var table in line
                .Sources.Sources.Select(source => SourceRows.Of(source).Table)
                .Concat(line.Sources.Facts.Names.Select(fact => $"staging.{fact}"))
                .Distinct()
        )
        {
            await using var tidy = new NpgsqlCommand($"vacuum (analyze) {table}", connection) { CommandTimeout = 0 };
            await tidy.ExecuteNonQueryAsync(cancellationToken);
        }

        var (ja, en) = LoadProgress.HeldWords(report);
        var (keptJa, keptEn) = LoadProgress.KeptWords(kept);
        context.Result = JobRunReport.Succeeded(
            JobText.Of($"公開版は {report.Publication} です{keptJa}{ja}。", $"The publication is {report.Publication}{keptEn}{en}.")
        );
    }
}
