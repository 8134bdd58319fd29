using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Dashboard.Localization;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>A schedule in words, where it is one of the usual ones; else the expression itself. Japan's time needs no mention.</summary>
public static partial class CronWords
{
    private const string Home = "Asia/Tokyo";

    /// <summary>毎日 06:30, 平日 06:30, 10分ごと, 毎分, 毎時; null (no schedule): only when asked.</summary>
    public static string Of(Texts t, string? cron, string? zone)
    {
        if (cron is null)
            return t["data.cron.asked"];
        var words = cron.Trim() switch
        {
            _ when EveryMinute().IsMatch(cron) => t["data.cron.minute"],
            _ when EveryMinutes().Match(cron) is { Success: true } match => t["data.cron.minutes", match.Groups[1].Value],
            _ when Hourly().IsMatch(cron) => t["data.cron.hour"],
            _ when Daily().Match(cron) is { Success: true } match => t["data.cron.day", Time(match)],
            _ when Weekdays().Match(cron) is { Success: true } match => t["data.cron.weekdays", Time(match)],
            _ => cron,
        };
        return zone is null or Home ? words : $"{words} ({zone})";
    }

    private static string Time(Match match) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture):00}:{int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture):00}"
        );

    [GeneratedRegex(@"^\d+ (?:\*|0/1) \* (?:\* \* \?|\? \* \*)$")]
    private static partial Regex EveryMinute();

    [GeneratedRegex(@"^\d+ \d+/(\d+) \* (?:\* \* \?|\? \* \*)$")]
    private static partial Regex EveryMinutes();

    [GeneratedRegex(@"^\d+ 0 \* (?:\* \* \?|\? \* \*)$")]
    private static partial Regex Hourly();

    [GeneratedRegex(@"^\d+ (\d{1,2}) (\d{1,2}) (?:\* \* \?|\? \* \*)$")]
    private static partial Regex Daily();

    [GeneratedRegex(@"^\d+ (\d{1,2}) (\d{1,2}) \? \* (?:MON-FRI|2-6)$")]
    private static partial Regex Weekdays();
}
