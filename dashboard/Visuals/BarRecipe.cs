using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Visuals;

/// <summary>A measure of one year by the members of a slicer: bars with their targets, the largest first.</summary>
public abstract class BarRecipe : VisualRecipe
{
    /// <summary>At most so many bars; the rest stand together as others, and one by one in the table.</summary>
    protected virtual int Most => 10;

    /// <summary>The slicer whose members are compared.</summary>
    protected abstract string SlicerOf(Inquiry inquiry);

    /// <summary>The measure; the page's own unless a visual is about another.</summary>
    protected virtual string MeasureOf(Inquiry inquiry) => inquiry.Lead;

    /// <summary>What a row is called.</summary>
    protected virtual string NounOf(Inquiry inquiry) => inquiry.LabelOf(SlicerOf(inquiry));

    /// <summary>The slicer as titles name it, e.g. クラスター別.</summary>
    protected virtual string WordOf(Inquiry inquiry) => inquiry.WordOf(SlicerOf(inquiry));

    /// <summary>Remarks of its own.</summary>
    protected virtual IEnumerable<string> NotesOf(Inquiry inquiry) => [];

    /// <inheritdoc />
    public override string TitleOf(Inquiry inquiry) => inquiry.T["bars.by", WordOf(inquiry), inquiry.T[inquiry.Measure(MeasureOf(inquiry)).Label]];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, measure, slicer) = (inquiry.T, MeasureOf(inquiry), SlicerOf(inquiry));
        var answer = await inquiry.AskAsync(inquiry.WithComparisons(measure), [slicer]);
        var whyNot = inquiry.WhyInapplicable(measure, slicer);
        if (answer.Rows.Count == 1 && whyNot is null)
            return null; // one member alone compares with nothing
        var column = answer.Column(measure)!;
        var rows = answer
            .Rows.Select(r =>
                (
                    Member: r.Members[0],
                    r.Cells,
                    Label: t[r.Members[0].Label],
                    Value: answer.Of(r.Cells, measure),
                    Target: answer.Of(r.Cells, measure + ".target"),
                    Attainment: answer.Of(r.Cells, measure + ".target_attainment")
                )
            )
            .OrderBy(r => RegionTree.IsReserved(r.Member))
            .ThenBy(r => r.Value.IsOfFew())
            .ThenByDescending(r => r.Value.Value ?? decimal.MinValue)
            .ThenBy(r => r.Label, StringComparer.Ordinal)
            .ToList();
        var scale = FigureScale.For(column, answer, t.Language, rows.SelectMany(r => new[] { r.Value, r.Target }));
        var hasTargets = rows.Any(r => r.Target.Value is not null);
        // Rows that share what they count (companies, overlapping clusters) have no sum of the rest.
        var addsUp = inquiry.Answers.Catalog.Measures[measure].IsAdditive && !inquiry.Answers.Catalog.Slicers[slicer].Overlaps;
        var bars = rows.Select(r => new Bar(
                r.Member,
                r.Label,
                r.Value.IsOfFew() ? r.Value with { Value = null } : r.Value,
                Written(r.Value),
                r.Target.Value,
                Detail(r.Target, r.Attainment, inquiry.PartsOf(answer, r.Cells, measure, scale)),
                RegionTree.IsReserved(r.Member) || r.Value.State == CellState.Provisional,
                inquiry.Question.Narrowed(slicer, r.Member.Code)
            ))
            .ToList();
        var rest = rows.Zip(bars).Skip(Most).Where(o => o.Second.Value.Value is not null and not 0).ToList();
        var others = rest.Count < 2 ? [] : rows.Skip(Most).Select(o => o.Cells).ToList();
        var shown =
            others.Count == 0 ? bars.Where((bar, place) => place < Most || bar.Value.Value is not null and not 0)
            : addsUp ? [.. bars.Take(Most), Others()]
            : bars.Take(Most);
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = string.Join(
                t["list.comma"],
                new[] { scale.Words(column.Unit, t), inquiry.Period, hasTargets ? t["chart.tick-is-target"] : "" }.Where(s => s.Length > 0)
            ),
            Result = answer,
            Measures = [column],
            Scale = scale,
            Picture = new BarPicture([.. shown]),
            Table = new(
                [
                    NounOf(inquiry),
                    t[column.Label] + (scale.Caption.Length > 0 ? t["table.unit", scale.Caption] : ""),
                    .. hasTargets ? [t["table.target"], t["table.attainment"]] : Array.Empty<string>(),
                ],
                [.. rows.Select((r, i) => new VisualRow(r.Label, bars[i].Href, Figures(r.Cells, r.Target, r.Attainment)))],
                new(
                    t["table.total"],
                    null,
                    Figures(answer.Totals, answer.Of(answer.Totals, measure + ".target"), answer.Of(answer.Totals, measure + ".target_attainment"))
                )
            ),
            Notes = [.. inquiry.PartsNote(answer, measure, scale), .. Remarks(), .. Left(), .. NotesOf(inquiry)],
            // Zeros are figures: they are drawn, with their targets.
            EmptyReason = whyNot ?? (rows.Any(r => r.Value.Value is not null) ? null : t["visual.empty.year", inquiry.Period]),
        };

        // The star of figures that can still rise stands before the remark that says so.
        IEnumerable<string> Remarks() =>
            [
                .. answer.Notes.Where(note => note.FinalOn is null).Written(t, scale),
                .. answer.Notes.Where(note => note.FinalOn is not null).Written(t, scale).Select(note => t["bars.immature", note]),
            ];

        // What is not drawn one by one. Where nothing is but zeros, the first of them stand for all.
        IEnumerable<string> Left() =>
            others.Count > 0 ? [addsUp ? t["chart.others", Most, others.Count] : t["trend.most", Most, bars.Count], .. ReservedAmong()]
            : bars.Count > Most && bars.All(bar => bar.Value.Value is null or 0) ? [t["trend.most", Most, bars.Count]]
            : [];

        // The words for it would leave no room for the bar.
        string Written(Cell cell) => cell.State == CellState.Immature ? (cell with { State = CellState.Value }).Text(scale, t) + "*" : cell.Text(scale, t);

        string? Detail(Cell target, Cell attainment, string? parts) =>
            string.Join(t["list.comma"], new[] { Aim(target, attainment), parts }.OfType<string>()) is { Length: > 0 } detail ? detail : null;

        string? Aim(Cell target, Cell attainment) =>
            target.Value is not { } aim ? null
            : attainment.Value is { } share && aim >= Change.SmallBase ? t["kpi.attainment", Numerals.Percent(share), scale.Text(aim)]
            : t["kpi.target", scale.Text(aim)];

        // Nobody would look for what is unknown among the others.
        IEnumerable<string> ReservedAmong()
        {
            var reserved = rest.Where(o => RegionTree.IsReserved(o.First.Member))
                .Select(o => t["member.figure", o.Second.Label, scale.Text(o.Second.Value.Value!.Value)])
                .ToList();
            return reserved.Count == 0 ? [] : [t[addsUp ? "chart.others.reserved" : "chart.most.reserved", string.Join(t["list.comma"], reserved)]];
        }

        // The sum of the rest, and of each part that it is made of.
        Bar Others()
        {
            IReadOnlyList<Cell> sums =
            [
                .. answer.Measures.Select((_, place) => new Cell(others.Sum(cells => cells[place].Value ?? 0), answer.Of(others[0], measure).State)),
            ];
            var sum = answer.Of(sums, measure);
            return new(null, t["chart.others-label", others.Count], sum, Written(sum), null, inquiry.PartsOf(answer, sums, measure, scale), true, null);
        }

        IReadOnlyList<VisualCell> Figures(IReadOnlyList<Cell> cells, Cell target, Cell attainment) =>
            hasTargets
                ?
                [
                    inquiry.Written(answer, cells, measure, scale),
                    target.Written(scale, t),
                    attainment.Value is { } share ? new(Numerals.Percent(share)) : attainment.Written(scale, t),
                ]
                : [inquiry.Written(answer, cells, measure, scale)];
    }
}
