using System.Security.Cryptography;

namespace Analytics.Dashboard.Http;

/// <summary>
/// The browser is told to run only our own scripts and styles (inline ones need the request's nonce), to share nothing with other sites, to open no
/// device, and to keep no copy of what
/// stands in people's files.
/// </summary>
public static class SecurityHeaders
{
    private static readonly string[] OfFiles = ["/api/v1/rejects", "/api/v1/batches", "/api/v1/rows", "/rows", "/data"];

    private static readonly object NonceKey = new();

    /// <summary>The nonce of this answer.</summary>
    public static string Nonce(this HttpContext context) => (string)context.Items[NonceKey]!;

    /// <summary>Makes the nonce and sets the headers.</summary>
    public static Task Apply(HttpContext context, RequestDelegate next)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        context.Items[NonceKey] = nonce;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
            + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (OfFiles.Any(path => context.Request.Path.StartsWithSegments(path)))
        {
            context.Response.OnStarting(() =>
            {
                headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
        }

        return next(context);
    }
}
