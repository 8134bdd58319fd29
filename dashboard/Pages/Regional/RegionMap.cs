using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;
using Analytics.Dashboard.Visuals.Maps;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Regional;

/// <summary>
/// The year's figures of the municipalities at their offices, inside the outlines of their prefectures: amounts as circles of proportional area, rates as circles of
/// one size in five steps of one hue. Where a region is chosen, the map keeps to its prefecture and shows the rest of it pale.
/// </summary>
public sealed class RegionMap : VisualRecipe
{
    private const double Outlying = 0.05;

    public override string Name => "map";

    public override IReadOnlyList<string> Parameters => [MapRates.Parameter];

    // Of a rate the map has to know the base: that of cohorts are their referrals.
    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Regions.HasMunicipalities
        && (Measure(inquiry) is not { Unit: MeasureUnit.Percent } rate || rate.Time == TimeBasis.Cohort && inquiry.Has(MapRates.Base));

    public override string TitleOf(Inquiry inquiry) => inquiry.T["bars.by", inquiry.T["level.municipality"], inquiry.T[Measure(inquiry).Label]];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, measure, regions, chosen) = (inquiry.T, Measure(inquiry), inquiry.Picks.Regions, inquiry.Question.Filters);
        var isRate = measure.Unit == MeasureUnit.Percent;
        var prefectures = regions.PrefecturesOf(chosen);
        var wide = Widened(inquiry.Question, prefectures);
        var offices = inquiry.Answers.Offices.AskAsync();
        var asked = inquiry.Answers.AnswerAsync(wide.Ask(isRate ? [measure.Name, MapRates.Base] : [measure.Name], ["prefecture", "subregion", "municipality"]));
        var groups = await MapGroups.AskAsync(inquiry, wide, measure.Name);
        var answer = await asked;
        var places = MapPlaces.Of(answer, await offices, merges: measure.IsAdditive);
        if (places.Placed.Count == 0 && places.Unplaced.All(r => r.Cells[0].Value is null or 0)) return null;

        var scale = FigureScale.For(answer.Measures[0], answer, t.Language, places.Placed.Select(p => p.Cell));
        var main = MainPrefectures(places.Placed, isRate, prefectures);
        var frame = MapFrame.Around([.. JapanOutlines.All.Where(o => main.Contains(o.Prefecture))], places.Placed.Where(p => main.Contains(p.Prefecture.Code)).Select(p => p.At));
        var (inside, outside) = (places.Placed.Where(p => frame.Holds(frame.Of(p.At))).ToList(), places.Placed.Where(p => !frame.Holds(frame.Of(p.At))).ToList());
        var rates = isRate ? MapRates.Of(inside) : null;
        var circles = MapCircles.Of(inquiry, frame, inside, groups, scale, rates);
        var rows = answer.Rows.Where(r => r.Cells[0].Value is not null).OrderBy(r => RegionTree.IsReserved(r.Members[2])).ThenByDescending(r => r.Cells[0].Value).ThenBy(r => r.Members[2].Code, StringComparer.Ordinal).ToList();
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = string.Join(t["list.comma"], [inquiry.Years.Name(inquiry.Question.Year), .. scale.Caption.Length > 0 && !isRate ? [scale.Caption] : Array.Empty<string>(), t[isRate ? "map.sub.rate" : "map.sub.area"]]),
            Result = answer, Measures = [answer.Measures[0]], Scale = scale,
            Picture = new MapPicture(MapFrame.Width, frame.Height, frame.Areas(main), circles, rates?.Keys(t) ?? groups.Keys(inquiry, scale)),
            Table = new(
                [t[inquiry.Answers.Catalog.Slicers["municipality"].Label], t["map.within"], t[measure.Label] + (scale.Caption.Length > 0 ? t["table.unit", scale.Caption] : ""), .. isRate ? [t[answer.Measures[1].Label]] : Array.Empty<string>()],
                [.. rows.Select(r => new VisualRow(t[r.Members[2].Label], inquiry.Question.Narrowed("municipality", r.Members[2].Code),
                    [new(Within(r)), isRate ? MapRates.Written(r.Cells, scale, t) : r.Cells[0].Written(scale, t), .. isRate ? [r.Cells[1].Written(new(1, "", ""), t)] : Array.Empty<VisualCell>()]))],
                new(t["table.total"], null, [new(""), answer.Totals[0].Written(scale, t), .. isRate ? [answer.Totals[1].Written(new(1, "", ""), t)] : Array.Empty<VisualCell>()])),
            Notes =
            [
                t[isRate ? "map.note.rate" : "map.note.area", t[measure.Label]] + t["sentence.space"] + t["map.credit"],
                .. rates?.Note(t) is { } few ? [few] : Array.Empty<string>(),
                string.Join(t["sentence.space"], [t["regions.address"], .. Missing(places.Unplaced.Select(r => r.Cells), "map.unplaced"), .. Missing(outside.Select(p => p.Cells), "map.outside"), .. main.Intersect(["01", "13", "32", "47"]).Any() ? [t["map.islands"]] : Array.Empty<string>()]),
                .. answer.Notes.Select(n => t[n.Text]),
            ],
            EmptyReason = circles.Count == 0 ? t["visual.empty.year", inquiry.Years.Name(inquiry.Question.Year)] : null,
        };

        string Within(ResultRow row) => t[(RegionTree.IsReserved(row.Members[1]) ? row.Members[0] : row.Members[1]).Label];

        // Rates are missed by their cases, amounts by themselves.
        IEnumerable<string> Missing(IEnumerable<IReadOnlyList<Cell>> cells, string key) =>
            cells.Sum(c => c[isRate ? 1 : 0].Value ?? 0) is not 0 and var sum ? [t[key, isRate ? FigureScale.For(MeasureUnit.Cases, "", t.Language, 0).Text(sum) : scale.Text(sum)]] : [];
    }

    /// <summary>The measure that the map shows: the page's, or by <c>map=rate</c> the conversion rate.</summary>
    internal static MeasureDeclaration Measure(Inquiry inquiry) => inquiry.Answers.Catalog.Measures[ShowsRate(inquiry) ? MapRates.Measure : inquiry.Lead];

    /// <summary>The address asks for the rate instead of the page's measure.</summary>
    internal static bool ShowsRate(Inquiry inquiry) => inquiry.Question.Address.First(MapRates.Parameter) == MapRates.Chosen && inquiry.Has(MapRates.Measure);

    // The question without its region, but for the prefectures in which that lies.
    private static PageQuestion Widened(PageQuestion question, IReadOnlyList<string> prefectures)
    {
        var filters = question.Filters.Where(f => !RegionTree.Slicers.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value);
        if (prefectures.Count > 0) filters["prefecture"] = prefectures;
        return question with { Filters = filters };
    }

    // Those that are chosen; else those that hold all but a twentieth of the cases: a single case far off must not shrink all others to dots.
    private static IReadOnlyList<string> MainPrefectures(IReadOnlyList<MapPlace> places, bool isRate, IReadOnlyList<string> chosen)
    {
        if (chosen.Count > 0) return chosen;
        var weights = places.GroupBy(p => p.Prefecture.Code).Select(g => (Code: g.Key, Weight: g.Sum(p => Math.Abs(p.Cells[isRate ? 1 : 0].Value ?? 0)))).OrderByDescending(g => g.Weight).ToList();
        var (left, all) = (weights.Sum(w => w.Weight), weights.Sum(w => w.Weight));
        return [.. weights.TakeWhile(w => { var takes = left > (decimal)Outlying * all; left -= w.Weight; return takes; }).Select(w => w.Code)];
    }
}
