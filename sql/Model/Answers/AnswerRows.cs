using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Which rows an answer has, so that a count is 0 where the dataset has the fact but no row fits, and pages, exports and the API do not differ in it.
/// <list type="bullet">
/// <item>Without slicers: one.</item>
/// <item>By one slicer: the members with figures, now or a year before, or with a target; of a slicer that lists all its members, or whose members the question
/// names, also those that the dataset has at any other time; of time all periods from the first with figures to the last, or all those that it names.</item>
/// <item>By several: every combination of the members that occur, up to <see cref="MostCombinations"/>; beyond that only those with figures. What belongs
/// together stays together: a municipality stands in its own prefecture, a month in its own year.</item>
/// </list>
/// A combination or period without figures stands only where a cell of it has one, which is 0 (fiscal years alone always stand: charts run along them); "the
/// question does not arise" is combined with nothing.
/// </summary>
internal sealed class AnswerRows
{
    /// <summary>Up to this many combinations, those without rows are listed with 0.</summary>
    public const int MostCombinations = 5_000;

    private readonly Question _question;
    private readonly StockDays _days;
    private readonly HashSet<RowKey> _found;
    private readonly HashSet<RowKey> _added = [];

    public AnswerRows(
        Question question,
        DatasetState dataset,
        StockDays days,
        Figures figures,
        IReadOnlyList<Figures> before,
        Figures standing,
        Targets targets
    )
    {
        (_question, _days, _found) = (question, days, new(figures.Rows));
        if (before.Any(f => f.Rows.Count > 0))
            AddBefore(before, figures, dataset);
        _found.UnionWith(targets.Rows.Where(row => HasTarget(row, dataset, targets)));
        // Members that the dataset has stand with 0 where nothing fits; one that stands for "the question does not arise" only where there are figures.
        _found.UnionWith(standing.Rows.Where(row => !row.Codes.Contains(ReservedCode.NotApplicable)));
        Add(figures);
    }

    /// <summary>All rows, unordered.</summary>
    public IReadOnlyCollection<RowKey> All => [.. _found, .. _added];

    /// <summary>There are too many combinations, so those without rows (value 0) are omitted.</summary>
    public bool LeavesZerosOut { get; private set; }

    /// <summary>True for a combination or period that is listed only to show its zeros.</summary>
    public bool IsForZeros(RowKey row) => _question.By is not [{ Grain: TimeGrain.FiscalYear }] && _added.Contains(row);

    /// <summary>Adds members that had figures a year before, but no years outside the answer's own.</summary>
    private void AddBefore(IReadOnlyList<Figures> before, Figures figures, DatasetState dataset)
    {
        var years = figures.Rows.SelectMany(PeriodsOf).Select(p => FiscalCalendar.YearPart(p.Code)).ToHashSet();
        _found.UnionWith(
            before
                .SelectMany(f => f.Rows)
                .Select(row => _question.Shifted(row, 1))
                .Where(row =>
                    PeriodsOf(row)
                        .All(p => years.Contains(FiscalCalendar.YearPart(p.Code)) && dataset.Calendar.FirstDay(p.Grain, p.Code) <= dataset.DataThrough)
                )
        );
    }

    /// <summary>Adds the combinations of all members that occur, dimension by dimension and along time.</summary>
    private void Add(Figures figures)
    {
        if (_question.By is [] or [{ Kind: not SlicerKind.Time }])
        {
            return;
        }

        var groups = _question
            .By.Index()
            .GroupBy(s => (object?)s.Item.Dimension ?? (s.Item.Kind == SlicerKind.Time ? SlicerKind.Time : s.Item.Column!))
            .Select(g => g.Select(s => s.Index).ToArray())
            .ToList();
        var members = groups.Select(places => _question.By[places[0]].Kind == SlicerKind.Time ? Periods(places, figures) : MembersOf(places, _found)).ToList();
        LeavesZerosOut = groups.Count > 1 && members.Aggregate(1L, (product, some) => Math.Min(int.MaxValue, product * some.Count)) > MostCombinations;
        if (LeavesZerosOut)
        {
            return;
        }

        IEnumerable<string[]> rows = [new string[_question.By.Count]];
        foreach (var (places, some) in groups.Zip(members))
            rows = rows.SelectMany(row => some.Select(member => With(row, places, member)));
        _added.UnionWith(rows.Select(codes => new RowKey(codes)));
        _added.ExceptWith(_found);

        static string[] With(string[] row, int[] places, RowKey member)
        {
            var codes = (string[])row.Clone();
            for (var index = 0; index < places.Length; index++)
                codes[places[index]] = member.Codes[index];
            return codes;
        }
    }

    private static IReadOnlyCollection<RowKey> MembersOf(int[] places, IEnumerable<RowKey> rows)
    {
        // A question with few members reads many rows, so rows with the same code share one key.
        var members = places is [var only]
            ? rows.Select(row => row.Codes[only]).Distinct(StringComparer.Ordinal).Select(code => new RowKey([code]))
            : rows.Select(row => new RowKey(Array.ConvertAll(places, place => row.Codes[place])));
        return members.Where(member => !member.Codes.Contains(ReservedCode.NotApplicable)).ToHashSet();
    }

    /// <summary>
    /// The periods of the rows without gaps: from the first with figures to the last; where the question names any, those that the dataset has come
    /// to.
    /// </summary>
    private IReadOnlyCollection<RowKey> Periods(int[] places, Figures figures)
    {
        var withFigures = MembersOf(places, figures.Rows);
        var finest = Enumerable.Range(0, places.Length).MaxBy(index => _question.By[places[index]].Grain);
        var isNamed = _question.CoordinateOf(_question.By[places[finest]], row: null).Count > 0;
        var (first, last) = (withFigures.Select(OrderOf).Min(StringComparer.Ordinal), withFigures.Select(OrderOf).Max(StringComparer.Ordinal));
        return [.. _days.ByPeriod.Keys.Where(period => isNamed || IsBetween(OrderOf(period))).Concat(MembersOf(places, _found)).Distinct()];

        string OrderOf(RowKey period) => period.Codes[finest];

        bool IsBetween(string period) => first is not null && string.CompareOrdinal(period, first) >= 0 && string.CompareOrdinal(period, last) <= 0;
    }

    private IEnumerable<(TimeGrain Grain, string Code)> PeriodsOf(RowKey row) =>
        row
            .Codes.Select((code, index) => (_question.By[index].Grain, Code: code))
            .Where(p => p.Grain is not null && ReservedCode.Rank(p.Code) == 0)
            .Select(p => (p.Grain!.Value, p.Code));

    /// <summary>True if a requested measure has a target at exactly this row, in a year that the data has reached.</summary>
    private bool HasTarget(RowKey row, DatasetState dataset, Targets targets) =>
        TargetGrain.Of(_question, row) is { } grain
        && dataset is { FirstDate: { } first, DataThrough: { } through }
        && grain.FiscalYear >= dataset.Calendar.YearOf(first)
        && grain.FiscalYear <= dataset.Calendar.YearOf(through)
        && _question.Measures.Any(m => m.Facet is MeasureFacet.Target or MeasureFacet.TargetAttainment && targets.Of(m.Measure.Name, grain) is not null);
}
