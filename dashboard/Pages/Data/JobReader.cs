using System.Reflection;
using Analytics.Dashboard.Access;
using Analytics.Sql;
using Analytics.Sql.Access;
using Npgsql;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>
/// A job of the scheduler as it stands: when it runs (<see cref="Cron"/>, as in force; null: only when asked), when it ran and will run (UTC), how that went
/// (<c>succeeded</c>, <c>retrying</c>, <c>failed</c>, null before its first run), how long it took and what it said. <see cref="Progress"/> is
/// percent, of a running one.
/// </summary>
public sealed record JobRow
{
    public required string Name { get; init; }
    public required Bilingual? Description { get; init; }
    public required string? Cron { get; init; }
    public required string? Zone { get; init; }
    public required DateTimeOffset? NextRun { get; init; }
    public required DateTimeOffset? LastRun { get; init; }
    public required double? LastSeconds { get; init; }
    public required string? Outcome { get; init; }
    public required Bilingual? Message { get; init; }
    public required int? Progress { get; init; }
    public required Bilingual? ProgressText { get; init; }
    public required bool IsRunning { get; init; }
    public required bool IsPaused { get; init; }

    /// <summary>The last run did not succeed.</summary>
    public bool HasFailed => Outcome is "failed" or "retrying";
}

/// <summary>How far a command is that is being done: percent (null: not told) and what is being done.</summary>
public sealed record CommandProgress(int? Percent, Bilingual? Text);

/// <summary>
/// One run of a job: <see cref="Outcome"/> is <c>succeeded</c>, <c>retrying</c>, <c>failed</c> or <c>cancelled</c>; <see cref="Attempt"/> counts
/// retries from 0.
/// </summary>
public sealed record RunRow(string Job, DateTimeOffset FiredAt, double Seconds, string Outcome, int Attempt, bool IsManual, Bilingual? Message);

/// <summary>The last run that loaded or published, and what of the files that it took in needs somebody: refused files and rejected rows.</summary>
public sealed record LoadNews(RunRow Run, int Refused, int Rejected);

/// <summary>Reads the scheduler's views of its jobs and their runs. Thread-safe.</summary>
public sealed class JobReader(ScopedReader reader) : IPageReader
{
    private static readonly string Jobs = Statement("jobs"),
        Runs = Statement("runs"),
        News = Statement("news");

    /// <summary>All jobs, the next due first; none where the scheduler has never run here.</summary>
    public Task<IReadOnlyList<JobRow>> JobsAsync() =>
        ReadAsync(
            Jobs,
            row => new JobRow
            {
                Name = row.GetString(0),
                Description = Both(row, 1),
                NextRun = Instant(row, 3),
                LastRun = Instant(row, 4),
                Outcome = Text(row, 5),
                Message = Both(row, 6),
                Progress = row.IsDBNull(8) ? null : row.GetInt32(8),
                ProgressText = Both(row, 9),
                IsRunning = row.GetBoolean(11),
                IsPaused = row.GetBoolean(12),
                Cron = Text(row, 13),
                Zone = Text(row, 14),
                LastSeconds = row.IsDBNull(15) ? null : row.GetDouble(15),
            }
        );

    /// <summary>The latest runs of each job that had something to do, newest first.</summary>
    public async Task<ILookup<string, RunRow>> RunsAsync() => (await ReadAsync(Runs, Run)).ToLookup(run => run.Job);

    /// <summary>The last run that loaded or published; null before the first.</summary>
    public async Task<LoadNews?> NewsAsync() =>
        await ReadAsync(News, row => new LoadNews(Run(row), row.GetInt32(8), row.GetInt32(9))) is [var news] ? news : null;

    /// <summary>How far a command is; null of one that is not being done, or by a worker of an earlier release.</summary>
    public async Task<CommandProgress?> ProgressAsync(long asked)
    {
        await using var exists = reader.CreateCommand("select to_regclass('quartz.running_commands') is not null");
        if (await exists.ExecuteScalarAsync() is not true)
            return null;
        await using var command = reader.CreateCommand(
            "select progress_percent::int, progress_ja, progress_en from quartz.running_commands where command_id = $1 limit 1"
        );
        command.Parameters.Add(new() { Value = asked });
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? new(row.IsDBNull(0) ? null : row.GetInt32(0), Both(row, 1)) : null;
    }

    private static RunRow Run(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetDouble(2), row.GetString(3), row.GetInt32(4), row.GetBoolean(5), Both(row, 6));

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string statement, Func<NpgsqlDataReader, T> read)
    {
        await using var exists = reader.CreateCommand("select to_regclass('quartz.runs') is not null");
        if (await exists.ExecuteScalarAsync() is not true)
            return [];
        await using var command = reader.CreateCommand(statement);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    private static string Statement(string name) => EmbeddedText.Read($"Pages/Data/{name}.sql", Assembly.GetExecutingAssembly());

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) || row.GetString(column).Length == 0 ? null : row.GetString(column);

    // A text of one language stands for both.
    private static Bilingual? Both(NpgsqlDataReader row, int column) => Text(row, column) is { } ja ? new(ja, Text(row, column + 1) ?? ja) : null;

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
