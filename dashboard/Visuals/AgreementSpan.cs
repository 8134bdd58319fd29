using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// Agreements that were signed, or extended, in one round: days that follow each other within <see cref="Apart"/>, which an axis of years can only
/// show as one.
/// </summary>
public sealed record AgreementSpan(bool IsExtension, IReadOnlyList<AgreementDay> Days)
{
    /// <summary>Days between two rounds.</summary>
    public const int Apart = 100;

    /// <summary>The rounds in order.</summary>
    public static IReadOnlyList<AgreementSpan> Of(IReadOnlyList<AgreementDay> days)
    {
        var spans = new List<List<AgreementDay>>();
        foreach (var day in days.OrderBy(d => d.IsExtension).ThenBy(d => d.Day))
        {
            if (spans is [.., [.., var last] round] && last.IsExtension == day.IsExtension && day.Day.DayNumber - last.Day.DayNumber <= Apart)
                round.Add(day);
            else
                spans.Add([day]);
        }

        return [.. spans.Select(s => new AgreementSpan(s[0].IsExtension, s)).OrderBy(s => s.Days[0].Day)];
    }

    /// <summary>2008-09-22, or 2010-03～06（4件） for several days.</summary>
    public string Text(Texts t)
    {
        var (first, last, count) = (Days[0].Day, Days[^1].Day, Days.Sum(d => d.Agreements));
        // Never a dash between months: 2010-03–06 reads as a day.
        var when =
            first == last ? $"{first:yyyy-MM-dd}"
            : first.Year != last.Year ? t["trend.span", $"{first:yyyy-MM}", $"{last:yyyy-MM}"]
            : first.Month != last.Month ? t["trend.span", $"{first:yyyy-MM}", $"{last:MM}"]
            : $"{first:yyyy-MM}";
        return count == 1 ? when : t["trend.agreements.count", when, count];
    }
}
