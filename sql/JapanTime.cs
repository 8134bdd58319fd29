using System.Globalization;

namespace Analytics.Sql;

/// <summary>Instants as people here read them: in the business zone, Asia/Tokyo.</summary>
public static class JapanTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    /// <summary>2011-04-02 06:31, or — where there is none.</summary>
    public static string Text(DateTimeOffset? instant) => instant is { } at ? Of(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "—";

    /// <summary>The wall clock there at that instant.</summary>
    public static DateTime Of(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
}
