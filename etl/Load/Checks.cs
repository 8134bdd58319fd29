using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>One row that a check says must not be.</summary>
public sealed record CheckFinding(string Check, string Fact, int DatasetKey, long Id);

/// <summary>A check found rows that must not be; what ran into it was rolled back.</summary>
public sealed class CheckFailedException(IReadOnlyList<CheckFinding> findings)
    : Exception($"{findings.Count} row(s) fail: " + string.Join("; ", findings.Take(5).Select(f => $"{f.Check}: {f.Fact} {f.Id} of dataset {f.DatasetKey}")))
{
    public IReadOnlyList<CheckFinding> Findings { get; } = findings;
}

/// <summary>The star's health: every statement of <c>sql/checks</c> returns no row when healthy.</summary>
public sealed class Checks(NpgsqlConnection connection)
{
    const int Most = 100;

    public static IReadOnlyList<string> Names => [.. EmbeddedText.List("checks", ".sql").Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>Runs every check; at most a hundred rows of each are told.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellation = default)
    {
        var findings = new List<CheckFinding>();
        foreach (var name in Names)
        {
            await using var command = new NpgsqlCommand($"select fact, dataset_key, id from ({EmbeddedText.Read($"checks/{name}.sql")}) c limit {Most}", connection) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                findings.Add(new(name, reader.GetString(0), reader.GetInt16(1), reader.GetInt64(2)));
        }

        return findings;
    }

    /// <exception cref="CheckFailedException">Some check found a row.</exception>
    public async Task ThrowIfUnhealthyAsync(CancellationToken cancellation = default)
    {
        if (await RunAsync(cancellation) is { Count: > 0 } findings)
            throw new CheckFailedException(findings);
    }
}
