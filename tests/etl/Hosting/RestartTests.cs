using Analytics.Etl.Commands;
using Analytics.Etl.Hosting;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>What ends by itself is started again, and the work goes on.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly RunningProduct _product = new();

    public void Dispose() => _product.Dispose();

    [Fact]
    public async Task Run_DashboardAndServerDie_AreStartedAgainAndLoadingGoesOn()
    {
        var running = await _product.StartAsync();
        var (server, dashboard) = (await _product.ServerPidAsync(), _product.DashboardPid());

        RunningProduct.Kill(dashboard);
        await _product.Error.WaitForAsync("The dashboard has ended (code 137): it is started again", running);
        await _product.UntilAsync(async () => await _product.AnswersAsync() && _product.DashboardPid() != dashboard, running);

        RunningProduct.Kill(server);
        await _product.Error.WaitForAsync("The database server has ended: it is started again", running);
        await _product.UntilAsync(_product.AnswersAsync, running);
        Assert.NotEqual(server, await _product.ServerPidAsync());
        var ledger = Path.Combine(_product.Folder, "inbox", "ledgers", "0149", "a.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(ledger)!);
        await File.WriteAllTextAsync(ledger + ".part", "紹介番号,紹介日,銀行コード,企業名\n1,2008-05-01,0149,甲\n", TestContext.Current.CancellationToken);
        File.Move(ledger + ".part", ledger);
        await _product.UntilAsync(() => Task.FromResult(!File.Exists(ledger)), running);

        await _product.Stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
    }

    [Fact(Explicit = true)]
    public async Task Run_DashboardDiesAgainAndAgain_IsGivenUpAfterFiveStartsWithinAMinute()
    {
        var running = await _product.StartAsync();
        var server = await _product.ServerPidAsync();

        for (int death = 1, last = 0; death <= 6; death++)
        {
            await _product.UntilAsync(() => Task.FromResult(_product.DashboardPids().Any(pid => pid != last)), running);
            last = _product.DashboardPids().Single(pid => pid != last);
            RunningProduct.Kill(last);
        }

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Contains(
            "The dashboard has ended (code 137) and was started 5 times within a minute: the product stops.",
            _product.Error.ToString(),
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists($"/proc/{server}"));
    }

    [Fact(Explicit = true)]
    public async Task Run_ServerIsKilledWhileFilesLoad_EveryRowIsThereInTheEnd()
    {
        var running = await _product.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(_product.Folder, "inbox", "ledgers", "0149")).FullName;
        for (var file = 0; file < 4; file++)
        {
            for (var part = 0; part < 3; part++)
            {
                var rows = Enumerable.Range(0, 2_000).Select(row => $"{file}-{part}-{row},2008-05-01,0149,会社{row}");
                var path = Path.Combine(folder, $"{file}-{part}.csv");
                await File.WriteAllTextAsync(
                    path + ".part",
                    $"紹介番号,紹介日,銀行コード,企業名\n{string.Join('\n', rows)}\n",
                    TestContext.Current.CancellationToken
                );
                File.Move(path + ".part", path);
            }

            await _product.UntilAsync(
                async () =>
                    await _product.CountAsync("select count(*) from pg_stat_activity where state = 'active' and application_name = 'analytics loader'") > 0,
                running
            );
            RunningProduct.Kill(await _product.ServerPidAsync());
            await _product.UntilAsync(_product.AnswersAsync, running);
        }

        await _product.UntilAsync(
            async () => await _product.CountAsync("select count(*) from mart.fct_referrals where published_to = 2147483647") == 4 * 3 * 2_000,
            running,
            TimeSpan.FromMinutes(10)
        );
        Assert.Equal(12, await _product.CountAsync("select count(*) from audit.batches where state = 'published'"));
        await _product.Stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
    }

    [Fact]
    public void Restarts_FiveWithinAMinute_EachLaterThanBefore_ThenNoMore()
    {
        var clock = new MonotonicClock();
        var restarts = new Restarts(clock);

        Assert.Equal([200, 400, 800, 1600, 3200], Enumerable.Range(0, 5).Select(_ => restarts.Next()!.Value.TotalMilliseconds));
        Assert.Null(restarts.Next());
        clock.Seconds = 61;
        Assert.Equal(200, restarts.Next()!.Value.TotalMilliseconds);
    }

    /// <summary>A clock that only measures, and only when told.</summary>
    private sealed class MonotonicClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
