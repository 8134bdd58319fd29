using ScottPlot;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// A plot without frame whose data fill exactly the room that they are given; labels are written around it by the pen, which knows where a value lies. Not
/// thread-safe.
/// </summary>
internal sealed class PlotArea : IDisposable
{
    private readonly SKRect room;
    private readonly AxisLimits limits;
    private readonly float bleed;

    /// <param name="room">In pixels of the sheet.</param>
    /// <param name="limits">The values at its edges.</param>
    /// <param name="bleed">So far beyond them things are drawn: marks on the edge stay whole.</param>
    public PlotArea(SKRect room, AxisLimits limits, float bleed = 8)
    {
        (this.room, this.limits, this.bleed) = (room, limits, bleed);
        Plot = new();
        Plot.RenderManager.ClearCanvasBeforeEachRender = false;
        Plot.FigureBackground.Color = Plot.DataBackground.Color = Colors.Transparent;
        Plot.Layout.Frameless();
        Plot.HideGrid();
        Plot.HideLegend();
        var (across, up) = (limits.HorizontalSpan / room.Width * bleed, limits.VerticalSpan / room.Height * bleed);
        Plot.Axes.SetLimits(limits.Left - across, limits.Right + across, limits.Bottom - up, limits.Top + up);
    }

    /// <summary>What is plotted is added here.</summary>
    public Plot Plot { get; }

    /// <summary>Where a value lies on the sheet.</summary>
    public float X(double value) => room.Left + (float)((value - limits.Left) / limits.HorizontalSpan) * room.Width;

    /// <inheritdoc cref="X" />
    public float Y(double value) => room.Bottom - (float)((value - limits.Bottom) / limits.VerticalSpan) * room.Height;

    /// <summary>Draws what was added.</summary>
    public void Draw(SKCanvas canvas)
    {
        PixelRect rectangle = new(room.Left - bleed, room.Right + bleed, room.Bottom + bleed, room.Top - bleed);
        // ScottPlot draws again whenever its axes have moved since the last time, and so the first time: that one is a rehearsal.
        using (var rehearsal = new SKNoDrawCanvas((int)rectangle.Right, (int)rectangle.Bottom))
            Plot.Render(rehearsal, rectangle);
        Plot.Render(canvas, rectangle);
    }

    public void Dispose() => Plot.Dispose();
}
