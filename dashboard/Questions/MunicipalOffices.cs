using System.Reflection;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// A municipality's office: its position (WGS 84 degrees), the municipality's short and full name, and, if it was dissolved, its successor today.
/// </summary>
public sealed record MunicipalOffice(string Code, double Latitude, double Longitude, Bilingual ShortName, Bilingual Name, string? Successor);

/// <summary>Reads the positions of municipal offices. They change only with a migration, so they are cached for a while. Thread-safe.</summary>
public sealed class MunicipalOffices(ScopedReader reader, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly string Statement = EmbeddedText.Read("Questions/offices.sql", Assembly.GetExecutingAssembly());
    private readonly Lock gate = new();
    private Task<IReadOnlyDictionary<string, MunicipalOffice>>? offices;
    private long askedAt;

    /// <summary>All offices by municipality code.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable.</exception>
    public Task<IReadOnlyDictionary<string, MunicipalOffice>> AskAsync()
    {
        lock (gate)
        {
            if (offices is null || offices.IsFaulted || time.GetElapsedTime(askedAt) > Kept)
            {
                offices = ReadAsync(offices is { IsCompletedSuccessfully: true } former ? former.Result : null);
                askedAt = time.GetTimestamp();
            }

            return offices;
        }
    }

    // If the database is unavailable, keep the offices read before.
    private async Task<IReadOnlyDictionary<string, MunicipalOffice>> ReadAsync(IReadOnlyDictionary<string, MunicipalOffice>? former)
    {
        try
        {
            return await ReadAsync();
        }
        catch (Exception failure) when (former is not null && DatabaseAway.Is(failure))
        {
            return former;
        }
    }

    private async Task<IReadOnlyDictionary<string, MunicipalOffice>> ReadAsync()
    {
        await using var command = reader.CreateCommand(Statement);
        await using var row = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, MunicipalOffice>(StringComparer.Ordinal);
        while (await row.ReadAsync())
        {
            var code = row.GetString(0);
            found[code] = new(
                code,
                row.GetDouble(1),
                row.GetDouble(2),
                new(row.GetString(3), row.GetString(4)),
                new(row.GetString(5), row.GetString(4)),
                row.IsDBNull(6) ? null : row.GetString(6)
            );
        }

        return found;
    }
}
