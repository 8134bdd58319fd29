using System.Globalization;

namespace Analytics.Sql.Model;

/// <summary>Puts what the statements read together into one <see cref="Result"/>: rows in order, a state for every cell, totals, notes.</summary>
internal sealed class Answer(Query query, Question question, DatasetState dataset, Figures figures, Figures before, Targets targets)
{
    public Result Compose()
    {
        figures.Members.AddAll(before.Members);
        figures.Members.AddAll(targets.Members);
        var rows = Rows();
        return new Result
        {
            Query = query with { Dataset = dataset.Code, Publication = dataset.Publication },
            Dataset = dataset.Code,
            DatasetLabel = dataset.Label,
            Currency = dataset.Currency,
            FiscalYearStartMonth = dataset.Calendar.StartMonth,
            IsSynthetic = dataset.IsSynthetic,
            Publication = dataset.Publication,
            AsOf = dataset.AsOf,
            DataThrough = dataset.DataThrough,
            Counts = dataset.Counts,
            Slicers = [.. question.By.Select(s => new SlicerColumn(s.Name, s.Label))],
            Measures = [.. question.Measures.Select(m => m.Column(dataset.Calendar))],
            Rows = question.By.Count == 0 ? [new ResultRow([], Cells(null))] : [.. rows.Select(row => new ResultRow(MembersOf(row), Cells(row)))],
            Totals = Cells(null),
            Notes = [.. new Notes(question, dataset, figures, rows).All()],
        };
    }

    private List<RowKey> Rows()
    {
        var rows = new HashSet<RowKey>(figures.Rows);
        // Members that had figures a year before stay in sight; years beyond the answer's own do not come in by that door.
        var years = figures.Rows.SelectMany(YearsOf).ToHashSet();
        rows.UnionWith(before.Rows.Select(row => question.Shifted(row, 1)).Where(row => YearsOf(row).All(years.Contains) && !IsAhead(row)));
        rows.UnionWith(targets.Rows.Where(HasTarget));
        if (question.By is [{ Grain: TimeGrain.FiscalYear } slicer])
        {
            rows.UnionWith(YearsWithoutGaps(years, question.CoordinateOf(slicer, row: null)).Select(code => new RowKey([code])));
        }

        var ordered = rows.ToList();
        ordered.Sort((left, right) => figures.Members.Compare(question.By, left, right));
        return ordered;

        IEnumerable<int> YearsOf(RowKey row) => PeriodsOf(row).Select(p => FiscalCalendar.YearPart(p.Code));

        bool IsAhead(RowKey row) => PeriodsOf(row).Any(p => dataset.Calendar.FirstDay(p.Grain, p.Code) > dataset.DataThrough);
    }

    /// <summary>From the first to the last year that has figures; of years that were asked for by name, those that the dataset has come to.</summary>
    private IEnumerable<string> YearsWithoutGaps(HashSet<int> years, IReadOnlyList<string> named)
    {
        if (named.Count > 0)
        {
            return dataset is { FirstDate: { } first, DataThrough: { } through }
                ? named.Where(code => FiscalCalendar.YearPart(code) >= dataset.Calendar.YearOf(first) && FiscalCalendar.YearPart(code) <= dataset.Calendar.YearOf(through))
                : [];
        }

        return years.Count == 0 ? [] : Enumerable.Range(years.Min(), years.Max() - years.Min() + 1).Select(year => year.ToString("0000", CultureInfo.InvariantCulture));
    }

    private IEnumerable<(TimeGrain Grain, string Code)> PeriodsOf(RowKey row) => row.Codes
        .Select((code, index) => (question.By[index].Grain, Code: code))
        .Where(p => p.Grain is not null && ReservedCode.Rank(p.Code) == 0)
        .Select(p => (p.Grain!.Value, p.Code));

    /// <summary>True where a measure that is asked has a target at exactly this row, in a year that the dataset has come to.</summary>
    private bool HasTarget(RowKey row) =>
        TargetGrain.Of(question, row) is { } grain && dataset is { FirstDate: { } first, DataThrough: { } through }
        && grain.FiscalYear >= dataset.Calendar.YearOf(first) && grain.FiscalYear <= dataset.Calendar.YearOf(through)
        && question.Measures.Any(m => m.Facet is MeasureFacet.Target or MeasureFacet.TargetAttainment && targets.Of(m.Measure.Name, grain) is not null);

    private IReadOnlyList<Member> MembersOf(RowKey row) =>
        [.. row.Codes.Select((code, index) => figures.Members.MemberOf(question.By[index], code, dataset.Calendar))];

    private IReadOnlyList<Cell> Cells(RowKey? row) => [.. question.Measures.Select(m => CellOf(m, row))];

    private Cell CellOf(MeasureRequest request, RowKey? row) => request.Facet switch
    {
        MeasureFacet.Target => TargetOf(request.Measure, row),
        MeasureFacet.TargetAttainment => AttainmentOf(request.Measure, row),
        MeasureFacet.Previous => PreviousOf(request.Measure, row),
        _ => PlainOf(request.Measure, row),
    };

    private Cell PlainOf(MeasureDeclaration measure, RowKey? row) => FigureCell(measure, figures, row, question.PeriodOf(row));

    private Cell FigureCell(MeasureDeclaration measure, Figures source, RowKey? row, (TimeGrain Grain, string Code)? period)
    {
        if (!dataset.Has(measure.Fact))
        {
            return Cell.NoData;
        }

        if (!question.AppliesTo(measure.Fact))
        {
            return Cell.NotApplicable;
        }

        var figure = source.Of(row, measure.Name);
        // A sum of nothing is 0; a sum over rows of which no value is known is unknown.
        return measure.Kind == MeasureKind.Sum && figure is { Rows: > 0, Known: 0 }
            ? Cell.NoData
            : new Cell(InUnits(measure, figure.Value ?? 0), IsRunning(period) ? CellState.Provisional : CellState.Value);
    }

    private Cell PreviousOf(MeasureDeclaration measure, RowKey? row)
    {
        if (question.PeriodOf(row) is not var (grain, code))
        {
            return Cell.NotApplicable;
        }

        var earlier = FiscalCalendar.Shift(code, -1);
        var isBeforeFirst = dataset.FirstDate is { } first && dataset.Calendar.LastDay(grain, earlier) < dataset.Calendar.FirstDay(dataset.Calendar.YearOf(first));
        return isBeforeFirst ? Cell.NoData : FigureCell(measure, before, row is null ? null : question.Shifted(row, -1), (grain, earlier));
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

    private bool IsRunning((TimeGrain Grain, string Code)? period) =>
        period is var (grain, code) && dataset.DataThrough is { } through
        && dataset.Calendar.FirstDay(grain, code) <= through && through < dataset.Calendar.LastDay(grain, code);

    private decimal InUnits(MeasureDeclaration measure, decimal value) => measure.Unit == MeasureUnit.Currency ? dataset.MajorUnits(value) : value;
}
