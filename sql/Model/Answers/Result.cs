using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// State of a cell. <see cref="Provisional"/> and <see cref="Immature"/> keep their value; all but <see cref="Value"/> and these two have none. A
/// blank is never a zero.
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

/// <summary>What a percentage was made of: cases (or units summed) of the part, and of its base. A base under 10 reads "3 of 7".</summary>
public sealed record RatioParts(long Part, long Base);

/// <summary>
/// One figure: its exact value in major units (null where the state has none), its state, and of a ratio the parts (null for all other measures).
/// </summary>
public readonly record struct Cell(decimal? Value, CellState State)
{
    /// <summary>Part and base of a ratio's value; null where there is none.</summary>
    public RatioParts? Parts { get; init; }

    /// <summary>The rows behind a median or a quotient (n); of a ratio see <see cref="Parts"/>; null for all other measures.</summary>
    public long? Cases { get; init; }

    /// <summary>Of a quotient: the rows for which its part is known; of the others nothing was reported. Null for all other measures.</summary>
    public long? Reported { get; init; }

    /// <summary>
    /// Less than the share that an incidence asks for had reached it by the last day that counts. There is no figure, and the word for it is "not
    /// reached by half".
    /// </summary>
    public bool IsNotReached { get; init; }

    /// <summary>A cell that is not asked of this fact, slicer or period.</summary>
    public static readonly Cell NotApplicable = new(null, CellState.NotApplicable);

    /// <summary>A cell of a dataset that has no such fact, or of a period before its first.</summary>
    public static readonly Cell NoData = new(null, CellState.NoData);
}

/// <summary>One row: a member per slicer of <see cref="Result.Slicers"/>, a cell per measure of <see cref="Result.Measures"/>.</summary>
public sealed record ResultRow(IReadOnlyList<Member> Members, IReadOnlyList<Cell> Cells);

/// <summary>A remark that belongs to the answer, e.g. "Rows overlap: sum 131, total 104.". <see cref="Code"/> is stable.</summary>
public sealed record Note(string Code, Bilingual Text)
{
    /// <summary>Name of the one measure that it is about; null where it is about several, or about the whole answer.</summary>
    public string? Measure { get; init; }

    /// <summary>Of figures that can still rise: the day on which the last of them is final; null of all other remarks.</summary>
    public DateOnly? FinalOn { get; init; }

    /// <summary>The amounts that it names, so that a table can write them in its own unit; null where it names none.</summary>
    public NotedAmounts? Amounts { get; init; }
}

/// <summary>Amounts of a measure in a remark: its text with a place ({0}, {1}) for each, and the amounts in major units.</summary>
public sealed record NotedAmounts(string Measure, Bilingual Pattern, IReadOnlyList<decimal> Values);

/// <summary>
/// The one answer that feeds chart, table, export, API and report. Immutable. Totals are recomputed by the engine, never summed from the rows.
/// </summary>
public sealed record Result
{
    /// <summary>The question as it was answered: dataset and publication filled in.</summary>
    public required Query Query { get; init; }

    /// <summary>Code of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Label of the dataset.</summary>
    public required Bilingual DatasetLabel { get; init; }

    /// <summary>Code of ISO 4217 of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>4: fiscal years run from April (with Japanese eras); 1: calendar years.</summary>
    public required int FiscalYearStartMonth { get; init; }

    /// <summary>Synthetic data: every picture and export says so.</summary>
    public required bool IsSynthetic { get; init; }

    /// <summary>Publication number that was read; 0 = nothing is published yet.</summary>
    public required int Publication { get; init; }

    /// <summary>The publication's instant (UTC).</summary>
    public required DateTimeOffset? AsOf { get; init; }

    /// <summary>The "today" of every figure; null while the dataset is empty.</summary>
    public required DateOnly? DataThrough { get; init; }

    /// <summary>Rows used, rejected, waiting.</summary>
    public required RowCounts Counts { get; init; }

    /// <summary>Slicers that span the rows.</summary>
    public required IReadOnlyList<SlicerColumn> Slicers { get; init; }

    /// <summary>Measures, in the order asked.</summary>
    public required IReadOnlyList<MeasureColumn> Measures { get; init; }

    /// <summary>Rows in the slicers' order. Without slicers exactly one, equal to <see cref="Totals"/>.</summary>
    public required IReadOnlyList<ResultRow> Rows { get; init; }

    /// <summary>Rows of the whole answer: more than <see cref="Rows"/> holds where one page of them is asked for.</summary>
    public required int RowCount { get; init; }

    /// <summary>One cell per measure over all rows together.</summary>
    public required IReadOnlyList<Cell> Totals { get; init; }

    /// <summary>Remarks.</summary>
    public required IReadOnlyList<Note> Notes { get; init; }

    /// <summary>Which engine gave the figures, and what it took. Two engines' results differ in nothing else.</summary>
    public required Trace Trace { get; init; }
}
