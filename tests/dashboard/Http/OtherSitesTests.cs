using System.Net;
using System.Net.WebSockets;
using Analytics.Tests.Dashboard.Api;

namespace Analytics.Tests.Dashboard.Http;

/// <summary>What a page of another site may make a reader's browser ask.</summary>
public class OtherSitesTests(Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cross-site", "no-cors", "script", 403)]
    [InlineData("cross-site", "cors", "empty", 403)]
    [InlineData("same-site", "no-cors", "image", 403)] // another port of this machine
    [InlineData("cross-site", "navigate", "iframe", 403)]
    [InlineData("cross-site", "navigate", "document", 200)] // a link that somebody followed
    [InlineData("same-origin", "cors", "empty", 200)]
    [InlineData("none", "navigate", "document", 200)] // an address that somebody typed
    [InlineData(null, null, null, 200)] // a program
    public async Task Get_AnsweredUnlessAnotherSitesPageSentIt(string? site, string? mode, string? destination, int status)
    {
        var dashboard = await shared.OfAsync(PagesAsync);

        foreach (var path in new[] { "/api/v1/datasets", "/look.css" })
        {
            Assert.Equal(
                (HttpStatusCode)status,
                await StatusAsync(dashboard, HttpMethod.Get, path, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination))
            );
        }
    }

    [Theory]
    [InlineData("/data/upload")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/api/v1/query")]
    public async Task Post_WithTheOriginOfAnotherSite_IsForbidden(string path)
    {
        var dashboard = await shared.OfAsync(PagesAsync);
        var own = dashboard.Http.BaseAddress!;

        foreach (var origin in new[] { "http://evil.example", $"http://127.0.0.1:{own.Port + 1}", $"http://localhost:{own.Port}", "null" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(dashboard, HttpMethod.Post, path, ("Origin", origin)));
        }

        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(dashboard, HttpMethod.Post, path, ("Origin", $"http://127.0.0.1:{own.Port}")));
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(dashboard, HttpMethod.Post, path));
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData(null, 101)]
    public async Task Circuit_IsOpenedForOurOwnPagesOnly(string? foreign, int status)
    {
        var dashboard = await shared.OfAsync(PagesAsync);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", foreign ?? dashboard.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        var opening = socket.ConnectAsync(new UriBuilder(dashboard.Http.BaseAddress!) { Scheme = "ws", Path = "/_blazor" }.Uri, Cancellation);

        if (foreign is null)
            await opening;
        else
            await Assert.ThrowsAsync<WebSocketException>(() => opening);

        Assert.Equal(status, (int)socket.HttpStatusCode);
    }

    private static Task<ApiSite> PagesAsync(PostgresFixture postgres) => ApiSite.CreateAsync(postgres, withPages: true);

    private static async Task<HttpStatusCode> StatusAsync(ApiSite dashboard, HttpMethod method, string path, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers.Where(h => h.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await dashboard.Http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
