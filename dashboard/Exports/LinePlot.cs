using Analytics.Dashboard.Visuals;
using ScottPlot;
using SkiaSharp;
using Line = Analytics.Dashboard.Visuals.Line;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// Lines over years, each named with its figure at its end; provisional years are dashed; eras stand below their years; days of agreements are marked
/// on the axis,
/// those with words by a line up to them.
/// </summary>
internal sealed class LinePlot(LinePicture picture, FigureScale scale) : PicturePlot
{
    private const float PlotHeight = 360,
        Gap = 14,
        MarkRow = 20,
        Half = 24;
    private static readonly Lettering Axis = new(14, Tokens.QuietInk),
        MarkWords = new(13, Tokens.QuietInk);

    // Marks before the first year's half or after the last point are off the axis, as on the page.
    private readonly List<AxisMark> marks = [.. picture.Marks.Where(m => m.At >= -0.5 && m.At <= picture.Years.Count - 1)];

    public override float HeightFor(float width) =>
        marks.Count(m => m.Text.Length > 0) * MarkRow + Half / 2 + PlotHeight + 10 + picture.Years.Max(y => y.Words.Count) * Axis.Leading;

    public override void Draw(Pen pen, SKRect room)
    {
        var values = picture.Lines.SelectMany(l => l.Points).Select(p => p.Cell.Value).OfType<decimal>().DefaultIfEmpty().ToList();
        var ticks = NiceTicks.For(values.Min(), values.Max(), scale.IsPercent ? 1 : scale.Divisor);
        var ends = picture
            .Lines.Select(line => (Line: line, At: line.Points.ToList().FindLastIndex(p => p.Cell.Value is not null)))
            .Where(e => e.At >= 0)
            .Select(e => (e.Line, Value: e.Line.Points[e.At].Cell.Value!.Value, Words: Typefaces.Writable(EndWords(e.Line, e.Line.Points[e.At]))))
            .ToList();
        var left = room.Left + ticks.Max(t => Axis.Width(scale.Number(t))) + Gap;
        var widest = Math.Min(ends.Select(e => End(e.Line).Width(e.Words)).DefaultIfEmpty().Max() + 1, room.Width * 0.34f);
        var bottom = room.Bottom - 10 - picture.Years.Max(y => y.Words.Count) * Axis.Leading;
        SKRect plot = new(left, bottom - PlotHeight, room.Right - widest - Gap - 8, bottom);
        var before = Math.Max(0.1, -marks.Select(m => m.At).DefaultIfEmpty().Min());
        using var area = new PlotArea(plot, new(-before, picture.Years.Count - 1 + 0.02 * picture.Years.Count, (double)ticks[0], (double)ticks[^1]));
        foreach (var tick in ticks)
            pen.Stroke(plot.Left, area.Y((double)tick), plot.Right, area.Y((double)tick), Tokens.Of(tick == 0 ? "--ink-3" : "--line"));
        foreach (var line in picture.Lines)
            Plot(area, line);
        DrawMarks(pen, area, plot);
        area.Draw(pen.Canvas);
        foreach (var tick in ticks)
            pen.Write(scale.Number(tick), left - Gap + 2, area.Y((double)tick) + Axis.Size * 0.36f, Axis, Align.Right);
        DrawYears(pen, area, plot);
        DrawEnds(pen, area, plot, widest, ends);
    }

    // What a figure is made of follows it; the words are wrapped where they are wide.
    private static string EndWords(Line line, LinePoint last) => $"{line.Label} {last.Text}" + (last.Parts is { } parts ? " " + parts : "");

    private static Lettering End(Line line) => new(15, Tokens.Of(line.Look.Color), IsBold: true);

    private static MarkerShape FormOf(MarkerForm form) =>
        form switch
        {
            MarkerForm.Square => MarkerShape.FilledSquare,
            MarkerForm.Triangle => MarkerShape.FilledTriangleUp,
            MarkerForm.Diamond => MarkerShape.FilledDiamond,
            _ => MarkerShape.FilledCircle,
        };

    private static void Plot(PlotArea area, Line line)
    {
        var colour = Tokens.PlotColour(line.Look.Color);
        for (var i = 1; i < line.Points.Count; i++)
        {
            if (line.Points[i - 1].Cell.Value is not { } from || line.Points[i].Cell.Value is not { } to)
                continue;
            var stroke = area.Plot.Add.Line(i - 1, (double)from, i, (double)to);
            (stroke.LineWidth, stroke.LineColor, stroke.LinePattern) = (2.5f, colour, line.Points[i].IsProvisional ? LinePattern.Dashed : LinePattern.Solid);
        }

        foreach (var (point, at) in line.Points.Select((p, i) => (p, i)).Where(p => p.p.Cell.Value is not null))
        {
            var dot = area.Plot.Add.Marker(at, (double)point.Cell.Value!.Value, FormOf(line.Look.Form), 8, Tokens.PlotColour("--surface"));
            (dot.MarkerStyle.OutlineColor, dot.MarkerStyle.OutlineWidth) = (colour, 2.5f);
        }
    }

    private void DrawMarks(Pen pen, PlotArea area, SKRect plot)
    {
        var row = 0;
        foreach (var mark in marks)
        {
            var x = area.X(mark.At);
            if (mark.Text.Length == 0)
            {
                pen.Stroke(x, plot.Bottom, x, plot.Bottom + 7, Tokens.Of("--ink-3"), 1.5f);
                continue;
            }

            var (words, top) = (Typefaces.Writable(mark.Text), plot.Top - Half / 2 - MarkRow * ++row);
            pen.Stroke(x, top, x, plot.Bottom, Tokens.Of("--ink-3"));
            var isLeft = x - MarkWords.Width(words) - 8 > plot.Left - 20;
            pen.Write(words, isLeft ? x - 8 : x + 8, top + MarkWords.Ascent - 2, MarkWords, isLeft ? Align.Right : Align.Left);
        }
    }

    private void DrawYears(Pen pen, PlotArea area, SKRect plot)
    {
        var room = picture.Years.Count > 1 ? area.X(1) - area.X(0) : plot.Width;
        var every = Math.Max(1, (int)MathF.Ceiling((picture.Years.SelectMany(y => y.Words).Max(w => Axis.Width(w)) + 8) / room));
        for (var i = picture.Years.Count - 1; i >= 0; i -= every)
            pen.Write(picture.Years[i].Words, area.X(i), plot.Bottom + 10, Axis, Align.Centre);
    }

    // Labels are pushed apart where lines end close together.
    private static void DrawEnds(Pen pen, PlotArea area, SKRect plot, float width, List<(Line Line, decimal Value, string Words)> ends)
    {
        var labels = ends.OrderByDescending(e => e.Value)
            .Select(e => (Lettering: End(e.Line), Lines: End(e.Line).Wrap(e.Words, width), Y: area.Y((double)e.Value)))
            .ToList();
        var heights = labels.Select(l => l.Lines.Count * l.Lettering.Leading).ToList();
        var tops = labels.Select((l, i) => l.Y - heights[i] / 2).ToArray();
        for (var i = 1; i < tops.Length; i++)
            tops[i] = Math.Max(tops[i], tops[i - 1] + heights[i - 1]);
        for (var i = tops.Length - 1; i >= 0; i--)
            tops[i] = Math.Min(tops[i], (i == tops.Length - 1 ? plot.Bottom + heights[i] / 2 : tops[i + 1]) - heights[i]);
        foreach (var (label, top) in labels.Zip(tops))
            pen.Write(label.Lines, plot.Right + Gap, top, label.Lettering);
    }
}
