using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>
/// Finds the rows of files that the facts of a check's findings were made of, within the publication's transaction: among what it worked out, then
/// among what stood before it.
/// </summary>
static class FindingPlaces
{
    /// <summary>The findings with batch, file, sheet and line. Those of a fact whose rows are summed, or told by several keys, stay as they are.</summary>
    public static async Task<IReadOnlyList<CheckFinding>> OfAsync(
        NpgsqlConnection connection,
        Marts marts,
        IReadOnlyList<CheckFinding> findings,
        CancellationToken cancellation
    )
    {
        var placed = new List<CheckFinding>();
        foreach (var group in findings.GroupBy(finding => finding.Fact))
        {
            var table = marts.Tables.FirstOrDefault(table => table.Name == group.Key);
            if (table is not { HasContent: true } || table.Key.Contains(','))
            {
                placed.AddRange(group);
                continue;
            }

            var places = new Dictionary<long, Place>();
            if (await IsWorkedOutAsync(connection, table, cancellation))
                await AddAsync($"new_{table.Name} f", "true");
            await AddAsync($"mart.{table.Name} f", $"f.published_to = {int.MaxValue}");
            placed.AddRange(
                group.Select(finding =>
                    places.TryGetValue(finding.Id, out var place)
                        ? finding with
                        {
                            Batch = place.Batch,
                            File = place.File,
                            Sheet = place.Sheet,
                            Line = place.Line,
                        }
                        : finding
                )
            );

            async Task AddAsync(string rows, string condition)
            {
                await using var command = new NpgsqlCommand(
                    $"""
                    select f.{table.Key}::bigint, f.batch_id, b.file_name, f.sheet, f.line from {rows} join audit.batches b using (batch_id)
                    where f.dataset_key = $1 and f.{table.Key} = any ($2) and {condition}
                    """,
                    connection
                );
                command.Parameters.Add(new() { Value = (short)group.First().DatasetKey });
                command.Parameters.Add(new() { Value = group.Select(finding => finding.Id).ToArray() });
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                    places.TryAdd(
                        reader.GetInt64(0),
                        new(reader.GetInt32(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt32(4))
                    );
            }
        }

        return placed;
    }

    static async Task<bool> IsWorkedOutAsync(NpgsqlConnection connection, VersionedTable table, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select to_regclass('pg_temp.new_{table.Name}') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    readonly record struct Place(int Batch, string File, string? Sheet, int Line);
}
