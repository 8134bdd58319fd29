using System.Net;
using Analytics.Sql;
using Microsoft.AspNetCore.HostFiltering;

namespace Analytics.Dashboard.Hosting;

/// <summary>
/// The dashboard knows no sign-in: it listens on this machine only, and answers only requests that were sent to this machine's own
/// names (a foreign site cannot reach it through a name that resolves to 127.0.0.1).
/// </summary>
internal static class LoopbackOnly
{
    public const string DefaultAddress = "http://127.0.0.1:5080";

    /// <exception cref="RefusalException">The configuration names another address than one of this machine's own.</exception>
    public static void Apply(WebApplicationBuilder builder)
    {
        var addresses = Addresses(builder.Configuration);
        foreach (var address in addresses.Concat(Endpoints(builder.Configuration)))
        {
            Require(address);
        }

        // Named explicitly: the port variables that containers set would listen on every address.
        builder.WebHost.UseUrls([.. addresses]);
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["127.0.0.1", "localhost", "[::1]"]);
    }

    private static IReadOnlyList<string> Addresses(IConfiguration configuration) =>
        configuration["urls"] is { Length: > 0 } urls
            ? urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [DefaultAddress];

    private static IEnumerable<string> Endpoints(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? endpoint.Path);

    private static void Require(string address)
    {
        var isLoopback =
            Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
        if (!isLoopback)
        {
            throw new RefusalException(
                $"アドレス {address} では待ち受けません。サインインがまだないため、このコンピューターの中だけで使えます。例: {DefaultAddress}",
                $"Does not listen on {address}: there is no sign-in yet, so it can be used from this machine only. Allowed is, for example, {DefaultAddress}"
            );
        }
    }
}
