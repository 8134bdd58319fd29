using System.Diagnostics;
using Analytics.Etl.Hosting;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Tests.Cluster;

/// <summary>The whole: primary and standby, a dashboard on each, HAProxy before both, and two workers on one data folder.</summary>
public sealed class KilledInTurnTests(ServerPair pair) : IClassFixture<ServerPair>
{
    private const string Header = "紹介番号,紹介日,銀行コード,企業名\n";
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task EachPartKilled_FiguresAreTheSameWithinFiveSeconds_AndWhatComesNextIsLoadedOnce()
    {
        await using var warehouse = await pair.CreateDatabaseAsync();
        var connection = Path.Combine(warehouse.Folder.Create().Path, "connection");
        await File.WriteAllTextAsync(
            connection,
            warehouse.Owner.ConnectionString + $";Password={Password(pair.Primary.ConnectionString("postgres"))}",
            Cancellation
        );
        var workers = new[] { StartWorker(warehouse, connection), StartWorker(warehouse, connection) };
        DashboardProgram[] dashboards = [];
        try
        {
            Put(warehouse, "a", "1,2008-05-01,0149,甲\n2,2008-06-01,0149,乙\n");
            await Patience.UntilAsync(async () => await CountAsync(warehouse) == 2);
            dashboards = [await StartAsync(warehouse, pair.Primary.Port), await StartAsync(warehouse, pair.Standby.Port)];
            await using var proxy = await Proxy.StartAsync(warehouse.Folder.Path, [.. dashboards.Select(d => d.Http.BaseAddress!.Port)], [1]);
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{proxy.SitePort}") };
            await SameAsync(2);

            foreach (var server in (Analytics.Sql.EmbeddedPostgres.EmbeddedServer[])[pair.Standby, pair.Primary])
            {
                await ServerPair.KillAsync(server);
                await SameAsync(2);
                await server.RestartAsync(Cancellation);
                await SameAsync(2);
            }

            // Both workers have found their database again.
            Put(warehouse, "b", "3,2009-05-01,0149,丙\n");
            await ComesAsync(3);

            foreach (var index in (int[])[0, 1])
            {
                var address = dashboards[index].Http.BaseAddress!;
                await dashboards[index].DisposeAsync();
                await SameAsync(3);
                dashboards[index] = await StartAsync(warehouse, index == 0 ? pair.Primary.Port : pair.Standby.Port, address);
                await SameAsync(3);
            }

            await proxy.KillAsync();
            proxy.Start();
            await SameAsync(3);

            foreach (var index in (int[])[0, 1])
            {
                workers[index].Kill();
                await SameAsync(3 + index);
                Put(warehouse, $"c{index}", $"{4 + index},2010-05-01,0149,丁{index}\n"); // the other one loads it
                await ComesAsync(4 + index);
                workers[index] = StartWorker(warehouse, connection);
            }

            Assert.Equal(4, await ScalarAsync(warehouse, "select count(*) from audit.batches where state = 'published'"));
            Assert.Equal(5, await CountAsync(warehouse));

            async Task SameAsync(int referrals)
            {
                var row = 0;
                await Patience.UntilAsync(
                    async () =>
                    {
                        var (_, count, _) = await StandbyTests.AskAsync(http, "ledgers");
                        if (count >= 0)
                            Assert.Equal(referrals, count);
                        row = count >= 0 ? row + 1 : 0;
                        return row == 4;
                    },
                    atMost: Promised
                );
            }

            async Task ComesAsync(int referrals)
            {
                foreach (var dashboard in dashboards)
                    await Patience.UntilAsync(async () => (await StandbyTests.AskAsync(dashboard.Http, "ledgers")).Referrals == referrals);
            }
        }
        finally
        {
            foreach (var dashboard in dashboards)
                await dashboard.DisposeAsync();
            foreach (var worker in workers)
            {
                worker.Kill();
                await worker.WaitForExitAsync(CancellationToken.None);
                worker.Dispose();
            }
        }
    }

    private Task<DashboardProgram> StartAsync(Warehouse warehouse, int port, Uri? address = null) =>
        DashboardProgram.StartAsync(
            warehouse,
            address,
            ("ANALYTICS_READER", ServerPair.At(warehouse.ReaderConnection, port)),
            ("ANALYTICS_PRIMARY", $"Port={pair.Primary.Port}")
        );

    private static Process StartWorker(Warehouse warehouse, string connection) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [typeof(Worker).Assembly.Location, "run", "--no-samples", "--data", warehouse.Folder.Path, "--connection-file", connection]
            )
        )!;

    private static void Put(Warehouse warehouse, string name, string rows)
    {
        var path = Path.Combine(warehouse.Folder.Inbox, "ledgers", "0149", name + ".csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".part", Header + rows);
        File.Move(path + ".part", path);
    }

    private static Task<long> CountAsync(Warehouse warehouse) =>
        ScalarAsync(warehouse, "select count(*) from mart.fct_referrals where published_to = 2147483647");

    private static async Task<long> ScalarAsync(Warehouse warehouse, string statement)
    {
        // A pool of its own: servers were killed meanwhile.
        await using var source = NpgsqlDataSource.Create(warehouse.ReaderConnection + ";Pooling=false");
        await using var command = source.CreateCommand(statement);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static string Password(string connection) => new NpgsqlConnectionStringBuilder(connection).Password!;
}
