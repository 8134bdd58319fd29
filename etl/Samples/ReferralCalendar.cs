namespace Analytics.Etl.Samples;

/// <summary>
/// How many referrals come on which day: growth over the years with a dip after the earthquake of March 2011, a peak at the
/// fiscal year's end and a quiet August. The counts add up to the number asked for, and the first day has at least one.
/// </summary>
public static class ReferralCalendar
{
    private static readonly double[] Growth = [0.60, 0.80, 0.88, 1.12, 1.26, 1.50];

    // January to December.
    private static readonly double[] Season = [0.85, 1.00, 1.85, 0.75, 0.85, 1.05, 1.00, 0.55, 1.20, 1.05, 1.00, 0.85];

    public static IEnumerable<(DateOnly Date, int Referrals)> Days(int referrals, ulong seed)
    {
        var draw = new Draw(seed, Streams.Calendar, 0);
        var weights = new List<(DateOnly Date, double Weight)>();
        for (var date = FiscalYears.Opening; date <= FiscalYears.Closing; date = date.AddDays(1))
            if (FiscalYears.IsOpen(date))
                weights.Add((date, Weight(date) * (0.4 + 1.2 * draw.Unit())));
        var total = weights.Sum(day => day.Weight);
        var (sum, given) = (0.0, 0);
        for (var i = 0; i < weights.Count; i++)
        {
            sum += weights[i].Weight;
            var upTo = i == weights.Count - 1 ? referrals : Math.Min(referrals, (int)Math.Ceiling(sum / total * referrals));
            if (upTo > given)
                yield return (weights[i].Date, upTo - given);
            given = upTo;
        }
    }

    private static double Weight(DateOnly date)
    {
        var shock = date >= new DateOnly(2011, 3, 14) && date < new DateOnly(2011, 6, 1) ? 0.55 : 1;
        return Growth[FiscalYears.Of(date) - FiscalYears.First] * Season[date.Month - 1] * shock;
    }
}

/// <summary>Names of the independent streams of draws, so that a change in one leaves the others as they were.</summary>
internal static class Streams
{
    public const ulong Calendar = 1,
        Company = 2,
        Case = 3,
        Rows = 4,
        Targets = 5,
        House = 6,
        Establishments = 7,
        Meetings = 8,
        Returns = 9;
}
