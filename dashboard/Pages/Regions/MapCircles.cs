using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>The circles of a map from its places.</summary>
public static class MapCircles
{
    private const double Largest = 37,
        Smallest = 2.5,
        OfRates = 12;

    /// <summary>
    /// Amounts: the area is proportional to the figure. Rates: all of one size. The largest come first (of rates, those with the largest base); of
    /// several at one office the later ones stand beside the first.
    /// </summary>
    /// <param name="answer">Whose cells the places hold: of the map's measure first, then of its parts.</param>
    public static IReadOnlyList<MapCircle> Of(
        Inquiry inquiry,
        Result answer,
        MapFrame frame,
        IReadOnlyList<MapPlace> places,
        MapGroups groups,
        FigureScale scale,
        MapRates? rates
    )
    {
        var (t, chosen) = (inquiry.T, inquiry.Question.Filters);
        var most = places.Select(p => Math.Abs(p.Cell.Value!.Value)).DefaultIfEmpty().Max();
        var ordered = places
            .OrderByDescending(p => rates is null ? Math.Abs(p.Cell.Value!.Value) : p.Cell.Parts?.Base ?? 0)
            .ThenBy(p => p.Municipalities[0].Code, StringComparer.Ordinal)
            .ToList();
        var circles = new List<MapCircle>();
        foreach (var place in ordered)
        {
            var radius = rates is null ? RadiusOf(place.Cell.Value!.Value, most) : OfRates;
            var at = frame.Of(place.At);
            while (circles.FirstOrDefault(c => c.At == at) is { } there)
                at = new(at.X + there.Radius + radius + 1, at.Y);
            var isChosen = chosen.TryGetValue("municipality", out var codes) && place.Municipalities.Any(m => codes.Contains(m.Code));
            var isWithin = codes is not null ? isChosen : !chosen.TryGetValue("subregion", out var subregions) || subregions.Contains(place.Subregion.Code);
            circles.Add(
                new(
                    place.Municipalities[0],
                    t[place.Name] + Merged(place),
                    t[place.ShortName],
                    WordsOf(place),
                    FigureOf(place),
                    at,
                    radius,
                    rates is null ? groups.ColorOf(place)
                        : place.Cell.IsOfFew() ? "--ink-3"
                        : rates.ColorOf(place.Cell.Value!.Value),
                    isChosen,
                    !isWithin,
                    rates is null ? place.Cell.Value < 0 : place.Cell.IsOfFew(),
                    HrefOf(inquiry.Question, place, isChosen)
                )
            );
        }

        return circles;

        string? FigureOf(MapPlace place) =>
            rates is not null ? MapRates.Written(place.Cell, t).Text
            : PartsOf(place).Length > 0 ? null
            : scale.Number(place.Cell.Value!.Value);

        string WordsOf(MapPlace place) =>
            rates is not null
                ? MapRates.Written(place.Cell, t).Text
                : (place.Cell.State == CellState.Provisional ? t["cell.provisional", scale.Text(place.Cell.Value!.Value)] : scale.Text(place.Cell.Value!.Value))
                    + PartsOf(place);

        string PartsOf(MapPlace place) => inquiry.InBrackets(answer, place.Cells, answer.Measures[0].Name, scale);

        string Merged(MapPlace place) =>
            place.Municipalities.Count == 1
                ? ""
                : t["map.merged", string.Join(t["list.comma"], place.Municipalities.Where(m => t[m.Label] != t[place.Name]).Select(m => t[m.Label]))];
    }

    /// <summary>
    /// Radius of a figure where <paramref name="most"/> has the largest circle: areas are to each other as the figures, down to a dot that can still
    /// be seen.
    /// </summary>
    public static double RadiusOf(decimal value, decimal most) =>
        most == 0 ? Smallest : Math.Max(Smallest, Largest * Math.Sqrt((double)(Math.Abs(value) / most)));

    // A circle of several municipalities narrows to all of them.
    private static string? HrefOf(PageQuestion question, MapPlace place, bool isChosen) =>
        place.Municipalities is [var one] ? question.Narrowed("municipality", one.Code)
        : isChosen ? question.Address.Without("municipality").ToString()
        : question.Address.Without(RegionTree.Slicers).With("municipality", place.Municipalities.Select(m => m.Code)).ToString();
}
