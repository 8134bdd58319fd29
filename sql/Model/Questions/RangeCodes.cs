using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>Expands a range into codes, so that engines need to support filters by code only.</summary>
internal static class RangeCodes
{
    /// <summary>
    /// All codes from one end to the other; for time, limited to the dataset's own time. A time range entirely outside it keeps its nearer end, which
    /// has no rows.
    /// </summary>
    public static IReadOnlyList<string> Of(SlicerDeclaration slicer, CodeRange range, DatasetState dataset) =>
        slicer.Grain is { } grain
            ? OfTime(grain, range, dataset)
            :
            [
                .. slicer
                    .Members.Select(m => m.Code)
                    .Where(code => (range.From is null || slicer.PlaceOf(range.From, code) <= 0) && (range.To is null || slicer.PlaceOf(code, range.To) <= 0)),
            ];

    private static IReadOnlyList<string> OfTime(TimeGrain grain, CodeRange range, DatasetState dataset)
    {
        if (dataset is not { FirstDate: { } first, DataThrough: { } through })
        {
            return [range.From ?? range.To!];
        }

        var calendar = dataset.Calendar;
        var (from, to) = (calendar.CodeOf(grain, calendar.FirstDay(calendar.YearOf(first))), calendar.CodeOf(grain, through));
        if (IsBefore(to, range.From))
        {
            return [range.From!];
        }

        if (IsBefore(range.To, from))
        {
            return [range.To!];
        }

        (from, to) = (IsBefore(from, range.From) ? range.From! : from, IsBefore(range.To, to) ? range.To! : to);
        var codes = new List<string>();
        for (var code = from; !IsBefore(to, code); code = calendar.CodeOf(grain, calendar.LastDay(grain, code).AddDays(1)))
        {
            codes.Add(code);
        }

        return codes;
    }

    private static bool IsBefore(string? left, string? right) => left is not null && right is not null && string.CompareOrdinal(left, right) < 0;
}
