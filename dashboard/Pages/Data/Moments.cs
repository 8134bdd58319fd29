using System.Globalization;
using Analytics.Dashboard.Localization;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>Instants and durations as an operator says them: 06:30, 昨日 17:12, 明日 06:30; 41秒. In Japan's time.</summary>
public static class Moments
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    /// <summary>06:30 of today, with the day where it is another one.</summary>
    public static string At(Texts t, DateTimeOffset instant, DateTimeOffset now) =>
        TimeZoneInfo.ConvertTime(instant, Zone).ToString("HH:mm", CultureInfo.InvariantCulture) is var time && Day(instant) == Day(now)
            ? time
            : $"{On(t, instant, now)} {time}";

    /// <summary>今日, 昨日, 明日, else the date.</summary>
    public static string On(Texts t, DateTimeOffset instant, DateTimeOffset now) =>
        (Day(instant).DayNumber - Day(now).DayNumber) switch
        {
            0 => t["data.day.today"],
            -1 => t["data.day.yesterday"],
            1 => t["data.day.tomorrow"],
            _ => Day(instant).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };

    /// <summary>41秒, 3分5秒.</summary>
    public static string Length(Texts t, double seconds) =>
        seconds switch
        {
            < 1 => t["data.seconds.few"],
            < 90 => t["data.seconds", Math.Round(seconds)],
            _ => t["data.minutes", Math.Floor(Math.Round(seconds) / 60), Math.Round(seconds) % 60],
        };

    private static DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
