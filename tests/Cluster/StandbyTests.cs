using System.Net;
using System.Text.Json;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Commands;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;
using Npgsql;

namespace Analytics.Tests.Cluster;

/// <summary>Dashboards on a hot standby, and on both servers in turn behind HAProxy.</summary>
public sealed class StandbyTests(ServerPair pair) : IClassFixture<ServerPair>
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    /// <summary>A question that was not asked before: an answer that Postgres gave while the columns were loading is kept, with its engine.</summary>
    private const string Fresh = "measure=referrals&measure=engagements";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Standby_LoadsItsColumns_FollowsPublications_AndSendsCommandsToThePrimary()
    {
        await using var warehouse = await pair.CreateDatabaseAsync();
        var star = await Star.InAsync(warehouse);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20090501);
        await star.PublishAsync();
        await pair.CatchUpAsync();
        await using var dashboard = await DashboardProgram.StartAsync(
            warehouse,
            ("ANALYTICS_READER", ServerPair.At(warehouse.ReaderConnection, pair.Standby.Port)),
            ("ANALYTICS_PRIMARY", $"Port={pair.Primary.Port}")
        );
        await Patience.UntilAsync(async () => await AskAsync(dashboard.Http) == (1, 2, "memory"));

        await star.ReferralAsync(20100501);
        await star.PublishAsync();
        await Patience.UntilAsync(async () => await AskAsync(dashboard.Http) is (2, 3, _), atMost: Promised);
        await Patience.UntilAsync(() => HoldsAsync(dashboard.Http, 2));
        Assert.Equal((2, 3, "memory"), await AskAsync(dashboard.Http, measures: Fresh));

        // A form of the page Data, with its token, as a browser sends it.
        Assert.Equal(HttpStatusCode.OK, await SendAsync(dashboard.Http));
        await using var asked = warehouse.Reader.CreateCommand("select kind from app.commands");
        Assert.Equal("load-upload", await asked.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Standby_WithoutItsPrimary_SaysWhereCommandsGo()
    {
        await using var warehouse = await pair.CreateDatabaseAsync();
        await pair.CatchUpAsync();
        var name = new NpgsqlConnectionStringBuilder(warehouse.Owner.ConnectionString).Database!;
        // Opens it as it is: nothing can be migrated there.
        await using var standby = await Warehouse.ConnectAsync(warehouse.Folder, pair.Standby.ConnectionString(name), Cancellation);

        var refused = await Assert.ThrowsAsync<RefusalException>(() =>
            new CommandReader(ScopedReader.OfAll(standby.Reader)).RequestAsync(new JobArguments("NightlyRefresh"), Cancellation)
        );

        Assert.Contains("ANALYTICS_PRIMARY", refused.Reason.En, StringComparison.Ordinal);
        await using var write = standby.Loader.CreateCommand("insert into audit.archive (archive_id) values (gen_random_uuid())");
        var failure = await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync(Cancellation));
        Assert.Contains("standby", FailureText.Of(failure).En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandbyThatLags_IsWaitedForAndThenSaysSo_WhileTheNewestStaysWhatItWas()
    {
        await using var warehouse = await pair.CreateDatabaseAsync();
        var star = await Star.InAsync(warehouse);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        await pair.CatchUpAsync();
        await using var proxy = await Proxy.StartAsync(warehouse.Folder.Create().Path, [1], [pair.Primary.Port, pair.Standby.Port]);
        // Without a pool each statement goes to the next server.
        await using var both = NpgsqlDataSource.Create(ServerPair.At(warehouse.ReaderConnection, proxy.DatabasePort) + ";Pooling=false");
        await using var behind = NpgsqlDataSource.Create(ServerPair.At(warehouse.ReaderConnection, pair.Standby.Port));
        var (model, alone) = (SemanticModel.Direct(both, ModelCatalog.Load()), SemanticModel.Direct(behind, ModelCatalog.Load()));
        await Patience.UntilAsync(async () => await TryAsync(() => both.OpenConnectionAsync(Cancellation).AsTask()));
        await pair.PauseAsync();
        try
        {
            await star.ReferralAsync(20090501);
            await star.PublishAsync();

            Assert.Equal((1, 1), await FigureAsync(alone, null));
            // Nobody told this one that there is a second publication.
            var unknown = await Assert.ThrowsAsync<QueryException>(() => FigureAsync(alone, 2));
            Assert.Equal(["1"], unknown.Fault.Allowed);
            await Patience.UntilAsync(async () => (await model.DatasetsAsync(Cancellation))[0].Publication == 2);
            for (var look = 0; look < 6; look++)
            {
                Assert.Equal(2, (await model.DatasetsAsync(Cancellation))[0].Publication);
                Assert.Equal((1, 1), await FigureAsync(model, 1));
                Assert.Equal((2, 2), await FigureAsync(model, 2)); // by the server that has it
            }
        }
        finally
        {
            await pair.GoOnAsync();
        }

        await Patience.UntilAsync(async () => await FigureAsync(alone, null) == (2, 2), atMost: Promised);
    }

    [Fact]
    public async Task StandbyThatCatchesUp_WhileAQuestionWaits_AnswersIt()
    {
        await using var warehouse = await pair.CreateDatabaseAsync();
        var star = await Star.InAsync(warehouse);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        await pair.CatchUpAsync();
        await using var behind = NpgsqlDataSource.Create(ServerPair.At(warehouse.ReaderConnection, pair.Standby.Port));
        var model = SemanticModel.Direct(behind, ModelCatalog.Load());
        await pair.PauseAsync();
        await star.ReferralAsync(20090501);
        await star.PublishAsync();

        var waiting = FigureAsync(model, 2);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation);
        await pair.GoOnAsync();

        Assert.Equal((2, 2), await waiting);
    }

    [Fact]
    public async Task TwoDashboardsBehindOneAddress_ServersAndOneOfThemKilledInTurn_AnswerAlike()
    {
        await using var warehouse = await pair.CreateDatabaseAsync();
        var star = await Star.InAsync(warehouse);
        await star.ReferralAsync(20080501);
        await star.ReferralAsync(20090501);
        await star.PublishAsync();
        await pair.CatchUpAsync();
        await using var first = await DashboardProgram.StartAsync(warehouse);
        await using var second = await DashboardProgram.StartAsync(
            warehouse,
            ("ANALYTICS_READER", ServerPair.At(warehouse.ReaderConnection, pair.Standby.Port)),
            ("ANALYTICS_PRIMARY", $"Port={pair.Primary.Port}")
        );
        await using var proxy = await Proxy.StartAsync(warehouse.Folder.Path, [first.Http.BaseAddress!.Port, second.Http.BaseAddress!.Port], [1]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{proxy.SitePort}") };
        await AlikeAsync(1, 2);

        await ServerPair.KillAsync(pair.Standby);
        await AlikeAsync(1, 2);
        await pair.Standby.RestartAsync(Cancellation);

        await ServerPair.KillAsync(pair.Primary);
        await AlikeAsync(1, 2);
        await pair.Primary.RestartAsync(Cancellation);

        // The test's own pool holds connections of before.
        await Patience.UntilAsync(() => TryAsync(() => warehouse.Owner.OpenConnectionAsync(Cancellation).AsTask()));
        await star.ReferralAsync(20100501);
        await star.PublishAsync();
        foreach (var dashboard in (DashboardProgram[])[first, second])
        {
            await Patience.UntilAsync(() => HoldsAsync(dashboard.Http, 2));
            Assert.Equal((2, 3, "memory"), await AskAsync(dashboard.Http, measures: Fresh));
        }

        first.Process.Kill();
        await AlikeAsync(2, 3);

        // Four answers in a row, so that each of the dashboards has its turn.
        Task AlikeAsync(int publication, int referrals)
        {
            var row = 0;
            return Patience.UntilAsync(
                async () =>
                {
                    var (of, count, _) = await AskAsync(http);
                    if (count >= 0)
                        Assert.Equal((publication, referrals), (of, count));
                    row = count >= 0 ? row + 1 : 0;
                    return row == 4;
                },
                atMost: Promised
            );
        }
    }

    /// <summary>Whether the dashboard's columns are those of this publication.</summary>
    private static async Task<bool> HoldsAsync(HttpClient http, int publication) =>
        (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Contains(
            $"analytics_engine_publication{{dataset=\"samples\"}} {publication}\n",
            StringComparison.Ordinal
        );

    /// <summary>Publication, referrals and engine of an answer; −1 where there is none.</summary>
    internal static async Task<(int Publication, int Referrals, string Engine)> AskAsync(
        HttpClient http,
        string dataset = "samples",
        string measures = "measure=referrals"
    )
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"/api/v1/query?{measures}&dataset={dataset}", UriKind.Relative), Cancellation);
            if (!answer.IsSuccessStatusCode)
                return (-1, -1, $"{answer.StatusCode}");
            var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
            return (
                json.GetProperty("publication").GetInt32(),
                json.GetProperty("totals").GetProperty("referrals").GetInt32(),
                json.GetProperty("engine").GetString()!
            );
        }
        catch (HttpRequestException)
        {
            return (-1, -1, "away");
        }
    }

    private static async Task<(int Publication, int Referrals)> FigureAsync(SemanticModel model, int? publication)
    {
        var result = await model.AnswerAsync(
            new Query
            {
                Dataset = "samples",
                Publication = publication,
                Measures = ["referrals"],
                Scope = Scope.All,
            },
            Cancellation
        );
        return (result.Publication, (int)result.Totals[0].Value!.Value);
    }

    private static async Task<bool> TryAsync(Func<Task<NpgsqlConnection>> open)
    {
        try
        {
            await using var connection = await open();
            await using var ask = new NpgsqlCommand("select 1", connection);
            return await ask.ExecuteScalarAsync(Cancellation) is 1;
        }
        catch (NpgsqlException)
        {
            return false; // not yet
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http)
    {
        var page = await http.GetStringAsync(new Uri("/data", UriKind.Relative), Cancellation);
        var token = page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent("ledgers"), "dataset" },
            { new StringContent("0149"), "owner" },
            { new ByteArrayContent("紹介番号,紹介日\n1,2008-05-01\n"u8.ToArray()), "files", "a.csv" },
        };
        using var answer = await http.PostAsync(new Uri("/data/upload", UriKind.Relative), form, Cancellation);
        return answer.StatusCode;
    }
}
