using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>The coordinates of a target; an empty region or cluster means all.</summary>
internal readonly record struct TargetGrain(int FiscalYear, string Region, string Cluster)
{
    private static readonly string[] RegionSlicers = ["municipality", "subregion", "prefecture", "area"];

    /// <summary>
    /// The grain of a row (null: the totals), or null if no target can match it: it has no single fiscal year, several values, or a slicer that
    /// targets do not have. If several region slicers apply, the most specific one counts.
    /// </summary>
    public static TargetGrain? Of(Question question, RowKey? row)
    {
        if (!question.Slicers.All(slicer => IsCoordinate(slicer) && question.HoldsExactly(slicer, row)))
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

    /// <summary>True for slicers that targets can be set by.</summary>
    public static bool IsCoordinate(SlicerDeclaration slicer) => slicer.Name is "fiscal_year" or "cluster" || RegionSlicers.Contains(slicer.Name);

    // Targets are never set for an unknown region or for "no cluster".
    private static bool IsOneOrAll(IReadOnlyList<string> codes) => codes.Count == 0 || (codes.Count == 1 && ReservedCode.Rank(codes[0]) == 0);
}
