using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Dashboard.Visuals;

/// <summary>What visuals.js is told to draw; everything in it is finished text or a number, so that the browser decides nothing about figures.</summary>
public sealed record ChartDrawing(
    string Kind,
    int Height,
    string Label,
    IReadOnlyList<DrawnSeries> Series,
    IReadOnlyList<IReadOnlyList<string>> Categories,
    IReadOnlyList<AxisMark> Marks,
    IReadOnlyList<AxisTick> Ticks
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>As the element's attribute.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>A series: its name, its colour's token (<c>--cat-1</c>), the form of its points (<c>circle</c>) and the points, one per category.</summary>
public sealed record DrawnSeries(string Name, string Color, string Form, IReadOnlyList<DrawnPoint> Points);

/// <summary>
/// A point: its height (null = a gap), the figure as written, whether it is provisional, and what it is made of: such a figure stands only where that
/// has room beside it.
/// </summary>
public sealed record DrawnPoint(decimal? Y, string Text, bool Provisional, string? Parts = null);

/// <summary>A day marked on the time axis: position in categories from 0, and its words; without words it is a small tick on the axis.</summary>
public sealed record AxisMark(double At, string Text);

/// <summary>A tick of the value axis as it is written.</summary>
public sealed record AxisTick(decimal At, string Text);
