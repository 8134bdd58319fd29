using Analytics.Dashboard.Frame;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Visuals;

/// <summary>How a cell is written: its figure, or its state in a word. A blank is never a zero.</summary>
public static class Cells
{
    /// <summary>412, 412（暫定）, —, 該当なし, データなし.</summary>
    public static string Text(this Cell cell, FigureScale scale, Texts texts) => cell switch
    {
        { Value: { } value, State: CellState.Provisional } => texts["cell.provisional", scale.Number(value)],
        { Value: { } value, State: CellState.Immature } => texts["cell.immature", scale.Number(value)],
        { Value: { } value } => scale.Number(value),
        { State: CellState.NoData } => texts["cell.no-data"],
        { State: CellState.NotApplicable } => texts["cell.not-applicable"],
        { State: CellState.Suppressed } => texts["cell.suppressed"],
        _ => "—",
    };

    /// <summary>As a table shows it: states without a value are quiet.</summary>
    public static VisualCell Written(this Cell cell, FigureScale scale, Texts texts) => new(cell.Text(scale, texts), cell.Value is null ? "state" : null);

    /// <summary>Remarks as a visual says them: each once, those of one kind on one line.</summary>
    public static IEnumerable<string> Written(this IEnumerable<Note> notes, Texts texts) =>
        notes.GroupBy(n => n.Code).Select(kind => string.Join(texts["notes.between"], kind.Select(n => texts[n.Text]).Distinct()));

    /// <summary>The cell of a measure in a row (or the totals), <see cref="Cell.NoData"/> where the answer has no such measure.</summary>
    public static Cell Of(this Result result, IReadOnlyList<Cell> cells, string measure)
    {
        for (var i = 0; i < result.Measures.Count; i++)
            if (result.Measures[i].Name == measure) return cells[i];
        return Cell.NoData;
    }

    /// <summary>The measure's column, or null.</summary>
    public static MeasureColumn? Column(this Result result, string measure) => result.Measures.FirstOrDefault(m => m.Name == measure);
}
