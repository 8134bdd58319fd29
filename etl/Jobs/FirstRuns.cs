using Analytics.Etl.Load;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Analytics.Sql.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// What happens at every start, once the scheduler's tables are there: readers get their view of the jobs, and what finishes a start
/// that was cut short and what opens the dashboard runs without waiting for the clock: first the inbox, then, as the rest of a load that
/// was cut short belongs to the same publication, what was loaded but not published.
/// </summary>
sealed class FirstRuns(ISchedulerFactory schedulers, NpgsqlDataSource loader, DataFolder folder) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        new Archive(folder.Archive).Tidy();
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await ShowJobsAsync(cancellationToken);
        await scheduler.TriggerJob(new JobKey(nameof(WatchInbox)), new JobDataMap { [WatchInbox.ThenPublish] = "true" }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ShowJobsAsync(CancellationToken cancellation)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            $"set local client_min_messages = warning; select pg_advisory_xact_lock({AdvisoryLocks.JobsView}); {EmbeddedText.Read("Jobs/jobs_view.sql", typeof(FirstRuns).Assembly)}",
            connection
        );
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
