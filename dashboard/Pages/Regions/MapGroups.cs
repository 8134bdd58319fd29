using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// The groups by which circles are coloured, in the colours of the trend's lines: sub-regions where the map is about one prefecture that has them,
/// else prefectures.
/// </summary>
public sealed class MapGroups
{
    private const int Most = 6;
    private readonly string slicer;
    private readonly Palette looks;
    private readonly string measure;
    private readonly Result now;
    private readonly List<ResultRow> members;

    private MapGroups(string slicer, Palette looks, string measure, Result now)
    {
        (this.slicer, this.looks, this.measure, this.now) = (slicer, looks, measure, now);
        members = [.. now.Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).OrderByDescending(r => r.Cells[0].Value)];
    }

    /// <summary>Asks for their figures of the year.</summary>
    public static async Task<MapGroups> AskAsync(Inquiry inquiry, PageQuestion wide, string measure)
    {
        var slicer = inquiry.Picks.Regions.Level(wide.Filters, wide.Excluded) == "subregion" ? "subregion" : "prefecture";
        var now = inquiry.Answers.AnswerAsync(wide.Ask(inquiry.Answers.Catalog.WithParts([measure]), [slicer]));
        var looks = await Palette.AskAsync(inquiry, slicer);
        return new(slicer, looks, measure, await now);
    }

    /// <summary>The token of a place's colour; places of no group are grey.</summary>
    public string ColorOf(MapPlace place) => looks[MemberOf(place).Code].Color;

    /// <summary>The legend, with the groups' figures and what these are made of; none where there is one group only.</summary>
    public IReadOnlyList<MapKey> Keys(Inquiry inquiry, FigureScale scale) =>
        members.Count < 2
            ? []
            :
            [
                .. members
                    .Take(Most)
                    .Select(m => new MapKey(
                        inquiry.T[m.Members[0].Label],
                        looks[m.Members[0].Code].Color,
                        m.Cells[0].Text(scale, inquiry.T),
                        Parts: inquiry.PartsOf(now, m.Cells, measure, scale),
                        Href: inquiry.Question.Narrowed(slicer, m.Members[0].Code)
                    )),
            ];

    private Member MemberOf(MapPlace place) => slicer == "subregion" ? place.Subregion : place.Prefecture;
}
