using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>Computes the cells of an answer: each figure in its unit, with its state.</summary>
internal sealed class AnswerCells(
    Question question,
    DatasetState dataset,
    Figures figures,
    Figures before,
    Figures beforeToDate,
    Figures sometimeBefore,
    Targets targets,
    EstablishmentBase establishments,
    StockDays stockDays
)
{
    /// <summary>With a base below this, a change is given as a difference, not as a percentage.</summary>
    public const int SmallBase = 10;

    private readonly StockDays _stockDaysBefore = stockDays.YearBefore();
    private readonly RunningTotals _running = new(question, dataset, figures);
    private readonly int[] _timePlaces = [.. question.By.Index().Where(s => s.Item.Kind == SlicerKind.Time).Select(s => s.Index)];
    private readonly Dictionary<(string Periods, int YearsLater), (bool IsRunning, DateOnly End)> _spans = [];
    private readonly Dictionary<string, (Cell? Without, Cell? OfRows, bool NeedsDays, bool IsOfKinds)> _measures = new(StringComparer.Ordinal);

    /// <summary>One cell per requested measure; a null <paramref name="row"/> stands for the totals.</summary>
    public IReadOnlyList<Cell> Of(RowKey? row)
    {
        var cells = new Cell[question.Measures.Count];
        for (var index = 0; index < cells.Length; index++)
            cells[index] = Of(question.Measures[index], row);
        return cells;
    }

    public Cell Of(MeasureRequest request, RowKey? row) =>
        request.Facet switch
        {
            MeasureFacet.Target => TargetOf(request.Measure, row),
            MeasureFacet.TargetAttainment => AttainmentOf(request.Measure, row),
            MeasureFacet.Previous => PreviousOf(request.Measure, row, before, dataset.DataThrough),
            MeasureFacet.PreviousToDate => request.Measure.Kind == MeasureKind.Quotient || IsSometimeBefore(request.Measure, row)
                ? Cell.NotApplicable // its sums of three years are not on record as they once stood, or nobody knows whether its rows came before the point
                : PreviousOf(request.Measure, row, beforeToDate, dataset.DataThrough is { } through ? StockDays.YearBefore(through) : null),
            MeasureFacet.Change => ChangeOf(request.Measure, row),
            MeasureFacet.ChangePercent => ChangePercentOf(request.Measure, row),
            MeasureFacet.Share => ShareOf(request.Measure, row),
            MeasureFacet.Running => RunningOf(request.Measure, row),
            MeasureFacet.Per1000Establishments => PerEstablishmentsOf(request.Measure, row),
            _ => PlainOf(request.Measure, row),
        };

    private Cell PlainOf(MeasureDeclaration measure, RowKey? row) => FigureCell(measure, figures, row, yearsLater: 0, dataset.DataThrough);

    /// <summary>
    /// The difference from a year before, once the period is over. A stock belongs to one day, so it never covers part of a period.
    /// </summary>
    private Cell ChangeOf(MeasureDeclaration measure, RowKey? row)
    {
        var (now, then) = (PlainOf(measure, row), PreviousOf(measure, row, before, dataset.DataThrough));
        return now.Value is null ? now with { Cases = null, Reported = null }
            : then.Value is null ? then with { Cases = null, Reported = null }
            : IsOfPart(measure, now) || IsOfFew(now) || IsOfFew(then) ? Cell.NotApplicable
            : new Cell(now.Value - then.Value, then.State == CellState.Value ? now.State : then.State);
    }

    private Cell ChangePercentOf(MeasureDeclaration measure, RowKey? row)
    {
        if (measure.Unit is MeasureUnit.Percent or MeasureUnit.Ratio or MeasureUnit.Days or MeasureUnit.Years)
        {
            return Cell.NotApplicable;
        }

        var (change, then) = (ChangeOf(measure, row), PreviousOf(measure, row, before, dataset.DataThrough));
        return change.Value is null ? change
            : then.Value < SmallBase ? Cell.NotApplicable
            : new Cell(100 * change.Value / then.Value, change.State);
    }

    /// <summary>A running period is not comparable with a complete one.</summary>
    public static bool IsOfPart(MeasureDeclaration measure, Cell cell) => cell.State == CellState.Provisional && measure.Kind != MeasureKind.Stock;

    private static bool IsOfFew(Cell cell) => cell.Parts is { Base: < SmallBase };

    /// <summary>Share of the total, which is itself 100 %; without rows there is no share.</summary>
    private Cell ShareOf(MeasureDeclaration measure, RowKey? row)
    {
        var (part, whole) = (PlainOf(measure, row), PlainOf(measure, row: null));
        return !measure.IsAdditive || question.By.Count == 0 || question.By.Any(s => s.Overlaps) ? Cell.NotApplicable
            : part.Value is null ? part
            : whole.Value is not > 0 ? Cell.NotApplicable
            : new Cell(100 * part.Value / whole.Value, part.State);
    }

    private Cell RunningOf(MeasureDeclaration measure, RowKey? row)
    {
        var cell = PlainOf(measure, row);
        return !measure.IsAdditive || row is null || cell.State == CellState.NotApplicable ? Cell.NotApplicable
            : !_running.IsAlongTime(row) ? Cell.NotApplicable
            : _running.Of(measure, row) is { } sum
                ? new Cell(InUnits(measure, sum), cell.State == CellState.Provisional ? CellState.Provisional : CellState.Value)
            : Cell.NoData;
    }

    private Cell PreviousOf(MeasureDeclaration measure, RowKey? row, Figures source, DateOnly? through)
    {
        if (measure.Kind != MeasureKind.Stock)
        {
            if (question.PeriodOf(row) is not var (grain, code))
            {
                return Cell.NotApplicable;
            }

            if (IsBeforeFirst(dataset.Calendar.LastDay(grain, FiscalCalendar.Shift(code, -1))))
            {
                return Cell.NoData;
            }
        }
        else if (!measure.IsOfTodayOnly && _stockDaysBefore.DayOf(question, Shifted(row)) is { } day && IsBeforeFirst(day))
        {
            return Cell.NoData;
        }

        return FigureCell(measure, source, Shifted(row), yearsLater: -1, through);
    }

    /// <summary>
    /// True while the period is still running and the same period a year before has rows of which only the year is known: the two cannot be compared
    /// to the same day.
    /// </summary>
    public bool IsSometimeBefore(MeasureDeclaration measure, RowKey? row) =>
        IsRunning(row, yearsLater: 0) && sometimeBefore.Of(Shifted(row), measure.Name).Rows > 0;

    private RowKey? Shifted(RowKey? row) => row is null ? null : question.Shifted(row, -1);

    private bool IsBeforeFirst(DateOnly day) => dataset.FirstDate is { } first && day < dataset.Calendar.FirstDay(dataset.Calendar.YearOf(first));

    /// <param name="measure">The measure.</param>
    /// <param name="source">The figures to read from.</param>
    /// <param name="row">The row in <paramref name="source"/>; null for the totals.</param>
    /// <param name="yearsLater">How many years the filters of <paramref name="source"/> lie after the question's.</param>
    /// <param name="through">The last day counted in <paramref name="source"/>.</param>
    private Cell FigureCell(MeasureDeclaration measure, Figures source, RowKey? row, int yearsLater, DateOnly? through)
    {
        var (without, ofRows, needsDays, isOfKinds) = About(measure);
        if ((row is null ? without : without ?? ofRows) is { } nothing)
        {
            return nothing;
        }

        if (isOfKinds && question.KeptOutBy(measure, row) is not null)
        {
            return Cell.NotApplicable;
        }

        var figure = source.Of(row, measure.Name);
        var state = IsRunning(row, yearsLater) ? CellState.Provisional : CellState.Value;
        return measure.Kind switch
        {
            MeasureKind.Incidence => IncidenceCell(measure, figure, state),
            MeasureKind.Quotient => QuotientCell(measure, figure, IsImmature(measure, CohortEnd(row, yearsLater), through) ? CellState.Immature : state),
            MeasureKind.Quantile => figure.Rows == 0 ? Cell.NotApplicable
            : figure.Value is { } value ? new Cell(InUnits(measure, value), state) { Cases = figure.Known }
            : Cell.NoData,
            MeasureKind.Ratio => RatioCell(figure, IsImmature(measure, CohortEnd(row, yearsLater), through) ? CellState.Immature : state),
            MeasureKind.Stock => StockCell(
                measure,
                figure,
                yearsLater == 0 ? stockDays.DayOf(question, row) : _stockDaysBefore.DayOf(question, row),
                row,
                state
            ),
            _ when needsDays && figure is { Rows: > 0, Known: 0 } => Cell.NotApplicable,
            // The sum of no rows is 0; the sum of rows without a single known value is unknown.
            MeasureKind.Sum when figure is { Rows: > 0, Known: 0 } => Cell.NoData,
            // A value that no table gives is unknown, not 0: a region without a published GVA still has one.
            MeasureKind.Sum when figure.Known == 0 && measure.Fact.AddsWithin is not null => Cell.NoData,
            _ => new Cell(InUnits(measure, figure.Value ?? 0), state),
        };
    }

    /// <summary>A ratio with an empty base has no value.</summary>
    private static Cell RatioCell(Figure figure, CellState state) =>
        figure.Rows == 0
            ? Cell.NotApplicable
            : new Cell(100 * (figure.Value ?? 0) / figure.Rows, state) { Parts = new RatioParts((long)(figure.Value ?? 0), figure.Rows) };

    private static Cell IncidenceCell(MeasureDeclaration measure, Figure figure, CellState state) =>
        figure.Known == 0 ? Cell.NotApplicable
        : CumulativeIncidence.TimeOf(figure.Departures!, measure.Incidence!.Share) is { } time ? new Cell(time, state) { Cases = figure.Known }
        : Cell.NotApplicable with { IsNotReached = true, Cases = figure.Known };

    private static Cell QuotientCell(MeasureDeclaration measure, Figure figure, CellState state) =>
        figure.Quotient is not { Base: not 0 } sums ? Cell.NotApplicable
        : sums.Companies < measure.Quotient!.Fewest ? new Cell(null, CellState.Suppressed)
        : new Cell(sums.Part / sums.Base, state) { Cases = sums.Companies, Reported = figure.Known };

    private Cell StockCell(MeasureDeclaration measure, Figure figure, DateOnly? day, RowKey? row, CellState state)
    {
        if (day is null)
        {
            return row?.Codes.Contains(ReservedCode.NotApplicable) == true ? Cell.NotApplicable : Cell.NoData;
        }

        return (measure.IsOfTodayOnly && day != dataset.DataThrough) || figure is { Rows: > 0, Known: 0 }
            ? Cell.NotApplicable
            : new Cell(figure.Value ?? 0, state);
    }

    /// <summary>The last day on which a referral in the cell's cohort can fall; without a time filter, the last day counted.</summary>
    public DateOnly CohortEnd(MeasureRequest request, RowKey? row) =>
        request.Facet is MeasureFacet.Previous or MeasureFacet.PreviousToDate ? CohortEnd(Shifted(row), yearsLater: -1) : CohortEnd(row, yearsLater: 0);

    private DateOnly CohortEnd(RowKey? row, int yearsLater) => SpanOf(row, yearsLater).End;

    private static bool IsImmature(MeasureDeclaration measure, DateOnly end, DateOnly? through) =>
        measure.MatureAfter is { } days && through is { } last && end.DayNumber + days > last.DayNumber;

    private bool IsRunning(RowKey? row, int yearsLater) => SpanOf(row, yearsLater).IsRunning;

    /// <summary>Whether the row's period is still running, and its last day. Cached, as rows of the same period share it.</summary>
    private (bool IsRunning, DateOnly End) SpanOf(RowKey? row, int yearsLater)
    {
        var periods = row is null
            ? "all"
            : _timePlaces switch
            {
                [] => "",
                [var place] => row.Codes[place],
                var places => Joined(row, places),
            };
        if (!_spans.TryGetValue((periods, yearsLater), out var span))
        {
            if (dataset.DataThrough is not { } through)
                return (false, DateOnly.MaxValue);
            var end = question.LastDay(row, dataset.Calendar, yearsLater, through);
            _spans[(periods, yearsLater)] = span = (
                question.PeriodOf(row, yearsLater) is var (grain, code) && dataset.Calendar.FirstDay(grain, code) <= through && through < end,
                end
            );
        }

        return span;
    }

    // A method of its own because it runs for every cell: inlined, the lambda would allocate each time, even for a single place.
    private static string Joined(RowKey row, int[] places) => string.Join('\u001f', places.Select(place => row.Codes[place]));

    /// <summary>
    /// Whether the measure has the same state in every cell (<c>Without</c>) or in every row but not in the totals (<c>OfRows</c>), because the
    /// dataset or the fact lacks what it needs; whether it needs exact days; and whether a slicer of the question has kinds of which it counts only
    /// some.
    /// </summary>
    private (Cell? Without, Cell? OfRows, bool NeedsDays, bool IsOfKinds) About(MeasureDeclaration measure)
    {
        if (!_measures.TryGetValue(measure.Name, out var about))
        {
            Cell? without =
                !dataset.Has(measure) ? Cell.NoData
                : !question.AppliesTo(measure) || question.Filters.Any(f => !question.Knows(measure.Fact, f.Slicer)) ? Cell.NotApplicable
                : null;
            Cell? ofRows = question.TellsRows(measure.Fact) ? null : Cell.NotApplicable;
            var isOfKinds = question.Kinds(measure).Any();
            _measures[measure.Name] = about = (without, ofRows, measure.NeedsDays, isOfKinds);
        }

        return about;
    }

    private Cell TargetOf(MeasureDeclaration measure, RowKey? row)
    {
        if (TargetGrain.Of(question, row) is not { } grain)
        {
            return Cell.NotApplicable;
        }

        return targets.Of(measure.Name, grain) is { } target ? new Cell(InUnits(measure, target), CellState.Value) : Cell.NoData;
    }

    private Cell AttainmentOf(MeasureDeclaration measure, RowKey? row)
    {
        var target = TargetOf(measure, row);
        var actual = PlainOf(measure, row);
        return target.Value is null or 0 ? Cell.NotApplicable
            : actual.Value is null ? actual
            : new Cell(100 * actual.Value / target.Value, actual.State);
    }

    /// <summary>For counts and sums only; a rate, median or quotient already has a base of its own.</summary>
    private Cell PerEstablishmentsOf(MeasureDeclaration measure, RowKey? row)
    {
        var cell = PlainOf(measure, row);
        return !measure.IsAmount || establishments.Of(row) is not var (_, known) ? Cell.NotApplicable
            : cell.Value is null ? cell
            : new Cell(EstablishmentBase.Per * cell.Value / known, cell.State);
    }

    private decimal InUnits(MeasureDeclaration measure, decimal value) => measure.Unit == MeasureUnit.Currency ? dataset.MajorUnits(value) : value;
}
