using Analytics.Dashboard.Visuals;
using ScottPlot;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>Circles at the municipal offices within the outlines of their prefectures, named where there is room; the legend stands beneath.</summary>
internal sealed class MapPlot(MapPicture picture) : PicturePlot
{
    private const float Tallest = 640,
        KeyGap = 28,
        Dot = 7;
    private const int MostNames = 14;
    private static readonly Lettering Key = new(14, Tokens.QuietInk),
        Figure = new(14, Tokens.Ink, IsBold: true),
        Name = new(14, Tokens.Ink, IsBold: true),
        QuietName = new(14, Tokens.QuietInk);

    public override float HeightFor(float width) => (float)picture.Height * ScaleFor(width) + KeyLines(width) * Key.Leading + (picture.Keys.Count > 0 ? 16 : 0);

    public override void Draw(Pen pen, SKRect room)
    {
        var scale = ScaleFor(room.Width);
        var left = room.Left + (room.Width - (float)picture.Width * scale) / 2;
        SKRect sea = new(left, room.Top, left + (float)picture.Width * scale, room.Top + (float)picture.Height * scale);
        using var area = new PlotArea(sea, new(0, picture.Width, -picture.Height, 0), bleed: 0);
        foreach (var land in picture.Areas.OrderByDescending(a => a.IsNeighbour))
        {
            foreach (var ring in land.Rings)
            {
                var coast = area.Plot.Add.Polygon([.. ring.Select(p => new Coordinates(p.X, -p.Y))]);
                (coast.FillColor, coast.LineColor, coast.LineWidth) = land.IsNeighbour
                    ? (Tokens.PlotColour("--sunken"), Tokens.PlotColour("--surface"), 1.5f)
                    : (Tokens.PlotColour("--seq-0"), Tokens.PlotColour("--ink-3"), 1);
            }
        }

        foreach (var circle in picture.Circles.OrderBy(c => c.IsChosen).ThenByDescending(c => c.IsFaded))
        {
            var colour = Tokens.PlotColour(circle.Color);
            var spot = Ring(area, circle, circle.Radius);
            (spot.FillColor, spot.LineColor, spot.LineWidth) = circle.IsHollow
                ? (Tokens.PlotColour("--surface"), colour, 2)
                : (colour.WithAlpha(circle.IsFaded ? 0.28 : 0.85), Tokens.PlotColour("--surface"), 1.2f);
            if (!circle.IsChosen)
                continue;
            var chosen = Ring(area, circle, circle.Radius + 3.5);
            (chosen.FillColor, chosen.LineColor, chosen.LineWidth) = (Colors.Transparent, Tokens.PlotColour("--ink"), 2);
        }

        area.Draw(pen.Canvas);
        foreach (var label in MapLabels.Place(picture, Name.Size / scale, MostNames))
        {
            var align = label.Anchor switch
            {
                "start" => Align.Left,
                "end" => Align.Right,
                _ => Align.Centre,
            };
            pen.WriteOnPicture(Typefaces.Writable(label.Text), area.X(label.At.X), area.Y(-label.At.Y), label.Circle.IsFaded ? QuietName : Name, align);
        }

        DrawKeys(pen, room, sea.Bottom + 16);
    }

    private static ScottPlot.Plottables.Ellipse Ring(PlotArea area, MapCircle circle, double radius) => area.Plot.Add.Circle(circle.At.X, -circle.At.Y, radius);

    private void DrawKeys(Pen pen, SKRect room, float top)
    {
        var x = room.Left;
        foreach (var key in picture.Keys)
        {
            var width = WidthOf(key);
            if (x > room.Left && x + width > room.Right)
                (x, top) = (room.Left, top + Key.Leading);
            var baseline = top + Key.Ascent;
            pen.Spot(x + Dot, baseline - 5, Dot - 1, Tokens.Of(key.Color), key.IsHollow);
            pen.Write(Typefaces.Writable(key.Label), x + 2 * Dot + 6, baseline, Key);
            if (key.Text is { } text)
                pen.Write(text, x + width - PartsWidth(key), baseline, Figure, Align.Right);
            if (key.Parts is { } parts)
                pen.Write(Typefaces.Writable(parts), x + width, baseline, Key, Align.Right);
            x += width + KeyGap;
        }
    }

    private int KeyLines(float width)
    {
        var (lines, x) = (picture.Keys.Count > 0 ? 1 : 0, 0f);
        foreach (var key in picture.Keys)
        {
            if (x > 0 && x + WidthOf(key) > width)
                (x, lines) = (0, lines + 1);
            x += WidthOf(key) + KeyGap;
        }

        return lines;
    }

    private static float WidthOf(MapKey key) =>
        2 * Dot + 6 + Key.Width(Typefaces.Writable(key.Label)) + (key.Text is { } text ? 8 + Figure.Width(text) : 0) + PartsWidth(key);

    private static float PartsWidth(MapKey key) => key.Parts is { } parts ? 8 + Key.Width(Typefaces.Writable(parts)) : 0;

    private float ScaleFor(float width) => Math.Min(width / (float)picture.Width, Tallest / (float)picture.Height);
}
