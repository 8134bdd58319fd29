namespace Analytics.Dashboard.Localization;

/// <summary>
/// The language in which a request is answered: <c>?lang=</c> (which is remembered in a cookie), else the cookie, else the browser's wish, else
/// Japanese.
/// </summary>
public static class ReaderLanguage
{
    /// <summary>Cookie and query parameter.</summary>
    public const string Cookie = "analytics-language",
        Parameter = "lang";

    /// <summary>
    /// The language of <paramref name="context"/>'s answer, <c>ja</c> or <c>en</c>; the same to its end, also where the page for a missing address
    /// takes over without the query.
    /// </summary>
    public static string Of(HttpContext context) => (string)(context.Items[Parameter] ??= Wanted(context));

    private static string Wanted(HttpContext context)
    {
        if (Known(context.Request.Query[Parameter]) is { } asked)
            return asked;
        if (Known(context.Request.Cookies[Cookie]) is { } remembered)
            return remembered;
        return context
                .Request.GetTypedHeaders()
                .AcceptLanguage.OrderByDescending(wish => wish.Quality ?? 1)
                .Select(wish => Known(wish.Value.Value?.Split('-')[0]))
                .FirstOrDefault(language => language is not null)
            ?? Texts.Languages[0];
    }

    /// <summary>Remembers a language that the address asks for.</summary>
    public static Task Remember(HttpContext context, RequestDelegate next)
    {
        if (Known(context.Request.Query[Parameter]) is { } asked && context.Request.Cookies[Cookie] != asked)
            context.Response.Cookies.Append(
                Cookie,
                asked,
                new CookieOptions
                {
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Lax,
                    HttpOnly = true,
                    IsEssential = true,
                }
            );
        Of(context);
        context.Response.Headers.Append("Vary", "Accept-Language");
        return next(context);
    }

    private static string? Known(string? language) =>
        language is not null && Texts.Languages.Contains(language, StringComparer.OrdinalIgnoreCase) ? language.ToLowerInvariant() : null;
}
