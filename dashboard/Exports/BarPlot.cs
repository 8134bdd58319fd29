using Analytics.Dashboard.Visuals;
using ScottPlot;
using SkiaSharp;
using Bar = Analytics.Dashboard.Visuals.Bar;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// Bars from the top down on their tracks: label and target's words to the left, the figure to the right, the target as a tick across the bar.
/// </summary>
internal sealed class BarPlot(BarPicture picture) : PicturePlot
{
    private const float Thickness = 18,
        Gap = 16,
        LeastRow = 40,
        Widest = 0.4f;
    private static readonly Lettering Name = new(15, Tokens.Ink),
        Detail = new(13, Tokens.QuietInk),
        Figure = new(15, Tokens.Ink, IsBold: true),
        State = new(15, Tokens.QuietInk);

    public override float HeightFor(float width) => Rows(width).Sum(row => row.Height);

    public override void Draw(Pen pen, SKRect room)
    {
        var rows = Rows(room.Width);
        var figures = rows.Max(row => Of(row.Bar).Width(Written(row.Bar.Text)));
        SKRect tracks = new(room.Left + LabelWidth(room.Width) + Gap, room.Top, room.Right - figures - Gap, room.Bottom);
        var values = picture.Bars.SelectMany(b => new[] { b.Value.Value, b.Target }).OfType<decimal>().Select(v => (double)v).Append(0).ToList();
        var (low, high) = (values.Min(), values.Max());
        if (high > low)
            high += (high - low) * 0.02;
        else
            high = low + 1;
        using var area = new PlotArea(tracks, new(low, high, -(double)room.Height, 0)); // down the sheet in pixels
        var top = 0f;
        foreach (var (bar, label, detail, height) in rows)
        {
            var middle = top + height / 2;
            area.Plot.Add.Bar(Body(middle, low, high, "--sunken"));
            if (bar.Value.Value is { } value && value != 0)
                area.Plot.Add.Bar(Body(middle, 0, (double)value, bar.IsFaded ? "--faded" : "--accent"));
            if (bar.Target is { } target)
            {
                var tick = area.Plot.Add.Line((double)target, -middle - Thickness / 2 - 4, (double)target, -middle + Thickness / 2 + 4);
                (tick.LineWidth, tick.LineColor) = (2.5f, Tokens.PlotColour("--ink"));
            }

            top += height;
        }

        area.Draw(pen.Canvas);
        if (low < 0)
            pen.Stroke(area.X(0), room.Top, area.X(0), room.Bottom, Tokens.Of("--ink-3"));
        var at = room.Top;
        foreach (var (bar, label, detail, height) in rows)
        {
            var words = at + (height - label.Count * Name.Leading - detail.Count * Detail.Leading) / 2;
            pen.Write(detail, room.Left, pen.Write(label, room.Left, words, Name), Detail);
            pen.Write(Written(bar.Text), room.Right, at + height / 2 + Figure.Size * 0.36f, Of(bar), Align.Right);
            at += height;
        }
    }

    private static Lettering Of(Bar bar) => bar.Value.Value is null ? State : Figure;

    private static string Written(string text) => Typefaces.Writable(text);

    private static ScottPlot.Bar Body(float middle, double from, double to, string token) =>
        new()
        {
            Position = -middle,
            Size = Thickness,
            ValueBase = from,
            Value = to,
            Orientation = Orientation.Horizontal,
            FillColor = Tokens.PlotColour(token),
            LineWidth = 0,
        };

    private float LabelWidth(float width) =>
        Math.Min(picture.Bars.Max(b => Math.Max(Name.Width(Written(b.Label)), b.Detail is { } detail ? Detail.Width(Written(detail)) : 0)) + 1, width * Widest);

    private List<(Bar Bar, IReadOnlyList<string> Label, IReadOnlyList<string> Detail, float Height)> Rows(float width)
    {
        var room = LabelWidth(width);
        return
        [
            .. picture.Bars.Select(bar =>
            {
                var (label, detail) = (Name.Wrap(Written(bar.Label), room), bar.Detail is { } words ? Detail.Wrap(Written(words), room) : []);
                return (bar, label, detail, Math.Max(LeastRow, label.Count * Name.Leading + detail.Count * Detail.Leading + 12));
            }),
        ];
    }
}
