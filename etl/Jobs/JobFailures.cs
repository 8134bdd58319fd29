using Analytics.Sql.Connections;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Gives a job's failure the words that people read on the page: what a library or the database says may quote a row, and goes to the log alone.
/// </summary>
sealed class JobFailures(ILogger<JobFailures> logger) : IJobExecutionMiddleware
{
    public async ValueTask Invoke(IJobExecutionContext context, JobExecutionDelegate next, CancellationToken cancellationToken = default)
    {
        try
        {
            await next(context, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "{Job} has failed", context.JobDetail.Key.Name);
            var words = FailureText.Of(failure);
            throw new JobExecutionException(JobText.Of(words.Ja, words.En));
        }
    }
}
