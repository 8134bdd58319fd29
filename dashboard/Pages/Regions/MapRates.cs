using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// Rates on a map of places without outlines of their own: circles of one size, so that nobody reads their area, in five steps of one hue. The steps
/// are equal and
/// round, and reach over the rates that have a base of ten or more; a smaller base is hollow and takes no step.
/// </summary>
public sealed class MapRates
{
    /// <summary>The parameter that makes the map show the rate, and its value.</summary>
    public const string Parameter = "map",
        Chosen = "rate";

    /// <summary>The rate.</summary>
    public const string Measure = "conversion_rate";

    private const int Steps = 5;
    private static readonly decimal[] Widths = [1, 2, 5, 10, 20];
    private static readonly FigureScale Percent = new(1, "", "", IsPercent: true);
    private readonly decimal from,
        width;

    private MapRates(decimal from, decimal width, bool hasFew) => (this.from, this.width, HasFew) = (from, width, hasFew);

    /// <summary>Some place has too few cases for a rate.</summary>
    public bool HasFew { get; }

    /// <summary>The address asks for the rate instead of the page's measure.</summary>
    public static bool AreAsked(Inquiry inquiry) => inquiry.Question.Address.First(Parameter) == Chosen && inquiry.Has(Measure);

    /// <summary>The steps for the rates of <paramref name="places"/>.</summary>
    public static MapRates Of(IReadOnlyList<MapPlace> places)
    {
        var known = places.Where(p => !p.Cell.IsOfFew()).Select(p => p.Cell.Value!.Value).ToList();
        var hasFew = known.Count < places.Count;
        if (known.Count == 0)
            return new(0, Widths[^1], hasFew);
        var width = Widths.First(w => w == Widths[^1] || Math.Floor(known.Min() / w) * w + Steps * w >= known.Max());
        return new(Math.Min(Math.Floor(known.Min() / width) * width, 100 - Steps * width), width, hasFew);
    }

    /// <summary>A rate as a table shows it: 73.1%, 71.0%* where it can still rise, or 9件中 6件 with a base under ten.</summary>
    public static VisualCell Written(Cell rate, Texts t) =>
        rate switch
        {
            { Value: { } value } => new(
                rate.IsOfFew() ? (rate with { State = CellState.Value }).Text(Percent, t) : Numerals.Percent(value),
                null,
                rate.State == CellState.Immature ? "*" : null
            ),
            { State: CellState.NotApplicable } => new("—", "state"),
            _ => rate.Written(Percent, t),
        };

    /// <summary>The token of a rate's colour.</summary>
    public string ColorOf(decimal rate) => $"--seq-{Math.Clamp((int)Math.Floor((rate - from) / width), 0, Steps - 1) + 1}";

    /// <summary>The steps in words, and the hollow ones.</summary>
    public IReadOnlyList<MapKey> Keys(Texts t) =>
        [
            .. Enumerable.Range(0, Steps).Select(step => new MapKey($"{from + step * width:0}–{from + (step + 1) * width:0}%", $"--seq-{step + 1}")),
            .. HasFew ? [new MapKey(t["map.few"], "--ink-3", IsHollow: true)] : Array.Empty<MapKey>(),
        ];

    /// <summary>What is said about hollow circles; null where there are none.</summary>
    public string? Note(Texts t) => HasFew ? t["map.note.few"] : null;
}
