using Analytics.Etl.Load;
using Analytics.Sql.Commands;
using Analytics.Sql.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// The scheduler: its jobs and triggers are kept in the schema <c>quartz</c>, and every worker on the same database takes part in one
/// cluster (such workers share one data folder). Times of day are Japan's.
/// </summary>
public static class Schedule
{
    public const string Name = "analytics";
    internal const string Zone = "Asia/Tokyo";
    private static readonly TimeSpan Retention = TimeSpan.FromDays(180);

    /// <summary>
    /// Adds the scheduler with every declared job. Needs the loader's data source, the data folder, <see cref="RunOptions"/> and a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static void AddSchedule(this IHostApplicationBuilder builder)
    {
        builder.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = Name;
                scheduler.GenerateInstanceId = true;
                scheduler.DefaultTimeZone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseInstanceIdGenerator<NodeName>();
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.UseRegisteredDataSource = true);
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = "quartz.qrtz_";
                    options.StoreJobDataAsStrings = true;
                    options.UseBackgroundThreads = true; // they must not outlive the product where the database is gone
                });
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(5);
                });
                store.ProvisionSchema();
                store.UseExecutionHistory();
            });
            quartz.AddDeclaredJobs();
            quartz.AddJobListener<CommandAnswers>();
            quartz.AddJobMiddleware<JobFailures>();
        });
        builder.Services.AddQuartzExecutionHistory(history =>
        {
            history.Retention = Retention;
            history.RetentionByResult[JobRunResult.Skipped] = TimeSpan.FromDays(1); // a look into an empty inbox, every minute
            history.MaxEntriesPerScheduler = 100_000;
        });
        builder.AddQuartzHostedService(host =>
        {
            // Running jobs are cancelled and get a moment to say so; what was abandoned runs again at the next start.
            host.WaitForJobsToComplete = false;
            host.AwaitApplicationStarted = false;
        });
        builder
            .Services.AddSingleton(services => new CurrentPipeline(
                services.GetRequiredService<NpgsqlDataSource>(),
                services.GetRequiredService<DataFolder>(),
                services.GetRequiredService<TimeProvider>()
            ))
            .AddTransient(services => services.GetRequiredService<CurrentPipeline>().Current)
            .AddSingleton(services => new Inbox(
                services.GetRequiredService<DataFolder>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<RunOptions>().InboxQuiet
            ))
            .AddSingleton<InboxReadings>()
            .AddSingleton<SampleDelivery>()
            .AddSingleton<NodeName>()
            .AddSingleton<CommandQueue>()
            .AddSingleton<Uploads>()
            .AddHostedService<FirstRuns>()
            .AddHostedService<CommandListener>()
            .AddHostedService<OverlayRounds>()
            .AddHostedService<ClockWatch>();
    }
}
