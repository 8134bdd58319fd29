using Analytics.Sql;

namespace Analytics.Dashboard.Http;

/// <summary>
/// Requests that a browser sends because a page of another site told it to are refused: nobody is asked to sign in, so the reader's browser alone
/// would open everything. Another port of this
/// machine is another site. Whoever follows a link from there gets the page; programs, which name no site, are answered.
/// </summary>
internal static class OtherSites
{
    private static readonly Bilingual Reason = new("ほかのサイトのページからの要求には答えません。", "Requests from pages of other sites are not answered.");

    /// <summary>Answers 403 to what another site sent.</summary>
    public static async Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsFromOtherPage(http.Request) && !HasOtherOrigin(http.Request))
        {
            await next(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync($"{Reason.Ja}\n{Reason.En}\n", http.RequestAborted);
    }

    private static bool IsFromOtherPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && !IsFollowedLink(request);

    private static bool IsFollowedLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    // A socket and a form tell where they come from even in browsers that know nothing of Sec-Fetch-Site.
    private static bool HasOtherOrigin(HttpRequest request) =>
        (!HttpMethods.IsGet(request.Method) || request.Path.StartsWithSegments("/_blazor"))
        && request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var site) && site.Authority == new Uri($"{site.Scheme}://{request.Host}").Authority);
}
