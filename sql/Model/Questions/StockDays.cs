using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// The days at which a question's stocks are taken: for each period of its rows (a code per time slicer of the rows, in order) the period's end, or
/// <c>data_through</c> if that is earlier; for the totals the latest of these. Periods outside the dataset's own time have no stock.
/// </summary>
public sealed record StockDays(IReadOnlyDictionary<RowKey, DateOnly> ByPeriod, DateOnly? Total)
{
    private static readonly StockDays None = new(new Dictionary<RowKey, DateOnly>(), null);

    internal static StockDays Of(Question question, DatasetState dataset)
    {
        if (dataset is not { FirstDate: { } first, DataThrough: { } through })
        {
            return None;
        }

        var slicers = question.Slicers.Where(s => s.Kind == SlicerKind.Time).ToList();
        if (slicers.Count == 0)
        {
            return new StockDays(new Dictionary<RowKey, DateOnly> { [new RowKey([])] = through }, through);
        }

        var (calendar, finest) = (dataset.Calendar, slicers.Max(s => s.Grain!.Value));
        var days = new Dictionary<RowKey, DateOnly>();
        for (var day = calendar.FirstDay(calendar.YearOf(first)); day <= through; day = day.AddDays(1))
        {
            var start = day;
            day = calendar.LastDay(finest, calendar.CodeOf(finest, day));
            if (
                IsLetThrough(start)
                && slicers.All(s =>
                    question.CoordinateOf(s, row: null) is var codes && (codes.Count == 0 || codes.Contains(calendar.CodeOf(s.Grain!.Value, start)))
                )
            )
            {
                // Periods are in ascending order, so the last one within a row wins.
                days[new RowKey([.. question.By.Where(s => s.Kind == SlicerKind.Time).Select(s => calendar.CodeOf(s.Grain!.Value, start))])] =
                    day < through ? day : through;
            }
        }

        return days.Count == 0 ? None : new StockDays(days, days.Values.Max());

        bool IsLetThrough(DateOnly start) =>
            question.Filters.All(f => !f.IsExcluded || f.Slicer.Grain is not { } grain || !f.Codes.Contains(calendar.CodeOf(grain, start)));
    }

    /// <summary>The same periods and days, a year before.</summary>
    internal StockDays YearBefore() =>
        new(
            ByPeriod.ToDictionary(p => new RowKey([.. p.Key.Codes.Select(code => FiscalCalendar.Shift(code, -1))]), p => YearBefore(p.Value)),
            Total is { } total ? YearBefore(total) : null
        );

    /// <summary>The day of a row (null: the totals), or null if it has none.</summary>
    internal DateOnly? DayOf(Question question, RowKey? row) =>
        row is null ? Total
        : ByPeriod.TryGetValue(new RowKey([.. row.Codes.Where((_, index) => question.By[index].Kind == SlicerKind.Time)]), out var day) ? day
        : null;

    /// <summary>
    /// A month's end stays a month's end: 29 February 2008 becomes 28 February 2007, and 28 February 2009 becomes 29 February 2008.
    /// </summary>
    internal static DateOnly YearBefore(DateOnly day) => day.AddDays(1).Day == 1 ? day.AddDays(1).AddYears(-1).AddDays(-1) : day.AddYears(-1);
}
