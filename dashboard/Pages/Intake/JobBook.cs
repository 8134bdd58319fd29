using System.Reflection;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Dashboard.Pages.Intake;

/// <summary>A job of the scheduler as it stands: when it ran and will run (UTC), and how that went. <see cref="Progress"/> is percent, of a running one.</summary>
public sealed record JobRow(
    string Name, string? Description, DateTimeOffset? NextRun, DateTimeOffset? LastRun, bool? Succeeded, string? Error, bool RetryScheduled,
    int? Progress, string? ProgressText, bool IsRunning, bool IsPaused);

/// <summary>Reads the scheduler's tables; it writes nothing there. Thread-safe.</summary>
public sealed class JobBook(NpgsqlDataSource reader)
{
    private static readonly string Statement = EmbeddedText.Read("Pages/Intake/jobs.sql", Assembly.GetExecutingAssembly());

    /// <summary>All jobs by name; none where the scheduler has never run here.</summary>
    public async Task<IReadOnlyList<JobRow>> JobsAsync()
    {
        await using var exists = reader.CreateCommand("select to_regclass('quartz.qrtz_job_details') is not null and to_regclass('quartz.qrtz_execution_history') is not null");
        if (await exists.ExecuteScalarAsync() is not true) return [];
        await using var command = reader.CreateCommand(Statement);
        await using var row = await command.ExecuteReaderAsync();
        var jobs = new List<JobRow>();
        while (await row.ReadAsync())
        {
            jobs.Add(new(row.GetString(0), Text(row, 1), Instant(row, 2), Instant(row, 3), row.IsDBNull(4) ? null : row.GetBoolean(4), Text(row, 5), !row.IsDBNull(6) && row.GetBoolean(6),
                row.IsDBNull(7) ? null : row.GetInt32(7), Text(row, 8), row.GetBoolean(9), row.GetBoolean(10)));
        }

        return jobs;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);
}
