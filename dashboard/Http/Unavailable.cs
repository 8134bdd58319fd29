using System.Globalization;
using Analytics.Sql.Connections;

namespace Analytics.Dashboard.Http;

/// <summary>An answer that says: not now, ask again in a moment.</summary>
internal static class Unavailable
{
    /// <summary>Gives the answer its status and the time after which to ask again, unless it is under way already.</summary>
    public static void Mark(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            return;
        }

        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = DatabaseAway.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "no-store";
    }
}
