using System.Globalization;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// The page's measure by fiscal year, a line per member of a slicer; the largest in the page's year are drawn, and the agreements' days stand on the
/// axis.
/// </summary>
public abstract class TrendRecipe : VisualRecipe
{
    private const int Most = 5;
    private static readonly Member Whole = new("", new("全体", "All"));

    /// <summary>The slicer whose members are compared; null: one line of the whole.</summary>
    protected abstract string? SlicerOf(Inquiry inquiry);

    /// <summary>What a line is called.</summary>
    protected virtual string NounOf(Inquiry inquiry) => SlicerOf(inquiry) is { } slicer ? inquiry.LabelOf(slicer) : "";

    /// <summary>The slicer as titles name it.</summary>
    protected virtual string WordOf(Inquiry inquiry) => inquiry.WordOf(SlicerOf(inquiry)!);

    /// <inheritdoc />
    public override string TitleOf(Inquiry inquiry) =>
        SlicerOf(inquiry) is null
            ? inquiry.T["trend.title.whole", inquiry.T[inquiry.LeadMeasure.Label]]
            : inquiry.T["trend.title", WordOf(inquiry), inquiry.T[inquiry.LeadMeasure.Label]];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, question, names) = (inquiry.T, inquiry.Question, inquiry.Years);
        var slicer = SlicerOf(inquiry);
        string[] by = slicer is null ? [] : [slicer];
        var asked = inquiry.AskAsync([inquiry.Lead], ["fiscal_year", .. by], allYears: true);
        var totalled = inquiry.AskAsync([inquiry.Lead], ["fiscal_year"], allYears: true);
        var looking = slicer is null ? Task.FromResult(Palette.Of(Whole.Code)) : Palette.AskAsync(inquiry, slicer);
        var agreed = inquiry.AgreementBook.AskAsync(question.Dataset);
        var (answer, byYear, looks, agreements) = (await asked, await totalled, await looking, AgreementSpan.Of(await agreed));
        var column = answer.Measures[0];
        // A year that is left out leaves a gap between its neighbours.
        var years = question
            .Years.Reverse()
            .Where(y => question.Period.Spanned is [var last, ..] and [.., var first] && y >= first && y <= last)
            .Select(y => new LineYear(y, names.Lines(y)))
            .ToList();
        var cells = answer.Rows.Where(r => IsYear(r.Members[0])).ToDictionary(r => (r.Members[0].Code, Compared(r).Code), r => r.Cells);
        var totals = byYear.Rows.Where(r => IsYear(r.Members[0])).ToDictionary(r => r.Members[0].Code, r => r.Cells);
        var scale = FigureScale.For(column, answer, t.Language, cells.Values.Select(c => c[0]));
        var found = answer
            .Rows.Select(Compared)
            .DistinctBy(m => m.Code)
            .Select(m => (Member: m, Points: years.Select(y => Point(y, answer, cells, (Code(y), m.Code))).ToList()))
            .OrderBy(l => RegionTree.IsReserved(l.Member))
            .ThenByDescending(l => l.Points.FirstOrDefault(p => p.Year.Year == question.Year)?.Cell.Value)
            .ThenByDescending(l => l.Points.Sum(p => p.Cell.Value))
            .ToList();
        agreements =
            years.Count < 2
                ? []
                : [.. agreements.Where(a => a.Days.Any(d => names.Position(d.Day) >= years[0].Year - 0.5 && names.Position(d.Day) <= years[^1].Year + 0.5))];
        var told = agreements.Where(a => a.IsExtension).TakeLast(1).ToList();
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = string.Join(
                t["list.comma"],
                [
                    scale.Words(column.Unit, t),
                    .. years.Count == 0 ? [] : (string[])[t["trend.years", names.Name(years[0].Year), names.Name(years[^1].Year)]],
                    t[$"basis.{column.TimeBasis}.short"],
                ]
            ),
            Result = answer,
            Measures = [column],
            Scale = scale,
            Picture = new LinePicture(
                years,
                [.. found.Take(Most).Select(l => new Line(l.Member, t[l.Member.Label], looks[l.Member.Code], l.Points)).OrderBy(l => l.Look.Place)],
                [
                    .. agreements.SelectMany(a =>
                        a.Days.Select(
                            (d, i) => new AxisMark(names.Position(d.Day) - years[0].Year, i == 0 && told.Contains(a) ? t["trend.extended", a.Text(t)] : "")
                        )
                    ),
                ]
            ),
            Table = new(
                [NounOf(inquiry), .. years.Select(y => names.Name(y.Year))],
                [.. found.Select(l => new VisualRow(t[l.Member.Label], null, [.. l.Points.Select(Written)]))],
                new(t["table.total"], null, [.. years.Select(y => Written(Point(y, byYear, totals, Code(y))))])
            ),
            Notes =
            [
                .. PartsOfTheYear(),
                .. answer.Notes.Written(t, scale),
                .. agreements.Count > 0
                    ? (string[])
                        [
                            string.Join(
                                t["sentence.space"],
                                [
                                    t["trend.agreements"],
                                    .. agreements
                                        .GroupBy(a => a.IsExtension)
                                        .OrderBy(g => g.Key)
                                        .Select(g =>
                                            t[
                                                g.Key ? "trend.agreements.extended" : "trend.agreements.signed",
                                                string.Join(t["list.comma"], g.SelectMany(a => a.Days).Select(d => new AgreementSpan(g.Key, [d]).Text(t)))
                                            ]
                                        ),
                                ]
                            ),
                        ]
                    : [],
                .. found.Count > Most ? (string[])[t["trend.most", Most, found.Count]] : [],
                .. years
                    .Where(y => question.IsProvisional(y.Year))
                    .Take(1)
                    .Select(y => t["trend.provisional", names.Name(y.Year), $"{question.Dataset.DataThrough:yyyy-MM-dd}"]),
            ],
            EmptyReason = inquiry.WhyInapplicable(inquiry.Lead, by) ?? (found.Count == 0 ? t["visual.empty"] : null),
        };

        // Where the answer has too many lines for its zeros, what it lacks is one.
        LinePoint Point<TKey>(LineYear year, Result source, Dictionary<TKey, IReadOnlyList<Cell>> known, TKey key)
            where TKey : notnull
        {
            var cell =
                known.TryGetValue(key, out var found) ? found[0]
                : !question.Period.Spanned.Contains(year.Year) || source.Notes.All(n => n.Code != "zeros_left_out") ? Cell.NotApplicable
                : new(0, question.IsProvisional(year.Year) ? CellState.Provisional : CellState.Value);
            return new(year, cell, cell.Text(scale, t), found is null ? null : inquiry.PartsOf(source, found, inquiry.Lead, scale));
        }

        IEnumerable<string> PartsOfTheYear() =>
            totals.TryGetValue(question.Year.ToString(CultureInfo.InvariantCulture), out var cells)
            && inquiry.PartsOf(byYear, cells, inquiry.Lead, scale, withUnit: true) is { } parts
                ? [t["part.note.year", names.Name(question.Year), scale.Text(cells[0].Value!.Value), parts]]
                : [];

        VisualCell Written(LinePoint point) => point.Cell.Written(scale, t) with { Remark = point.Parts };

        static Member Compared(ResultRow row) => row.Members.Count > 1 ? row.Members[1] : Whole;
        static bool IsYear(Member member) => member.Code.Length == 4;
        static string Code(LineYear year) => year.Year.ToString(CultureInfo.InvariantCulture);
    }
}
