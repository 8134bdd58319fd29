using System.Globalization;

namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>Excel's serial numbers of days, with the time of day as their fraction.</summary>
static class SerialDay
{
    const double MillisecondsPerDay = 86_400_000;

    /// <summary>1 January 1904, in days counted from 1900.</summary>
    const int From1904 = 1462;

    /// <summary>31 December 9999.</summary>
    const int Last = 2_958_465;

    /// <summary>The whole days of a serial, counted from 1900, after rounding to the millisecond: 40268.999999999993 is 40269, as Excel shows it.</summary>
    public static int Day(double serial, bool is1904) =>
        (int)Math.Floor(Math.Round(serial * MillisecondsPerDay) / MillisecondsPerDay) + (is1904 ? From1904 : 0);

    /// <summary>The day as ISO text; null where no day has that number.</summary>
    public static string? Text(double serial, bool is1904)
    {
        if (serial is < 0 or > Last)
            return null;
        return Day(serial, is1904) switch
        {
            < 1 or > Last => null,
            // Excel has a 29 February 1900 that never was; the days before it are counted one too high.
            60 => "1900-02-29",
            var day => new DateOnly(1899, 12, 30).AddDays(day < 60 ? day + 1 : day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }
}
