namespace Analytics.Etl.Samples;

/// <summary>The years of the samples: FY2007 (from 6 August, the day of the announcement) to FY2012.</summary>
public static class FiscalYears
{
    public const int First = 2007;
    public const int Last = 2012;

    public static readonly DateOnly Opening = new(2007, 8, 6);

    /// <summary>The last day of every ledger: nothing happens after it.</summary>
    public static readonly DateOnly Closing = new(2013, 3, 31);

    public static IEnumerable<int> All => Enumerable.Range(First, Last - First + 1);

    /// <summary>The fiscal year of a day: from 1 April, named by its starting year.</summary>
    public static int Of(DateOnly date) => date.Month >= 4 ? date.Year : date.Year - 1;

    public static DateOnly End(int fiscalYear) => new(fiscalYear + 1, 3, 31);

    /// <summary>That day if branches and institutes work on it, else the next one on which they do.</summary>
    public static DateOnly NextOpen(DateOnly date)
    {
        while (!IsOpen(date))
            date = date.AddDays(1);
        return date;
    }

    /// <summary>Neither weekend nor New Year, Golden Week or the days of Obon.</summary>
    public static bool IsOpen(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && (date.Month, date.Day) is not ((12, >= 29) or (1, <= 3) or (5, >= 3 and <= 5) or (8, >= 13 and <= 15));
}
