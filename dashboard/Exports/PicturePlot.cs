using Analytics.Dashboard.Visuals;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// How one kind of <see cref="Picture"/> is drawn on a sheet: it says how much height it needs, then draws itself into that room. One class per kind.
/// </summary>
internal abstract class PicturePlot
{
    /// <summary>Height in pixels for a width in pixels.</summary>
    public abstract float HeightFor(float width);

    /// <summary>Draws into the room that <see cref="HeightFor"/> asked for.</summary>
    public abstract void Draw(Pen pen, SKRect room);

    /// <summary>The drawing of a visual's picture: the one place that knows the kinds.</summary>
    public static PicturePlot Of(Visual visual) =>
        visual.Picture switch
        {
            BarPicture bars => new BarPlot(bars),
            LinePicture lines => new LinePlot(lines, visual.Scale),
            MapPicture map => new MapPlot(map),
            var other => throw new NotSupportedException($"There is no drawing of a {other?.GetType().Name ?? "visual without a picture"}."),
        };
}
