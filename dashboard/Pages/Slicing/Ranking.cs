using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Slicing;

/// <summary>Who is ahead in an answer by one slicer. Reserved members (unknown, none) take no place.</summary>
public static class Ranking
{
    /// <summary>Members with a figure above 0, the largest first.</summary>
    public static IReadOnlyList<(Member Member, Cell Figure)> Of(Result answer, string measure) =>
        [.. answer.Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).Select(r => (r.Members[0], answer.Of(r.Cells, measure))).Where(r => r.Item2.Value > 0 && !r.Item2.IsOfFew()).OrderByDescending(r => r.Item2.Value)];

    /// <summary>The one member that is ahead: nobody where two share the place, or where there is nothing to lead.</summary>
    public static (Member Member, Cell Figure)? LeaderOf(Result answer, string measure) =>
        Of(answer, measure) is [var first, var second, ..] && first.Figure.Value > second.Figure.Value ? first : null;
}
