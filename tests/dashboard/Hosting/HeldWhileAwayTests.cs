using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Hosting;

/// <summary>
/// What is held in memory when the database goes: all of it is answered, also what nobody has asked before, and nothing stays as it was said then.
/// </summary>
public sealed class HeldWhileAwayTests : IDisposable
{
    private const string Away = "データベースに接続できません。メモリにある公開版 1";
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2.1); // pages ask that often which publication is the newest
    private readonly string _folder = Temporary.Folder("analytics-held-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DatabaseKilledBeforeAnybodyAsked_PagesPlotsAndLinksOfThePublicationThatIsHeldAreAnswered()
    {
        await using var warehouse = await Warehouse.OpenAsync(
            new(DataFolder.Resolve(_folder), Connection: null),
            ServerUse.Product,
            _ => { },
            cancellation: Cancellation
        );
        var star = await Star.InAsync(warehouse);
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.ReferralAsync(20080502, clusters: "pharma-valley");
        await star.ReferralAsync(20080503, clusters: "pharma-valley");
        await star.PublishAsync();
        await using var app = await DashboardSite.RunAsync(warehouse, Cancellation, log: "None");
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        await ReadyAsync(http);

        using (var server = Process.GetProcessById(warehouse.Server!.ServerPid))
            server.Kill();
        await warehouse.Server.Ended;

        const string question = "/api/v1/query?measure=referrals&dataset=samples";
        using var first = await http.GetAsync(new Uri(question, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using (var answer = JsonDocument.Parse(await first.Content.ReadAsStringAsync(Cancellation)))
            Assert.Equal(3, answer.RootElement.GetProperty("totals").GetProperty("referrals").GetInt32());
        var (code, page) = await PageAsync(http, "/clusters?dataset=samples&fiscal_year=2008");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Contains(Away, page, StringComparison.Ordinal);
        Assert.Equal("2008年度の紹介件数は、ファルマバレーの 2件が最多です。", Regex.Replace(Regex.Match(page, "<h1.*?</h1>").Value, "<[^>]*>", ""));
        Assert.Contains("クラスターと事業", page, StringComparison.Ordinal);
        Assert.Contains("集計できませんでした。", page, StringComparison.Ordinal); // the directory alone
        (code, page) = await PageAsync(http, "/?dataset=samples&publication=1");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Contains(Away, page, StringComparison.Ordinal);
        using (
            var plot = await http.GetAsync(
                new Uri("/api/v1/plots/clusters.svg?dataset=samples&measure=referrals&fiscal_year=2008&publication=1", UriKind.Relative),
                Cancellation
            )
        )
            Assert.Equal(HttpStatusCode.OK, plot.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PageAsync(http, "/?dataset=samples&publication=2")).Code);

        await warehouse.Server.RestartAsync(Cancellation);
        await Task.Delay(Freshness, Cancellation);

        Assert.DoesNotContain(Away, (await PageAsync(http, "/?dataset=samples&publication=1")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("集計できませんでした。", (await PageAsync(http, "/clusters?dataset=samples&fiscal_year=2008")).Text, StringComparison.Ordinal);

        // Whoever holds the answer is told that it is the newest only while somebody knows.
        using var known = await http.GetAsync(new Uri(question, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAgainAsync()).Code);
        using (var server = Process.GetProcessById(warehouse.Server.ServerPid))
            server.Kill();
        await warehouse.Server.Ended;
        var (again, told) = await AskAgainAsync();
        Assert.Equal(HttpStatusCode.OK, again);
        Assert.Contains("database-away", told, StringComparison.Ordinal);

        async Task<(HttpStatusCode Code, string Text)> AskAgainAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(question, UriKind.Relative));
            request.Headers.IfNoneMatch.Add(known.Headers.ETag!);
            using var answer = await http.SendAsync(request, Cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }

    private static async Task<(HttpStatusCode Code, string Text)> PageAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    // What is asked is health alone: no figure and no dataset.
    private static async Task ReadyAsync(HttpClient http)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ; await Task.Delay(50, Cancellation))
        {
            using var health = JsonDocument.Parse((await PageAsync(http, "/health/ready")).Text);
            if (health.RootElement.GetProperty("checks").GetProperty("engine").GetProperty("data").GetProperty("state").GetString() == "ready")
                break;
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(2), health.RootElement.GetRawText());
        }

        await Task.Delay(TimeSpan.FromSeconds(2), Cancellation); // then it learns what can be asked
    }
}
