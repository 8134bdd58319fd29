using Analytics.Dashboard.Frame;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Regional;

/// <summary>
/// Rates on a map of places without outlines of their own: circles of one size, so that nobody reads their area, in five steps of one hue. The steps are equal and
/// round, and reach over the rates that have a base of ten or more; a smaller base is hollow and takes no step.
/// </summary>
public sealed class MapRates
{
    /// <summary>The parameter that makes the map show the rate, and its value.</summary>
    public const string Parameter = "map", Chosen = "rate";

    /// <summary>The rate, and the measure that is its base.</summary>
    public const string Measure = "conversion_rate", Base = "referrals";

    private const int Steps = 5;
    private static readonly decimal[] Widths = [1, 2, 5, 10, 20];
    private readonly decimal from, width;

    private MapRates(decimal from, decimal width, bool hasFew) => (this.from, this.width, HasFew) = (from, width, hasFew);

    /// <summary>Some place has too few cases for a rate.</summary>
    public bool HasFew { get; }

    /// <summary>The steps for the rates of <paramref name="places"/>.</summary>
    public static MapRates Of(IReadOnlyList<MapPlace> places)
    {
        var known = places.Where(p => !IsFew(p.Cells)).Select(p => p.Cell.Value!.Value).ToList();
        var hasFew = known.Count < places.Count;
        if (known.Count == 0) return new(0, Widths[^1], hasFew);
        var width = Widths.First(w => w == Widths[^1] || Math.Floor(known.Min() / w) * w + Steps * w >= known.Max());
        return new(Math.Min(Math.Floor(known.Min() / width) * width, 100 - Steps * width), width, hasFew);
    }

    /// <summary>True where the base is under ten: a rate would only dress up a handful of cases.</summary>
    public static bool IsFew(IReadOnlyList<Cell> cells) => cells[1].Value is not >= Change.SmallBase;

    /// <summary>As a table shows a rate and its base: 73.1%, or 9件中 6件 with a base under ten.</summary>
    public static VisualCell Written(IReadOnlyList<Cell> cells, FigureScale scale, Texts t) => (cells[0].Value, cells[1].Value) switch
    {
        ({ } rate, { } all and > 0) when IsFew(cells) => new(t["rate.of", Numerals.Whole(rate * all / 100), Numerals.Whole(all)]),
        ({ } rate, > 0) => new(Numerals.Percent(rate) + (cells[0].State == CellState.Immature ? t["rate.immature"] : "")),
        _ => cells[0].Value is null ? cells[0].Written(scale, t) : new("—", "state"),
    };

    /// <summary>The token of a rate's colour.</summary>
    public string ColorOf(decimal rate) => $"--seq-{Math.Clamp((int)Math.Floor((rate - from) / width), 0, Steps - 1) + 1}";

    /// <summary>The steps in words, and the hollow ones.</summary>
    public IReadOnlyList<MapKey> Keys(Texts t) =>
        [.. Enumerable.Range(0, Steps).Select(step => new MapKey($"{from + step * width:0}–{from + (step + 1) * width:0}%", $"--seq-{step + 1}")), .. HasFew ? [new MapKey(t["map.few"], "--ink-3", IsHollow: true)] : Array.Empty<MapKey>()];

    /// <summary>What is said about hollow circles; null where there are none.</summary>
    public string? Note(Texts t) => HasFew ? t["map.note.few"] : null;
}
