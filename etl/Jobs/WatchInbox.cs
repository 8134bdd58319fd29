using Analytics.Etl.Load;
using Analytics.Sql.Storage;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Loads what lies complete in the inbox as one publication, so that references between the files resolve; a file that takes long to read comes in a
/// later one. Fails where
/// something cannot be read by this account, after the others have been loaded; a refused file is that file's matter, not the job's.
/// </summary>
[QuartzJob(
    Name = nameof(WatchInbox),
    Description = "受信フォルダーのファイルを読み込み、公開します。 | Loads the files in the inbox and publishes them.",
    Durable = true,
    RequestRecovery = true
)]
[CronTrigger("0 * * * * ?", TimeZone = Schedule.Zone, ConfigurationKey = "Jobs:WatchInbox:Cron", MisfireInstruction = CronTriggerMisfireInstruction.DoNothing)]
[DisallowConcurrentExecution, RetryPolicy(3, "00:00:10", 2.0)]
public sealed class WatchInbox(LoadingPipeline line, Inbox inbox, InboxReadings readings, SampleDelivery samples, ILogger<WatchInbox> logger) : IJob
{
    /// <summary>Key in the data of a run that is followed by <see cref="PublishPending"/>.</summary>
    public const string ThenPublish = "thenPublish";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var delivered = await samples.DeliverAsync(cancellationToken);
        if (delivered.Count > 0)
        {
            logger.LogInformation(
                "{Message}",
                new Bilingual("サンプル (合成データ) を受信フォルダーに入れました。", "The samples (synthetic data) have been put into the inbox.")
            );
        }

        var look = await inbox.LookAsync(delivered, cancellationToken);
        if (look.Complete.Count > 0)
        {
            context.Result = await LoadAsync(context, look.Complete, delivered, cancellationToken);
        }
        else if (look.Unreadable.Count == 0)
        {
            context.Result = JobRunReport.Skipped(JobText.Of("新しいファイルはありません。", "No new file."));
        }

        if (context.MergedJobDataMap.ContainsKey(ThenPublish))
        {
            await context.Scheduler.TriggerJob(new JobKey(nameof(PublishPending)), cancellationToken: cancellationToken);
        }

        if (look.Unreadable is [var first, ..])
        {
            throw new IOException(
                new Bilingual(
                    $"受信フォルダーの {look.Unreadable.Count} 件を読めません。権限を直すか、ファイル名を UTF-8 にしてください: {first}",
                    $"This account cannot read all of the inbox ({look.Unreadable.Count} left). Mend the permissions, or write the names in UTF-8: {first}"
                ).ToString()
            );
        }
    }

    private async Task<JobRunReport> LoadAsync(
        IJobExecutionContext context,
        IReadOnlyList<InboxFile> files,
        IReadOnlyCollection<string> delivered,
        CancellationToken cancellation
    )
    {
        DiskSpace.Require(line.Folder, files.Select(file => file.Path)); // they stay where they are
        context.ReportProgress(0, JobText.Of(new Bilingual("{0} ファイル", "{0} {0|file|files}").With(files.Count)));
        var (done, progress) = (0, new LoadProgress(context, files.Count));
        // What was written to while it was read is not what was read: its turn comes.
        var changed = (await readings.TakeAsync(line, inbox, files, delivered, progress, cancellation)).ToLookup(reading => !Inbox.IsUnchanged(reading.Seen));
        foreach (var reading in changed[true])
            reading.Read.Dispose();
        var read = changed[false].ToList();
        return read.Count == 0
            ? JobRunReport.Skipped(JobText.Of($"{files.Count} ファイルを読み取り中です。", $"Files being read: {files.Count}."))
            : JobRunReport.Succeeded(LoadProgress.Summary(await line.Run.LoadAsync([.. read.Select(reading => reading.Read)], Told, cancellation)));

        // Files are told in the order they were given.
        void Told(FileReport file)
        {
            if (file.Fate == FileFate.Refused)
            {
                inbox.Refuse(read[done].Seen, file);
                logger.LogWarning(
                    "{Message}",
                    new Bilingual($"{file.File}: 読み込めません。{file.Reason!.Ja} {file.Mend!.Ja}", $"{file.File}: refused. {file.Reason.En} {file.Mend.En}")
                );
            }
            else
            {
                inbox.Take(read[done].Seen);
                logger.LogInformation(
                    "{Message}",
                    new Bilingual("{0}: {1} → {2}、{3:N0} 行を読みました、{4:0.0} 秒", "{0}: {1} → {2}, {3:N0} {3|row|rows} read, {4:0.0} s").With(
                        file.File,
                        file.Source,
                        file.Dataset,
                        file.RowsRead,
                        file.Seconds
                    )
                );
            }

            done++;
            progress.Done(file);
        }
    }
}
