using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>
/// Targets of one measure and year that cannot all be right: those of the regions within a whole (all regions, or one) add up to more than the whole's, or to another
/// figure although every region has one; or that of a cluster is above that of all clusters. Only of measures whose parts add up is that a contradiction.
/// </summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="FiscalYear">Year of the targets.</param>
/// <param name="Region">Code of the whole's region; empty: all.</param>
/// <param name="RegionLabel">Its name.</param>
/// <param name="Cluster">Code of the cluster that the targets are of; empty: all.</param>
/// <param name="ClusterLabel">Its name.</param>
/// <param name="IsOfCluster">True: one cluster against all; false: regions against what they lie in.</param>
/// <param name="Parts">What the parts add up to; amounts in minor units, as in the sheet.</param>
/// <param name="Whole">The target of the whole.</param>
/// <param name="Regions">Codes of the regions that the parts are of.</param>
public sealed record TargetConflict(
    string Measure, int FiscalYear, string Region, Bilingual RegionLabel, string Cluster, Bilingual ClusterLabel, bool IsOfCluster, decimal Parts, decimal Whole, IReadOnlyList<string> Regions)
{
    /// <summary>Where the targets stand that contradict each other.</summary>
    internal IEnumerable<TargetGrain> Grains => IsOfCluster
        ? [new(FiscalYear, Region, ""), new(FiscalYear, Region, Cluster)]
        : Regions.Select(region => new TargetGrain(FiscalYear, region, Cluster)).Append(new(FiscalYear, Region, Cluster));

    /// <summary>Reads those of a dataset.</summary>
    internal static async Task<IReadOnlyList<TargetConflict>> ReadAsync(NpgsqlConnection connection, DatasetState dataset, CancellationToken cancellation)
    {
        var found = new List<(TargetConflict Conflict, bool IsComplete, string[] Prefectures, string[] Areas)>();
        await using (var command = Command("Model/Statements/target_sums.sql"))
        {
            command.Parameters.AddWithValue("start_month", dataset.Calendar.StartMonth);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                found.Add((
                    new TargetConflict(row.GetString(0), row.GetInt32(1), row.GetString(2), new(row.GetString(3), row.GetString(4)), row.GetString(5), new(row.GetString(6), row.GetString(7)),
                        row.GetBoolean(8), row.GetInt64(9), row.GetInt64(10), row.GetFieldValue<string[]>(12)),
                    row.GetBoolean(11), row.GetFieldValue<string[]>(13), row.GetFieldValue<string[]>(14)));
            }
        }

        var conflicts = new List<TargetConflict>();
        var elsewhere = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (conflict, isComplete, prefectures, areas) in found.Where(f => f.IsComplete))
        {
            // Regions that come to less than the whole of all leave room for others: for those that the dataset has rows of.
            var leavesRoom = conflict is { IsOfCluster: false, Region: "" } && conflict.Parts < conflict.Whole && await HasRowsElsewhereAsync(prefectures, areas);
            if (!leavesRoom)
            {
                conflicts.Add(conflict);
            }
        }

        return conflicts;

        async Task<bool> HasRowsElsewhereAsync(string[] prefectures, string[] areas)
        {
            var key = string.Join(' ', prefectures.Concat(areas));
            if (!elsewhere.TryGetValue(key, out var has))
            {
                await using var command = Command("Model/Statements/rows_elsewhere.sql");
                command.Parameters.AddWithValue("prefectures", prefectures);
                command.Parameters.AddWithValue("areas", areas);
                elsewhere[key] = has = (bool)(await command.ExecuteScalarAsync(cancellation))!;
            }

            return has;
        }

        NpgsqlCommand Command(string statement)
        {
            var command = new NpgsqlCommand(FactStatement.Fill(statement, ("version", dataset.VersionCondition("f"))), connection);
            dataset.Bind(command.Parameters);
            return command;
        }
    }
}
