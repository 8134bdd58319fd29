using System.Globalization;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>The coordinates at which a target is set; empty region or cluster = all.</summary>
internal readonly record struct TargetGrain(int FiscalYear, string Region, string Cluster)
{
    private static readonly string[] RegionSlicers = ["municipality", "subregion", "prefecture", "area"];

    /// <summary>
    /// The grain that a row (null: the totals) is exactly at, or null where it is at none: no single fiscal year, several values, or a slicer that targets do
    /// not know. The most specific region given is the row's region.
    /// </summary>
    public static TargetGrain? Of(Question question, RowKey? row)
    {
        if (question.Slicers.Any(s => s.Name is not ("fiscal_year" or "cluster") && !RegionSlicers.Contains(s.Name)))
        {
            return null;
        }

        var given = question.Slicers.ToDictionary(s => s.Name, s => question.CoordinateOf(s, row));
        IReadOnlyList<string> year = given.GetValueOrDefault("fiscal_year") ?? [];
        var region = RegionSlicers.Select(name => given.GetValueOrDefault(name)).FirstOrDefault(codes => codes is { Count: > 0 }) ?? [];
        IReadOnlyList<string> cluster = given.GetValueOrDefault("cluster") ?? [];
        return year.Count == 1 && IsOneOrAll(region) && IsOneOrAll(cluster)
            ? new TargetGrain(int.Parse(year[0], CultureInfo.InvariantCulture), region.FirstOrDefault(""), cluster.FirstOrDefault(""))
            : null;
    }

    // A target has no "unknown region" and no "no cluster".
    private static bool IsOneOrAll(IReadOnlyList<string> codes) => codes.Count == 0 || (codes.Count == 1 && ReservedCode.Rank(codes[0]) == 0);
}

/// <summary>The targets of some measures in one dataset and publication. Values as in the sheet: amounts in minor units.</summary>
internal sealed class Targets
{
    private readonly Dictionary<(string Measure, TargetGrain Grain), decimal> _values = [];

    public decimal? Of(string measure, TargetGrain grain) => _values.TryGetValue((measure, grain), out var value) ? value : null;

    public static async Task<Targets> ReadAsync(NpgsqlConnection connection, DatasetState dataset, IReadOnlyList<string> measures, CancellationToken cancellation)
    {
        var targets = new Targets();
        if (measures.Count == 0 || !dataset.HasTargets)
        {
            return targets;
        }

        await using var command = new NpgsqlCommand(
            EmbeddedText.Read("Model/Statements/targets.sql").Replace("{version}", dataset.VersionCondition("f"), StringComparison.Ordinal), connection);
        dataset.Bind(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<string[]>("measures", [.. measures]));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            targets._values[(reader.GetString(0), new TargetGrain(reader.GetInt32(1), reader.GetString(2), reader.GetString(3)))] = reader.GetInt64(4);
        }

        return targets;
    }
}
