using System.Globalization;
using Analytics.Sql.Commands;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Writes what became of a command when its job has run: not while a retry follows, and not where the run was cut short by a stop (it is run again).
/// </summary>
sealed class CommandAnswers(CommandQueue queue) : IJobListener
{
    public string Name => nameof(CommandAnswers);

    public async ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
    {
        if (CommandOf(context) is not { } command || context.RetryScheduled || context.CancellationToken.IsCancellationRequested)
            return;
        await queue.FinishAsync(command, jobException is null, Message(context, jobException), cancellation: cancellationToken);
    }

    /// <summary>The command that this run answers; null where it runs by its clock.</summary>
    public static long? CommandOf(IJobExecutionContext context) =>
        context.MergedJobDataMap.TryGetValue(CommandListener.Command, out var number)
        && long.TryParse(Convert.ToString(number, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var command)
            ? command
            : null;

    static Bilingual? Message(IJobExecutionContext context, JobExecutionException? failure)
    {
        if (failure is not null)
            return JobText.Parse((failure.InnerException ?? failure).Message);
        return (context.Result as JobRunReport)?.Summary is { } summary ? JobText.Parse(summary) : null;
    }
}
