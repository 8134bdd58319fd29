using System.Reflection;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Dashboard.Pages.Intake;

/// <summary>
/// A job of the scheduler as it stands: when it ran and will run (UTC), how that went (<c>succeeded</c>, <c>retrying</c>, <c>failed</c>, null before its first run)
/// and what it said. <see cref="Progress"/> is percent, of a running one.
/// </summary>
public sealed record JobRow(
    string Name, Bilingual? Description, DateTimeOffset? NextRun, DateTimeOffset? LastRun, string? Outcome, Bilingual? Message, int? Progress, Bilingual? ProgressText, bool IsRunning, bool IsPaused)
{
    /// <summary>The last run did not succeed.</summary>
    public bool HasFailed => Outcome is "failed" or "retrying";
}

/// <summary>Reads the scheduler's view of its jobs. Thread-safe.</summary>
public sealed class JobBook(NpgsqlDataSource reader)
{
    private static readonly string Statement = EmbeddedText.Read("Pages/Intake/jobs.sql", Assembly.GetExecutingAssembly());

    /// <summary>All jobs, the next due first; none where the scheduler has never run here.</summary>
    public async Task<IReadOnlyList<JobRow>> JobsAsync()
    {
        await using var exists = reader.CreateCommand("select to_regclass('quartz.jobs') is not null");
        if (await exists.ExecuteScalarAsync() is not true) return [];
        await using var command = reader.CreateCommand(Statement);
        await using var row = await command.ExecuteReaderAsync();
        var jobs = new List<JobRow>();
        while (await row.ReadAsync())
        {
            jobs.Add(new(row.GetString(0), Both(row, 1), Instant(row, 3), Instant(row, 4), Text(row, 5), Both(row, 6), row.IsDBNull(8) ? null : row.GetInt32(8), Both(row, 9), row.GetBoolean(11), row.GetBoolean(12)));
        }

        return jobs;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) || row.GetString(column).Length == 0 ? null : row.GetString(column);

    // A text of one language stands for both.
    private static Bilingual? Both(NpgsqlDataReader row, int column) => Text(row, column) is { } ja ? new(ja, Text(row, column + 1) ?? ja) : null;

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
