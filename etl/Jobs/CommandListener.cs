using Analytics.Sql.Commands;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Takes what the dashboard asks for: listens on a connection of its own, looks once at the start and then every minute. A command becomes a
/// trigger in the scheduler's store, so it survives this process; its end is written by <see cref="CommandAnswers"/>.
/// </summary>
sealed class CommandListener(ISchedulerFactory schedulers, CommandQueue queue, NpgsqlDataSource loader, Uploads uploads, ILogger<CommandListener> logger)
    : BackgroundService
{
    /// <summary>Group of the triggers that commands become.</summary>
    public const string Group = "commands";

    /// <summary>Key of the command's number in the data of a run.</summary>
    public const string Command = "command";

    static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await uploads.TidyAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or SchedulerException or IOException)
            {
                logger.LogWarning(
                    error,
                    "{Message}",
                    new Bilingual("画面からの指示を受け取れません。もう一度試します。", "Commands from the pages cannot be taken; trying again.")
                );
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using (var listen = new NpgsqlCommand($"listen {CommandReader.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellation);
        while (true)
        {
            await queue.ReturnAsync(command => IsUnderWayAsync(command, cancellation), cancellation);
            while (await queue.TakeAsync(command => StartAsync(command, cancellation), cancellation)) { }

            await connection.WaitAsync(Round, cancellation);
        }
    }

    /// <summary>Makes the trigger; says why it cannot.</summary>
    async Task<Bilingual?> StartAsync(CommandRow command, CancellationToken cancellation)
    {
        var scheduler = await schedulers.GetScheduler(cancellation);
        var jobs = (await JobsAsync(scheduler, cancellation)).ToList();
        var name = JobOf(command);
        if (name is null)
            return new("この指示は読み取れません。", "This command cannot be read.");
        if (command.Kind == CommandKinds.RunJob && !jobs.Contains(name))
            return new(
                $"「{name}」という仕事はありません。実行できるもの: {string.Join(", ", jobs)}",
                $"There is no job '{name}'. Allowed: {string.Join(", ", jobs)}"
            );
        var trigger = TriggerBuilder
            .Create()
            .WithIdentity(KeyOf(command))
            .ForJob(new JobKey(name))
            .StartNow()
            .UsingJobData(Command, command.Command.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellation);
        logger.LogInformation("{Message}", new Bilingual($"画面からの指示 {command.Command}: {name}", $"Command {command.Command} from the pages: {name}"));
        return null;
    }

    /// <summary>The job that does it; null where it cannot be read.</summary>
    static string? JobOf(CommandRow command) =>
        command.Upload is not null ? nameof(LoadUpload)
        : command.Change is not null ? nameof(ChangeBatches)
        : command.Job;

    /// <summary>The jobs that may be run by name: all that exist, but not those that must be told what to do.</summary>
    static async Task<IEnumerable<string>> JobsAsync(IScheduler scheduler, CancellationToken cancellation) =>
        (await scheduler.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(JobKey.DefaultGroup), cancellation))
            .Select(key => key.Name)
            .Where(name => name is not (nameof(LoadUpload) or nameof(ChangeBatches)))
            .Order(StringComparer.Ordinal);

    /// <summary>False where neither its trigger nor the recovery of its job is left in the scheduler's store.</summary>
    async Task<bool> IsUnderWayAsync(CommandRow command, CancellationToken cancellation)
    {
        await using var statement = loader.CreateCommand(
            $"""
            select exists (select from quartz.qrtz_triggers where sched_name = '{Schedule.Name}'
                           and ((trigger_group = '{Group}' and trigger_name = $1) or (trigger_group = '{SchedulerConstants.DefaultRecoveryGroup}' and job_name = $2)))
            """
        );
        statement.Parameters.Add(new() { Value = KeyOf(command).Name });
        statement.Parameters.Add(new() { Value = JobOf(command) ?? "" });
        return await statement.ExecuteScalarAsync(cancellation) is true;
    }

    static TriggerKey KeyOf(CommandRow command) => new($"command-{command.Command}", Group);
}
