using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Analytics.Dashboard.Hosting;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Analytics.Tests.Sql.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Analytics.Tests.Dashboard.Hosting;

/// <summary>The whole dashboard while its real Postgres is killed and comes back.</summary>
public sealed class DatabaseAwayTests : IDisposable
{
    private const string Question = "/api/v1/query?measure=referrals&by=fiscal_year&dataset=samples&lang=en";
    private const string HeldInMemory = "データベースに接続できません。メモリにある公開版 1";
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2.1); // pages ask that often which publication is the newest
    private readonly string _folder = Temporary.Folder("analytics-away-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DatabaseKilled_WhatIsHeldIsAnsweredAndSaysSo_TheRestIs503_UntilItIsBack()
    {
        await using var warehouse = await Warehouse.OpenAsync(
            new(DataFolder.Resolve(_folder), Connection: null),
            ServerUse.Product,
            _ => { },
            cancellation: Cancellation
        );
        var star = await Star.InAsync(warehouse);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20090501);
        await star.PublishAsync();
        await using var app = await StartAsync(warehouse);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        await Patience.UntilAsync(async () =>
            (await JsonAsync(http, "/health/ready")).GetProperty("checks").GetProperty("engine").GetProperty("data").GetProperty("state").GetString() == "ready"
        );
        var before = await JsonAsync(http, Question);
        Assert.DoesNotContain(HeldInMemory, await PageAsync(http), StringComparison.Ordinal);
        Assert.DoesNotContain(
            HeldInMemory,
            await http.GetStringAsync(new Uri("/?dataset=samples&publication=1", UriKind.Relative), Cancellation),
            StringComparison.Ordinal
        );

        using (var server = Process.GetProcessById(warehouse.Server!.ServerPid))
            server.Kill();
        await warehouse.Server.Ended;

        await Task.Delay(Freshness, Cancellation);

        // The two referrals, from memory.
        var held = await JsonAsync(http, Question);
        Assert.Equal(2, held.GetProperty("totals").GetProperty("referrals").GetInt32());
        Assert.Equal(before.GetProperty("rows").GetRawText(), held.GetProperty("rows").GetRawText());
        Assert.Equal("memory", held.GetProperty("engine").GetString());
        Assert.Contains("database-away", held.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString()));
        Assert.Equal(held.GetProperty("totals").GetRawText(), (await JsonAsync(http, $"{Question}&publication=1")).GetProperty("totals").GetRawText());
        // Also where the address names the publication that is held, and somebody asked for it before.
        foreach (var path in (string[])["/?dataset=samples", "/?dataset=samples&publication=1"])
        {
            using var page = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal((path, HttpStatusCode.OK), (path, page.StatusCode));
            Assert.Contains(HeldInMemory, WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);
        }

        using (var plot = await http.GetAsync(new Uri("/api/v1/plots/trend.svg?dataset=samples&publication=1", UriKind.Relative), Cancellation))
            Assert.Equal(HttpStatusCode.OK, plot.StatusCode);

        foreach (
            var path in (string[])
                [
                    "/api/v1/batches",
                    "/api/v1/publications",
                    "/api/v1/rows?measure=referrals&dataset=samples",
                    "/api/v1/query?measure=referrals&publication=99",
                    "/data",
                    "/rows?measure=referrals&dataset=samples",
                    "/health/ready",
                ]
        )
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (path, answer.StatusCode, answer.Headers.RetryAfter?.Delta));
            Assert.DoesNotContain("Npgsql", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        await warehouse.Server.RestartAsync(Cancellation);

        Assert.DoesNotContain("database-away", (await JsonAsync(http, Question)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/data", UriKind.Relative), Cancellation)).StatusCode);
        await Task.Delay(Freshness, Cancellation);
        Assert.DoesNotContain(HeldInMemory, await PageAsync(http), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(Warehouse warehouse)
    {
        var root = typeof(DatabaseAwayTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var app = await DashboardApp.BuildAsync(
            new()
            {
                ApplicationName = typeof(DashboardApp).Assembly.GetName().Name,
                ContentRootPath = Path.Combine(root, "dashboard"),
                EnvironmentName = Environments.Development,
                Args =
                [
                    "--urls",
                    "http://127.0.0.1:0",
                    "--ANALYTICS_READER",
                    warehouse.ReaderConnection,
                    "--ANALYTICS_DATA",
                    warehouse.Folder.Path,
                    "--Logging:LogLevel:Default",
                    "None",
                ],
            }
        );
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<string> PageAsync(HttpClient http) =>
        WebUtility.HtmlDecode(await http.GetStringAsync(new Uri("/?dataset=samples", UriKind.Relative), Cancellation));

    private static async Task<JsonElement> JsonAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
    }
}
