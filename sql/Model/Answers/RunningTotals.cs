using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Running totals over time for each combination of the other members. Quarters and months accumulate within their fiscal year, years from the
/// answer's first year. Not thread-safe.
/// </summary>
internal sealed class RunningTotals(Question question, DatasetState dataset, Figures figures)
{
    private readonly Dictionary<string, List<(RowKey Row, DateOnly Day)>> _series = [];

    /// <summary>True if the row has a position in time; dates of which only the year is known have no quarter or month.</summary>
    public bool IsAlongTime(RowKey row) => DayOf(row) is not null;

    /// <summary>Sum of the rows up to and including this one; null if none of their values is known.</summary>
    public decimal? Of(MeasureDeclaration measure, RowKey row)
    {
        if (_series.Count == 0)
        {
            foreach (var known in figures.Rows)
            {
                if (DayOf(known) is { } at)
                {
                    var key = OthersOf(known);
                    (_series.TryGetValue(key, out var series) ? series : _series[key] = []).Add((known, at));
                }
            }
        }

        var day = DayOf(row)!.Value;
        var start = FinestOf(row)!.Value.Grain == TimeGrain.FiscalYear ? DateOnly.MinValue : dataset.Calendar.FirstDay(dataset.Calendar.YearOf(day));
        var found = _series
            .GetValueOrDefault(OthersOf(row), [])
            .Where(r => r.Day >= start && r.Day <= day)
            .Select(r => figures.Of(r.Row, measure.Name))
            .ToList();
        return measure.Kind == MeasureKind.Sum && found.Any(f => f.Rows > 0) && found.All(f => f.Known == 0) ? null : found.Sum(f => f.Value ?? 0);
    }

    private DateOnly? DayOf(RowKey row) => FinestOf(row) is var (grain, code) ? dataset.Calendar.FirstDay(grain, code) : null;

    private (TimeGrain Grain, string Code)? FinestOf(RowKey row)
    {
        (TimeGrain, string)? finest = null;
        foreach (var (slicer, code) in question.By.Zip(row.Codes).Where(p => p.First.Kind == SlicerKind.Time).OrderBy(p => p.First.Grain))
        {
            if (ReservedCode.Rank(code) > 0)
            {
                return null;
            }

            finest = (slicer.Grain!.Value, code);
        }

        return finest;
    }

    private string OthersOf(RowKey row) => string.Join('\u001f', question.By.Zip(row.Codes).Where(p => p.First.Kind != SlicerKind.Time).Select(p => p.Second));
}
