using Analytics.Tests.Dashboard.Api;

namespace Analytics.Tests.Dashboard.Http;

/// <summary>What every answer tells the browser.</summary>
public class SecurityHeadersTests(Shared shared) : IClassFixture<Shared>
{
    [Theory]
    [InlineData("/api/v1/rejects", true)]
    [InlineData("/api/v1/rejects?size=many", true)] // a refusal names what was asked for
    [InlineData("/api/v1/batches", true)]
    [InlineData("/api/v1/rows?measure=referrals&dataset=samples", true)]
    [InlineData("/data", true)]
    [InlineData("/api/v1/measures", false)]
    [InlineData("/", false)]
    public async Task Answer_ClosesThePageToOthers_AndIsKeptNowhereWhereItIsOfFiles(string path, bool isOfFiles)
    {
        var site = await shared.OfAsync(PagesAsync);

        using var answer = await site.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        Assert.Equal(("same-origin", "same-origin"), (Header("Cross-Origin-Opener-Policy"), Header("Cross-Origin-Resource-Policy")));
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
        if (isOfFiles)
            Assert.Equal("no-store", Header("Cache-Control"));
        else
            Assert.NotEqual("no-store", Header("Cache-Control"));
    }

    private static Task<ApiSite> PagesAsync(PostgresFixture postgres) => ApiSite.CreateAsync(postgres, withPages: true);
}
