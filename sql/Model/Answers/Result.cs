using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// State of a cell. <see cref="Value"/>, <see cref="Provisional"/> and <see cref="Immature"/> carry a value; the other states have none. A blank
/// never means zero.
/// </summary>
public enum CellState
{
    Value,
    NoData,
    NotApplicable,
    Suppressed,
    Immature,
    Provisional,
}

/// <summary>Part and base of a percentage, in cases (or summed units). A base below 10 is shown as "3 of 7".</summary>
public sealed record RatioParts(long Part, long Base);

/// <summary>
/// One figure: its exact value in major units (null if the state has none), its state, and the parts of a ratio (null for all other measures).
/// </summary>
public readonly record struct Cell(decimal? Value, CellState State)
{
    /// <summary>Part and base of a ratio; null if it has no value.</summary>
    public RatioParts? Parts { get; init; }

    /// <summary>The number of rows behind a median or quotient (n); for a ratio see <see cref="Parts"/>; null for all other measures.</summary>
    public long? Cases { get; init; }

    /// <summary>For a quotient, the rows whose part was reported; null for all other measures.</summary>
    public long? Reported { get; init; }

    /// <summary>
    /// Fewer than the requested share of an incidence had reached it by the last day counted. There is no value; the cell reads "not reached by
    /// half".
    /// </summary>
    public bool IsNotReached { get; init; }

    /// <summary>The measure does not apply to this fact, slicer or period.</summary>
    public static readonly Cell NotApplicable = new(null, CellState.NotApplicable);

    /// <summary>The dataset has no such fact, or the period precedes its first row.</summary>
    public static readonly Cell NoData = new(null, CellState.NoData);
}

/// <summary>One row: a member per slicer of <see cref="Result.Slicers"/>, a cell per measure of <see cref="Result.Measures"/>.</summary>
public sealed record ResultRow(IReadOnlyList<Member> Members, IReadOnlyList<Cell> Cells);

/// <summary>A note on the answer, e.g. "Rows overlap: sum 131, total 104.". <see cref="Code"/> is stable.</summary>
public sealed record Note(string Code, Bilingual Text)
{
    /// <summary>Name of the one measure it is about; null if it is about several or about the whole answer.</summary>
    public string? Measure { get; init; }

    /// <summary>For figures that can still rise, the day on which the last of them becomes final; null for all other notes.</summary>
    public DateOnly? FinalOn { get; init; }

    /// <summary>The amounts it quotes, so that a table can show them in its own unit; null if it quotes none.</summary>
    public NotedAmounts? Amounts { get; init; }
}

/// <summary>Amounts of a measure in a note: the text with placeholders ({0}, {1}), and the amounts in major units.</summary>
public sealed record NotedAmounts(string Measure, Bilingual Pattern, IReadOnlyList<decimal> Values);

/// <summary>
/// The one answer behind chart, table, export, API and report. Immutable. Totals are computed by the engine, never summed from the rows.
/// </summary>
public sealed record Result
{
    /// <summary>The question as answered: dataset and publication filled in.</summary>
    public required Query Query { get; init; }

    /// <summary>Code of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Label of the dataset.</summary>
    public required Bilingual DatasetLabel { get; init; }

    /// <summary>ISO 4217 code of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>4: fiscal years start in April (with Japanese eras); 1: calendar years.</summary>
    public required int FiscalYearStartMonth { get; init; }

    /// <summary>The data is synthetic; every picture and export says so.</summary>
    public required bool IsSynthetic { get; init; }

    /// <summary>The publication read; 0 if nothing is published yet.</summary>
    public required int Publication { get; init; }

    /// <summary>When the publication was made (UTC).</summary>
    public required DateTimeOffset? AsOf { get; init; }

    /// <summary>The "today" of every figure; null for an empty dataset.</summary>
    public required DateOnly? DataThrough { get; init; }

    /// <summary>Rows used, rejected and pending.</summary>
    public required RowCounts Counts { get; init; }

    /// <summary>Slicers that split the rows.</summary>
    public required IReadOnlyList<SlicerColumn> Slicers { get; init; }

    /// <summary>Measures, in the order requested.</summary>
    public required IReadOnlyList<MeasureColumn> Measures { get; init; }

    /// <summary>Rows in slicer order. Without slicers there is exactly one, equal to <see cref="Totals"/>.</summary>
    public required IReadOnlyList<ResultRow> Rows { get; init; }

    /// <summary>Rows of the whole answer; exceeds the number of <see cref="Rows"/> if only one page was requested.</summary>
    public required int RowCount { get; init; }

    /// <summary>One cell per measure over all rows together.</summary>
    public required IReadOnlyList<Cell> Totals { get; init; }

    /// <summary>Notes on the answer.</summary>
    public required IReadOnlyList<Note> Notes { get; init; }

    /// <summary>Which engine computed the figures, and at what cost. Results of different engines differ in nothing else.</summary>
    public required Trace Trace { get; init; }
}
