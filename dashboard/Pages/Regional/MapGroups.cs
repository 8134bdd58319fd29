using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Regional;

/// <summary>
/// The groups by which circles are coloured, in the order and the colours of the trend's lines: sub-regions where the map is about one prefecture that has them, else
/// prefectures. From the sixth on they share one colour.
/// </summary>
public sealed class MapGroups
{
    private const int Coloured = 5;
    private readonly string slicer;
    private readonly List<(Member Member, Cell Now)> members;

    private MapGroups(string slicer, List<(Member, Cell)> members) => (this.slicer, this.members) = (slicer, members);

    /// <summary>Asks for their figures of the year and of all years, which are what the trend's lines are ordered by.</summary>
    public static async Task<MapGroups> AskAsync(Inquiry inquiry, PageQuestion wide, string measure)
    {
        var slicer = inquiry.Picks.Regions.Level(wide.Filters, wide.Excluded) == "subregion" ? "subregion" : "prefecture";
        var now = inquiry.Answers.AnswerAsync(wide.Ask([measure], [slicer]));
        var ever = (await inquiry.Answers.AnswerAsync(wide.Ask([measure], ["fiscal_year", slicer], allYears: true))).Rows.GroupBy(r => r.Members[1].Code).ToDictionary(g => g.Key, g => g.Sum(r => r.Cells[0].Value ?? 0));
        return new(slicer, [.. (await now).Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).Select(r => (r.Members[0], r.Cells[0]))
            .OrderByDescending(g => g.Item2.Value).ThenByDescending(g => ever.GetValueOrDefault(g.Item1.Code))]);
    }

    /// <summary>The token of a place's colour; places of no group are grey.</summary>
    public string ColorOf(MapPlace place) => Token(members.FindIndex(m => m.Member.Code == MemberOf(place).Code));

    /// <summary>The legend, with the groups' sums; none where there is one group only.</summary>
    public IReadOnlyList<MapKey> Keys(Inquiry inquiry, FigureScale scale) => members.Count < 2 ? []
        : [.. members.Take(Coloured + 1).Select((m, i) => new MapKey(inquiry.T[m.Member.Label], Token(i), m.Now.Text(scale, inquiry.T), Href: inquiry.Question.Narrowed(slicer, m.Member.Code)))];

    private Member MemberOf(MapPlace place) => slicer == "subregion" ? place.Subregion : place.Prefecture;

    private static string Token(int place) => $"--cat-{(place is >= 0 and < Coloured ? place : Coloured) + 1}";
}
