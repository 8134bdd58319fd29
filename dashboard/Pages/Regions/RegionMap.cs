using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// The year's figures of the municipalities at their offices, inside the outlines of their prefectures: amounts as circles of proportional area,
/// rates as circles of
/// one size in five steps of one hue. Where a region is chosen, the map keeps to its prefecture and shows the rest of it pale.
/// </summary>
public sealed class RegionMap : VisualRecipe
{
    private const double Outlying = 0.05;

    public override string Name => "map";

    public override IReadOnlyList<string> Parameters => [MapRates.Parameter];

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Regions.HasMunicipalities;

    public override string TitleOf(Inquiry inquiry) => inquiry.T["map.title", inquiry.T["level.municipality"], inquiry.T[Measure(inquiry).Label]];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, measure, regions, chosen) = (inquiry.T, Measure(inquiry), inquiry.Picks.Regions, inquiry.Question.Filters);
        var isRate = measure.Unit == MeasureUnit.Percent;
        var prefectures = regions.PrefecturesOf(chosen);
        var wide = Widened(inquiry.Question, prefectures);
        var offices = inquiry.Answers.Offices.AskAsync();
        var asked = inquiry.Answers.AnswerAsync(wide.Ask(inquiry.Answers.Catalog.WithParts([measure.Name]), ["prefecture", "subregion", "municipality"]));
        var groups = await MapGroups.AskAsync(inquiry, wide, measure.Name);
        var answer = await asked;
        var places = MapPlaces.Of(answer, await offices, merges: measure.IsAdditive);
        if (places.Placed.Count == 0 && places.Unplaced.All(r => r.Cells[0].Value is null or 0))
            return null;

        var scale = FigureScale.For(answer.Measures[0], answer, t.Language, places.Placed.Select(p => p.Cell));
        var main = MainPrefectures(places.Placed, prefectures);
        var frame = MapFrame.Around(
            [.. JapanOutlines.All.Where(o => main.Contains(o.Prefecture))],
            places.Placed.Where(p => main.Contains(p.Prefecture.Code)).Select(p => p.At)
        );
        var (inside, outside) = (
            places.Placed.Where(p => frame.Holds(frame.Of(p.At))).ToList(),
            places.Placed.Where(p => !frame.Holds(frame.Of(p.At))).ToList()
        );
        var rates = isRate ? MapRates.Of(inside) : null;
        var circles = MapCircles.Of(inquiry, answer, frame, inside, groups, scale, rates);
        var rows = answer
            .Rows.Where(r => r.Cells[0].Value is not null)
            .OrderBy(r => RegionTree.IsReserved(r.Members[2]))
            .ThenByDescending(r => r.Cells[0].Value)
            .ThenBy(r => r.Members[2].Code, StringComparer.Ordinal)
            .ToList();
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = string.Join(
                t["list.comma"],
                [inquiry.Period, .. scale.Caption.Length > 0 && !isRate ? [scale.Caption] : Array.Empty<string>(), t[isRate ? "map.sub.rate" : "map.sub.area"]]
            ),
            Result = answer,
            Measures = [answer.Measures[0]],
            Scale = scale,
            Picture = new MapPicture(MapFrame.Width, frame.Height, frame.Areas(main), circles, rates?.Keys(t) ?? groups.Keys(inquiry, scale), isRate),
            Table = new(
                [
                    t[inquiry.Answers.Catalog.Slicers["municipality"].Label],
                    t["map.within"],
                    t[measure.Label] + (scale.Caption.Length > 0 ? t["table.unit", scale.Caption] : ""),
                    .. isRate ? [t["map.base"]] : Array.Empty<string>(),
                ],
                [
                    .. rows.Select(r => new VisualRow(
                        t[r.Members[2].Label],
                        inquiry.Question.Narrowed("municipality", r.Members[2].Code),
                        [new(Within(r)), .. Figures(r.Cells)]
                    )),
                ],
                new(t["table.total"], null, [new(""), .. Figures(answer.Totals)])
            ),
            Notes =
            [
                .. inquiry.PartsNote(answer, measure.Name, scale),
                t[isRate ? "map.note.rate" : "map.note.area", t[measure.Label]] + t["sentence.space"] + t["map.credit"],
                .. rates?.Note(t) is { } few ? [few] : Array.Empty<string>(),
                string.Join(
                    t["sentence.space"],
                    [
                        .. inquiry.RegionNotes(measure.Name),
                        .. Missing(places.Unplaced.Select(r => r.Cells[0]), "map.unplaced"),
                        .. Missing(outside.Select(p => p.Cell), "map.outside"),
                        .. main.Intersect(["01", "13", "32", "47"]).Any() ? [t["map.islands"]] : Array.Empty<string>(),
                    ]
                ),
                .. isRate && rows.Any(r => r.Cells[0].State == CellState.Immature) ? (string[])[t["rate.immature"]] : [],
                .. answer.Notes.Written(t, scale),
            ],
            EmptyReason = circles.Count == 0 ? t["visual.empty.year", inquiry.Period] : null,
        };

        string Within(ResultRow row) => t[(RegionTree.IsReserved(row.Members[1]) ? row.Members[0] : row.Members[1]).Label];

        IReadOnlyList<VisualCell> Figures(IReadOnlyList<Cell> cells) =>
            isRate
                ? [MapRates.Written(cells[0], t), new(cells[0].Parts is { } parts ? Numerals.Whole(parts.Base) : "—")]
                : [inquiry.Written(answer, cells, measure.Name, scale)];

        IEnumerable<string> Missing(IEnumerable<Cell> cells, string key) =>
            cells.Sum(c => c.Parts?.Base ?? c.Value ?? 0) is not 0 and var sum
                ? [t[key, isRate ? FigureScale.For(MeasureUnit.Cases, "", t.Language, 0).Text(sum) : scale.Text(sum)]]
                : [];
    }

    /// <summary>The measure that the map shows: the page's, or by <c>map=rate</c> the conversion rate.</summary>
    internal static MeasureDeclaration Measure(Inquiry inquiry) => inquiry.Measure(MapRates.AreAsked(inquiry) ? MapRates.Measure : inquiry.Lead);

    // The question without its region, but for the prefectures in which that lies.
    private static PageQuestion Widened(PageQuestion question, IReadOnlyList<string> prefectures)
    {
        var filters = question.Filters.Where(f => !RegionTree.Slicers.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value);
        if (prefectures.Count > 0)
            filters["prefecture"] = prefectures;
        return question with { Filters = filters };
    }

    // Rates weigh as many as they are made of, amounts what they are.
    private static decimal WeightOf(Cell cell) => cell.Parts?.Base ?? Math.Abs(cell.Value ?? 0);

    // Those that are chosen; else those that hold all but a twentieth of the cases: a single case far off must not shrink all others to dots.
    private static IReadOnlyList<string> MainPrefectures(IReadOnlyList<MapPlace> places, IReadOnlyList<string> chosen)
    {
        if (chosen.Count > 0)
            return chosen;
        var weights = places
            .GroupBy(p => p.Prefecture.Code)
            .Select(g => (Code: g.Key, Weight: g.Sum(p => WeightOf(p.Cell))))
            .OrderByDescending(g => g.Weight)
            .ToList();
        var (left, all) = (weights.Sum(w => w.Weight), weights.Sum(w => w.Weight));
        return
        [
            .. weights
                .TakeWhile(w =>
                {
                    var takes = left > (decimal)Outlying * all;
                    left -= w.Weight;
                    return takes;
                })
                .Select(w => w.Code),
        ];
    }
}
