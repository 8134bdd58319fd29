using System.Text.Json;
using Analytics.Etl.Load;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Commands;
using Analytics.Sql.Storage;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>Loads the files that somebody sent through the dashboard, as one publication, and answers the command with what became of each.</summary>
[QuartzJob(
    Name = nameof(LoadUpload),
    Description = "画面から送られたファイルを読み込み、公開します。 | Loads files sent through the pages and publishes them.",
    Durable = true,
    RequestRecovery = true
)]
[RetryPolicy(3, "00:00:10", 2.0)]
public sealed class LoadUpload(CurrentPipeline lines, CommandQueue queue, Uploads uploads) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (CommandAnswers.CommandOf(context) is not { } number || await queue.FindAsync(number, cancellationToken) is not { IsOpen: true, Upload: { } upload })
        {
            context.Result = JobRunReport.Skipped(JobText.Of("送られたファイルはありません。", "No file was sent."));
            return;
        }

        if (uploads.Find(upload) is not { } paths)
        {
            await RefuseAsync(new("送られたファイルが見つかりません。もう一度送ってください。", "The files that were sent are not there. Send them again."));
            return;
        }

        if (upload.Step == "drop")
        {
            uploads.Remove(paths);
            context.Result = JobRunReport.Skipped(
                JobText.Of("送られたファイルを取り消しました。何も読み込んでいません。", "The files that were sent were dropped. Nothing was loaded.")
            );
            return;
        }

        if (upload.Accept is { } accepted)
        {
            try
            {
                OwnAliases.Accept(lines.Current.Folder, accepted.Source, accepted.Columns);
                OwnAliases.TakeBack(lines.Current.Folder, accepted.Source, accepted.TakenBack ?? []);
            }
            catch (RefusalException refusal)
            {
                await RefuseAsync(refusal.Reason);
                return;
            }
        }

        var line = lines.Current;
        DiskSpace.Require(line.Folder, paths); // they stay there, and the job is tried again
        var files = paths.Select(path => new OfferedFile(path, "upload", Dataset: upload.Dataset, Owner: upload.Owner)).ToList();
        var progress = new LoadProgress(context, files.Count);
        LoadRunReport report;
        try
        {
            if (upload.Step == "preview")
            {
                var preview = await line.Previews.OfFilesAsync(files, progress, cancellationToken);
                await queue.FinishAsync(number, true, null, JsonSerializer.Serialize(preview, CommandKinds.Json), CancellationToken.None);
                context.Result = JobRunReport.Skipped(
                    JobText.Of("送られたファイルの内容を確かめました。まだ公開していません。", "Looked at the files that were sent; nothing is published yet.")
                );
                return;
            }

            report = await line.Run.LoadAsync(files, progress.Done, progress, cancellationToken);
        }
        catch (RefusalException refusal)
        {
            await RefuseAsync(refusal.Reason);
            uploads.Remove(paths);
            return;
        }

        var message = LoadProgress.Summary(report);
        await queue.FinishAsync(number, true, JobText.Parse(message), JsonSerializer.Serialize(Answer(report), CommandKinds.Json), CancellationToken.None);
        uploads.Remove(paths);
        context.Result = JobRunReport.Succeeded(message);

        async Task RefuseAsync(Bilingual reason)
        {
            await queue.FinishAsync(number, false, reason, cancellation: cancellationToken);
            context.Result = JobRunReport.Skipped(JobText.Of(reason.Ja, reason.En));
        }
    }

    static UploadAnswer Answer(LoadRunReport report) =>
        new(
            report.Publication.Publication,
            [
                .. report.Files.Select(file => new UploadedFile(
                    file.File,
                    Fate(file.Fate),
                    file.BatchId,
                    file.RowsRead,
                    file.RowsKept,
                    file.AllRejected,
                    file.Reason,
                    file.Mend
                )),
            ]
        );

    static string Fate(FileFate fate) =>
        fate switch
        {
            FileFate.Loaded => "loaded",
            FileFate.LoadedBefore => "loaded-before",
            FileFate.Held => "held",
            _ => "refused",
        };
}
