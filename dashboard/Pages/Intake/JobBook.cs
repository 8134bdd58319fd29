using System.Reflection;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Dashboard.Pages.Intake;

/// <summary>
/// A job of the scheduler as it stands: when it ran and will run (UTC), and what came of it. <see cref="Outcome"/> is succeeded, retrying or failed, null before
/// the first run; <see cref="Message"/> what the run said, the reason where it failed; <see cref="Progress"/> is percent, of a running one.
/// </summary>
public sealed record JobRow(
    string Name, Bilingual Description, DateTimeOffset? NextRun, DateTimeOffset? LastRun, string? Outcome, Bilingual? Message,
    int? Progress, Bilingual? ProgressText, bool IsRunning, bool IsPaused);

/// <summary>Reads the scheduler's tables; it writes nothing there. Thread-safe.</summary>
public sealed class JobBook(NpgsqlDataSource reader)
{
    private static readonly string Statement = EmbeddedText.Read("Pages/Intake/jobs.sql", Assembly.GetExecutingAssembly());

    /// <summary>All jobs by name; none where the scheduler has never run here.</summary>
    public async Task<IReadOnlyList<JobRow>> JobsAsync()
    {
        await using var exists = reader.CreateCommand("select to_regclass('quartz.jobs') is not null");
        if (await exists.ExecuteScalarAsync() is not true) return [];
        await using var command = reader.CreateCommand(Statement);
        await using var row = await command.ExecuteReaderAsync();
        var jobs = new List<JobRow>();
        while (await row.ReadAsync())
        {
            jobs.Add(new(row.GetString(0), Text(row, 1) ?? new("", ""), Instant(row, 3), Instant(row, 4), row.IsDBNull(5) ? null : row.GetString(5), Text(row, 6),
                row.IsDBNull(8) ? null : row.GetInt32(8), Text(row, 9), row.GetBoolean(11), row.GetBoolean(12)));
        }

        return jobs;
    }

    /// <summary>Two columns side by side: the Japanese and the English text.</summary>
    private static Bilingual? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) || row.IsDBNull(column + 1) ? null : new(row.GetString(column), row.GetString(column + 1));

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
