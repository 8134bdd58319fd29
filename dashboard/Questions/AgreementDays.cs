using System.Reflection;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Dashboard.Questions;

/// <summary>A day on which agreements were signed or extended.</summary>
public sealed record AgreementDay(DateOnly Day, bool IsExtension, int Agreements);

/// <summary>Reads the dates of a dataset's agreements, which charts mark on the time axis. Cached per publication. Thread-safe.</summary>
public sealed class AgreementDays(ScopedReader reader, ILogger<AgreementDays> logger)
{
    private static readonly string Statement = EmbeddedText.Read("Questions/agreements.sql", Assembly.GetExecutingAssembly());
    private volatile Kept? kept;

    /// <summary>The days in order. If the database is unavailable, logs that and returns none: a chart without its marks is still correct.</summary>
    public Task<IReadOnlyList<AgreementDay>> AskAsync(DatasetSummary dataset)
    {
        if (kept is { } known && known.Dataset == dataset.Code && known.Publication == dataset.Publication && !known.Days.IsFaulted)
            return known.Days;
        var days = ReadAsync(dataset.Code);
        kept = new(dataset.Code, dataset.Publication, days);
        return days;
    }

    private async Task<IReadOnlyList<AgreementDay>> ReadAsync(string dataset)
    {
        try
        {
            await using var command = reader.CreateCommand(Statement);
            command.Parameters.AddWithValue("dataset", dataset);
            await using var row = await command.ExecuteReaderAsync();
            var days = new List<AgreementDay>();
            while (await row.ReadAsync())
                days.Add(new(row.GetFieldValue<DateOnly>(0), row.GetBoolean(1), row.GetInt32(2)));
            return days;
        }
        catch (NpgsqlException failure)
        {
            logger.LogWarning(failure, "The agreements could not be read; the time axis goes without its marks");
            kept = null;
            return [];
        }
    }

    private sealed record Kept(string Dataset, int Publication, Task<IReadOnlyList<AgreementDay>> Days);
}
