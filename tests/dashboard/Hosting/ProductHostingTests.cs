using System.Net;
using System.Text.Json;
using Analytics.Dashboard.Engine;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Hosting;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Sql.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace Analytics.Tests.Dashboard.Hosting;

public class ProductHostingTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://+:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://192.168.1.7:5080")]
    [InlineData("http://example.com:5080")]
    [InlineData("http://127.0.0.1:5081;http://0.0.0.0:5080")]
    public void Apply_AddressOfTheNetwork_RefusesNamingIt(string urls)
    {
        var refusal = Assert.Throws<RefusalException>(() => LoopbackOnly.Apply(WebApplication.CreateBuilder(["--urls", urls])));

        Assert.Contains(urls.Split(';')[^1], refusal.Reason.En, StringComparison.Ordinal);
        Assert.Contains(urls.Split(';')[^1], refusal.Reason.Ja, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_KestrelEndpointOfTheNetwork_Refuses()
    {
        var builder = WebApplication.CreateBuilder(["--Kestrel:Endpoints:Open:Url", "http://0.0.0.0:5080"]);

        Assert.Throws<RefusalException>(() => LoopbackOnly.Apply(builder));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    public void Apply_AddressOfThisMachine_IsTaken(string urls)
    {
        var builder = WebApplication.CreateBuilder(["--urls", urls]);

        LoopbackOnly.Apply(builder);

        Assert.Equal(urls, builder.WebHost.GetSetting("urls"));
    }

    [Fact]
    public void Apply_PortVariableOfAContainer_StillListensOnLoopbackOnly()
    {
        var builder = WebApplication.CreateBuilder(["--http_ports", "8080"]);

        LoopbackOnly.Apply(builder);

        Assert.Equal(LoopbackOnly.DefaultAddress, builder.WebHost.GetSetting("urls"));
    }

    [Fact]
    public async Task Health_BeforeAndAfterTheFirstPublication_IsUnavailableThenReady()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var app = await StartAsync(warehouse);
        using var client = Client(app);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health/ready"));
        await using var publish = warehouse.Owner.CreateCommand(
            "insert into audit.publications (publication, published_at, seconds, rows_opened, rows_closed) values (1, now(), 0, 0, 0)"
        );
        await publish.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/ready"));
    }

    [Fact]
    public async Task Engine_TellsWhatItHolds_AndNeverMakesTheProductUnready()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        await using var app = await StartAsync(star.Warehouse, builder => builder.Services.AddModel().AddPlots().AddEngine(builder.Configuration));
        using var client = Client(app);

        // Whether it has loaded yet or not, there is something to show.
        var engine = (await ReadyAsync()).GetProperty("checks").GetProperty("engine");
        Assert.Equal("healthy", engine.GetProperty("status").GetString());
        var patience = TimeProvider.System.GetTimestamp();
        while (
            engine.GetProperty("data").GetProperty("state").GetString() != "ready" && TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(60)
        )
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            engine = (await ReadyAsync()).GetProperty("checks").GetProperty("engine");
        }

        var held = engine.GetProperty("data").GetProperty("held").EnumerateArray().Single(d => d.GetProperty("dataset").GetString() == "samples");
        Assert.Equal((1, 1), (held.GetProperty("publication").GetInt32(), held.GetProperty("rows").GetInt32()));
        var metrics = (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n');
        Assert.Contains("analytics_engine_ready{dataset=\"samples\"} 1", metrics);
        Assert.Contains("analytics_engine_rows{dataset=\"samples\"} 1", metrics);
        Assert.Contains("analytics_publication{} 1", metrics);
        Assert.Contains("analytics_questions_waiting{} 0", metrics);

        async Task<JsonElement> ReadyAsync() =>
            JsonDocument.Parse(await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).RootElement;
    }

    [Fact]
    public async Task Log_EachLine_CarriesItsTime()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var app = await StartAsync(warehouse);
        using var line = new StringWriter();
        var console = app.Services.GetServices<ConsoleFormatter>().Single(f => f.Name == ConsoleFormatterNames.Simple);

        console.Write(new LogEntry<string>(LogLevel.Error, "Analytics", default, "The page could not be asked", null, (text, _) => text), null, line);

        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ fail: Analytics\[0\] The page could not be asked\r?\n$", line.ToString());
    }

    [Fact]
    public async Task Engine_SwitchedOff_IsSaidInTheMetrics()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var app = await StartAsync(warehouse);
        using var client = Client(app);

        Assert.Contains(
            "analytics_engine_enabled{} 0\n",
            await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Warehouse_InTheDashboard_IsReachedAsTheReaderOnly()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var app = await StartAsync(warehouse);

        await using var command = app
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("insert into audit.publications values (1, now(), 0, 0, 0)");
        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task Request_UnderAForeignName_IsRefused()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var app = await StartAsync(warehouse);
        using var client = Client(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/health/live", UriKind.Relative)) { Headers = { Host = "rebound.example" } };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(Warehouse warehouse, Action<WebApplicationBuilder>? further = null)
    {
        var builder = WebApplication.CreateBuilder([
            "--urls",
            "http://127.0.0.1:0",
            "--ANALYTICS_READER",
            warehouse.ReaderConnection,
            "--data",
            warehouse.Folder.Path,
        ]);
        await builder.AddProductAsync();
        further?.Invoke(builder);
        var app = builder.Build();
        app.MapHealth();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static HttpClient Client(WebApplication app) =>
        new() { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
