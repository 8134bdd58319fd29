using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

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

    /// <summary>True for a slicer that targets know.</summary>
    public static bool IsCoordinate(SlicerDeclaration slicer) => slicer.Name is "fiscal_year" or "cluster" || RegionSlicers.Contains(slicer.Name);

    // A target has no "unknown region" and no "no cluster".
    private static bool IsOneOrAll(IReadOnlyList<string> codes) => codes.Count == 0 || (codes.Count == 1 && ReservedCode.Rank(codes[0]) == 0);
}
