using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// A visual that leaves the product: its picture between the words without which it would mean nothing — what it shows, of which data, how that is counted,
/// from which publication, and that it is synthetic where it is. Immutable; may be drawn more than once.
/// </summary>
internal sealed class PlotSheet
{
    /// <summary>Width in pixels; the height follows from what stands on it.</summary>
    public const float Width = 1200;

    private const float Margin = 48,
        Room = Width - 2 * Margin;

    private static readonly Lettering Kicker = new(14, Tokens.QuietInk),
        Heading = new(26, Tokens.Ink, IsBold: true),
        Sub = new(16, Tokens.QuietInk),
        Filter = new(15, Tokens.Ink),
        Small = new(13, Tokens.QuietInk),
        Badge = new(14, Tokens.Of("--warn"), IsBold: true);

    private readonly Visual visual;
    private readonly Inquiry inquiry;
    private readonly PicturePlot drawing;
    private readonly IReadOnlyList<string> notes,
        foot;

    /// <exception cref="NotSupportedException">The visual has no picture, or one that nobody draws.</exception>
    public PlotSheet(Visual visual, Inquiry inquiry)
    {
        (this.visual, this.inquiry, drawing) = (visual, inquiry, PicturePlot.Of(visual));
        var t = inquiry.T;
        Filters = [.. inquiry.Conditions.Select(c => t["plot.filter", t[c.Slicer.Label], c.Words])];
        Definitions = [.. visual.Measures.Select(m => t["plot.counted", t[m.Label], t[$"basis.{m.TimeBasis}.short"], t[m.Description]])];
        notes = visual.Notes;
        foot = [.. Folded(FootParts())];
        var lacking = Typefaces.LackingIn(string.Join("", Around.Concat(visual.Table.Rows.Select(r => r.Name)))).ToList();
        if (lacking.Count > 0)
            notes = [.. notes, t["plot.lacking", Typefaces.Missing, string.Join(t["list.comma"], lacking.Select(r => $"U+{r.Value:X4}"))]];
        Height = Layout(null);
    }

    /// <summary>What it shows.</summary>
    public string Title => visual.Title;

    /// <summary>To what it is narrowed, a phrase per slicer.</summary>
    public IReadOnlyList<string> Filters { get; }

    /// <summary>How each of its measures is counted.</summary>
    public IReadOnlyList<string> Definitions { get; }

    /// <summary>Height in whole pixels.</summary>
    public float Height { get; }

    /// <summary>The publication's instant, the only time that stands in it.</summary>
    public DateTimeOffset? AsOf => visual.Result.AsOf;

    /// <summary>All of it in words, for those who do not see it: what stands around the picture, and its figures as the visual's table has them.</summary>
    public string Description => string.Join('\n', Around.Concat(TableLines()));

    private Texts T => inquiry.T;

    private IEnumerable<string> Around =>
        [
            T[inquiry.Question.Dataset.Label],
            .. visual.Result.IsSynthetic ? (string[])[T["dataset.synthetic"]] : [],
            visual.Subtitle,
            .. Filters,
            .. notes,
            .. Definitions,
            .. foot,
        ];

    /// <summary>Draws it from its upper left corner.</summary>
    public void Draw(SKCanvas canvas, bool asOutlines)
    {
        canvas.Clear(Tokens.Surface);
        Layout(new(canvas, asOutlines));
    }

    // Without a pen it only measures: what is measured is what is drawn.
    private float Layout(Pen? pen)
    {
        var top = Margin - 8;
        if (visual.Result.IsSynthetic)
        {
            var words = T["dataset.synthetic"];
            SKRect pill = new(Width - Margin - Badge.Width(words) - 28, top - 6, Width - Margin, top + 24);
            pen?.Fill(pill, Tokens.Of("--warn-soft"), pill.Height / 2);
            pen?.Write(words, pill.MidX, pill.MidY + 5, Badge, Align.Centre);
        }

        Text(T[inquiry.Question.Dataset.Label], Kicker, Room - 200);
        top += 6;
        Text(visual.Title, Heading);
        Text(visual.Subtitle, Sub);
        if (Filters.Count > 0)
            Text(string.Join(T["plot.space"], Filters), Filter);
        top += 20;
        var height = drawing.HeightFor(Room);
        if (pen is not null)
            drawing.Draw(pen, new(Margin, top, Width - Margin, top + height));
        top += height + 20;
        foreach (var note in notes)
            Text(note, Small);
        top += 8;
        pen?.Stroke(Margin, top, Width - Margin, top, Tokens.Line);
        top += 12;
        foreach (var definition in Definitions)
            Text(definition, Small);
        foreach (var line in foot)
            Text(line, Small);
        return MathF.Ceiling(top + Margin - 20);

        void Text(string text, Lettering lettering, float width = Room)
        {
            var lines = lettering.Wrap(Typefaces.Writable(text), width);
            top = pen?.Write(lines, Margin, top, lettering) ?? top + lines.Count * lettering.Leading;
        }
    }

    // As many parts to a line as it holds; a part is not torn.
    private IEnumerable<string> Folded(IEnumerable<string> parts)
    {
        var line = "";
        foreach (var part in parts)
        {
            var longer = line.Length == 0 ? part : line + T["plot.space"] + part;
            if (line.Length > 0 && Small.Width(longer) > Room)
            {
                yield return line;
                longer = part;
            }

            line = longer;
        }

        yield return line;
    }

    private IEnumerable<string> FootParts()
    {
        var (result, dataset) = (visual.Result, inquiry.Question.Dataset);
        yield return T["stamp.through", $"{result.DataThrough:yyyy-MM-dd}"];
        yield return T["stamp.publication", result.Publication, JapanTime.Text(result.AsOf)];
        yield return string.Join(
            T["stamp.comma"],
            [
                T["stamp.used", Numerals.Whole(result.Counts.Used)],
                T["stamp.rejected", Numerals.Whole(result.Counts.Rejected)],
                .. result.Counts.Waiting > 0 ? [T["stamp.waiting", Numerals.Whole(result.Counts.Waiting)]] : Array.Empty<string>(),
            ]
        );
        yield return T["visual.definition", string.Join(T["list.comma"], visual.Measures.Select(m => m.Definition).Distinct())];
        if (dataset.Source is { } source)
            yield return T["stamp.source", T[source]];
    }

    private IEnumerable<string> TableLines()
    {
        foreach (var row in visual.Table.Rows.Concat(visual.Table.Total is { } total ? [total] : Array.Empty<VisualRow>()))
            yield return T[
                "plot.row",
                row.Name,
                string.Join(
                    T["list.comma"],
                    row.Cells.Select((cell, i) => $"{visual.Table.Columns[i + 1]} {cell.Text}{(cell.Remark is { } remark ? T["table.unit", remark] : "")}")
                )
            ];
    }
}
