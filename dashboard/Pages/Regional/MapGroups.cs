using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Regional;

/// <summary>
/// The groups by which circles are coloured, in the colours of the trend's lines: sub-regions where the map is about one prefecture that has them, else prefectures.
/// </summary>
public sealed class MapGroups
{
    private const int Most = 6;
    private readonly string slicer;
    private readonly Palette looks;
    private readonly List<(Member Member, Cell Now)> members;

    private MapGroups(string slicer, Palette looks, List<(Member, Cell)> members) => (this.slicer, this.looks, this.members) = (slicer, looks, members);

    /// <summary>Asks for their figures of the year.</summary>
    public static async Task<MapGroups> AskAsync(Inquiry inquiry, PageQuestion wide, string measure)
    {
        var slicer = inquiry.Picks.Regions.Level(wide.Filters, wide.Excluded) == "subregion" ? "subregion" : "prefecture";
        var now = inquiry.Answers.AnswerAsync(wide.Ask([measure], [slicer]));
        var looks = await Palette.AskAsync(inquiry, slicer);
        return new(slicer, looks, [.. (await now).Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).Select(r => (r.Members[0], r.Cells[0])).OrderByDescending(g => g.Item2.Value)]);
    }

    /// <summary>The token of a place's colour; places of no group are grey.</summary>
    public string ColorOf(MapPlace place) => looks[MemberOf(place).Code].Color;

    /// <summary>The legend, with the groups' sums; none where there is one group only.</summary>
    public IReadOnlyList<MapKey> Keys(Inquiry inquiry, FigureScale scale) => members.Count < 2 ? []
        : [.. members.Take(Most).Select(m => new MapKey(inquiry.T[m.Member.Label], looks[m.Member.Code].Color, m.Now.Text(scale, inquiry.T), Href: inquiry.Question.Narrowed(slicer, m.Member.Code)))];

    private Member MemberOf(MapPlace place) => slicer == "subregion" ? place.Subregion : place.Prefecture;
}
