using System.Text.Json;
using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Sql;
using Analytics.Sql.Commands;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>Withdraws, releases or reads a file again that somebody chose on the page, and publishes that; or only tells what it would change.</summary>
[QuartzJob(
    Name = nameof(ChangeBatches),
    Description = "画面で指定されたファイルを取り下げ、元に戻し、または再度読み込み、公開します。 | Withdraws, releases or reads again what was chosen on the pages, and publishes it.",
    Durable = true,
    RequestRecovery = true
)]
[RetryPolicy(3, "00:00:10", 2.0)]
public sealed class ChangeBatches(LoadingPipeline line, CommandQueue queue) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (CommandAnswers.CommandOf(context) is not { } number || await queue.FindAsync(number, cancellationToken) is not { IsOpen: true } command)
        {
            context.Result = JobRunReport.Skipped(JobText.Of("指示はありません。", "Nothing was asked."));
            return;
        }

        try
        {
            if (command.Change is { Preview: true } tried)
            {
                var preview = await PreviewAsync(command.Kind, tried, cancellationToken);
                await queue.FinishAsync(number, true, null, JsonSerializer.Serialize(preview, CommandKinds.Json), cancellationToken);
                context.Result = JobRunReport.Succeeded(
                    JobText.Of("変更の内容を確かめました。何も変更していません。", "Looked at what would change; nothing was changed.")
                );
            }
            else
            {
                var report = await DoAsync(command.Kind, command.Change, cancellationToken);
                var (ja, en) = LoadProgress.HeldWords(report);
                context.Result = JobRunReport.Succeeded(
                    JobText.Of($"公開版は {report.Publication} です{ja}。", $"The publication is {report.Publication}{en}.")
                );
            }
        }
        catch (Exception failure) when (failure is RefusalException or CheckFailedException)
        {
            // Trying again would not help.
            var reason = ((IExplained)failure).Reason;
            await queue.FinishAsync(number, false, reason, cancellation: cancellationToken);
            context.Result = JobRunReport.Skipped(JobText.Of(reason.Ja, reason.En));
        }
    }

    async Task<PublicationReport> DoAsync(string kind, BatchArguments? asked, CancellationToken cancellation)
    {
        if (kind != CommandKinds.Reload)
            return await line.Ways.DoAsync(ChangeOf(kind, asked), cancellation);
        var report = await line.Reloads.DoAsync(await BatchesAsync(asked, cancellation), cancellation: cancellation);
        return report.Files.FirstOrDefault(file => file.Fate == FileFate.Refused) is { Reason: { } reason, Mend: { } mend } refused
            ? throw new RefusalException($"{refused.File}: {reason.Ja} {mend.Ja}", $"{refused.File}: {reason.En} {mend.En}")
            : report.Publication;
    }

    async Task<PreviewAnswer> PreviewAsync(string kind, BatchArguments asked, CancellationToken cancellation) =>
        kind == CommandKinds.Reload
            ? await line.Previews.OfReloadAsync(await BatchesAsync(asked, cancellation), cancellation)
            : await line.Previews.OfAsync(asked.Batch ?? throw Unreadable(), ChangeOf(kind, asked), cancellation);

    async Task<IReadOnlyList<int>> BatchesAsync(BatchArguments? asked, CancellationToken cancellation) =>
        asked switch
        {
            { Batch: { } batch } => [batch],
            { Source: { } name } when line.Sources.Find(name) is not null => await line.Reloads.BatchesAsync(name, cancellation: cancellation),
            _ => throw Unreadable(),
        };

    static BatchChange ChangeOf(string kind, BatchArguments? asked) =>
        (kind, asked) switch
        {
            // A reason is asked for when it is done.
            (CommandKinds.Withdraw, { Batch: { } batch }) => new Withdrawal(batch, asked.Preview ? "…" : asked.Why?.Trim() ?? ""),
            (CommandKinds.Release, { Batch: { } batch }) => new Release(batch),
            _ => throw Unreadable(),
        };

    static RefusalException Unreadable() => new("この指示は読み取れません。", "This command cannot be read.");
}
