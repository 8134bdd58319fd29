using Analytics.Dashboard.Localization;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Visuals;

/// <summary>How a cell is written: its figure, or its state in a word. A blank is never a zero.</summary>
public static class CellText
{
    private const string TargetDoubt = "targets_disagree";

    /// <summary>412, 412（暫定）, —, 該当なし, データなし.</summary>
    public static string Text(this Cell cell, FigureScale scale, Texts texts) =>
        cell switch
        {
            { Value: not null, State: CellState.Provisional } => texts["cell.provisional", Figure(cell, scale, texts)],
            { Value: not null, State: CellState.Immature } => texts["cell.immature", Figure(cell, scale, texts)],
            { Value: not null } => Figure(cell, scale, texts),
            { State: CellState.NoData } => texts["cell.no-data"],
            { IsNotReached: true } => texts["cell.not-reached"],
            { State: CellState.NotApplicable } => texts["cell.not-applicable"],
            { State: CellState.Suppressed } => texts["cell.suppressed"],
            _ => "—",
        };

    /// <summary>A rate of so few that a percentage would only dress up a handful of cases: it is told as "3 of 7", and takes no rank.</summary>
    public static bool IsOfFew(this Cell cell) => cell.Parts is { Base: < Change.SmallBase };

    private static string Figure(Cell cell, FigureScale scale, Texts texts) =>
        cell is { Parts: { } parts } && cell.IsOfFew() ? texts["cell.of-few", Numerals.Whole(parts.Part), Numerals.Whole(parts.Base)]
        : cell.Reported is { } reported ? texts["cell.reported", scale.Number(cell.Value!.Value), Numerals.Whole(reported)]
        : scale.Number(cell.Value!.Value);

    /// <summary>As a table shows it: states without a value are quiet.</summary>
    public static VisualCell Written(this Cell cell, FigureScale scale, Texts texts) => new(cell.Text(scale, texts), cell.Value is null ? "state" : null);

    /// <summary>Remarks as a visual says them: each once, those of one kind on one line, amounts in the unit of the figures that they are about.</summary>
    public static IEnumerable<string> Written(this IEnumerable<Note> notes, Texts texts, Func<string, FigureScale?> scaleOf) =>
        notes.GroupBy(n => n.Code).Select(kind => string.Join(texts["sentence.space"], kind.Select(n => n.Written(texts, scaleOf)).Distinct()));

    /// <summary>A remark, its amounts in the unit of the figures that it is about.</summary>
    public static string Written(this Note note, Texts texts, Func<string, FigureScale?> scaleOf) =>
        note.Amounts is { } amounts && scaleOf(amounts.Measure) is { } scale
            ? texts[amounts.Pattern.With([.. amounts.Values.Select(scale.Text)])]
            : texts[note.Text];

    /// <summary>What a reader must know before a figure of that measure is held against its target: targets that contradict each other.</summary>
    public static IEnumerable<string> DoubtsOfTarget(this Result result, string measure, FigureScale scale, Texts texts) =>
        result.Notes.Where(note => note.Measure == measure && note.Code == TargetDoubt).Written(texts, scale);

    /// <summary>The day on which the last of a measure's figures is final; null where all are.</summary>
    public static DateOnly? FinalOn(this Result result, string measure) =>
        result.Notes.FirstOrDefault(note => note.Measure == measure && note.FinalOn is not null)?.FinalOn;

    /// <summary>All else that the answer remarks on that measure's figure, such as how much of it is cancelled.</summary>
    public static IReadOnlyList<string> RemarksOn(this Result result, string measure, FigureScale scale, Texts texts) =>
        [.. result.Notes.Where(note => note.Measure == measure && note.Code != TargetDoubt).Written(texts, scale)];

    /// <summary>Remarks beside figures of one scale.</summary>
    public static IEnumerable<string> Written(this IEnumerable<Note> notes, Texts texts, FigureScale scale) => notes.Written(texts, _ => scale);

    /// <summary>The cell of a measure in a row (or the totals), <see cref="Cell.NoData"/> where the answer has no such measure.</summary>
    public static Cell Of(this Result result, IReadOnlyList<Cell> cells, string measure)
    {
        for (var i = 0; i < result.Measures.Count; i++)
            if (result.Measures[i].Name == measure)
                return cells[i];
        return Cell.NoData;
    }

    /// <summary>The measure's column, or null.</summary>
    public static MeasureColumn? Column(this Result result, string measure) => result.Measures.FirstOrDefault(m => m.Name == measure);
}
