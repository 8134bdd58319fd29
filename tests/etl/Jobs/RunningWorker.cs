using Analytics.Etl.Hosting;
using Analytics.Etl.Jobs;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>A real worker with its real scheduler, on a database and a data folder of one test's own.</summary>
sealed class RunningWorker : IAsyncDisposable
{
    private const string Jobs =
        "select now() || E'\\n' || string_agg(concat_ws(' ', job_name, 'next', next_fire_at, 'last', last_fired_at, last_outcome, last_message_en), E'\\n' order by job_name) from quartz.jobs";

    private readonly Warehouse _warehouse;
    private readonly IHost _host;

    private RunningWorker(Warehouse warehouse, RunOptions options, TimeProvider? time) =>
        (_warehouse, _host) = (warehouse, Worker.Build(warehouse, options, time));

    public Warehouse Warehouse => _warehouse;

    public static async Task<string> NewDatabaseAsync(PostgresFixture postgres)
    {
        await using var made = await postgres.CreateDatabaseAsync();
        return postgres.Server.ConnectionString(new NpgsqlConnectionStringBuilder(made.Owner.ConnectionString).Database!)
            + ";Maximum Pool Size=20;Connection Idle Lifetime=5;Connection Pruning Interval=2";
    }

    public static async Task<RunningWorker> StartAsync(
        string connection,
        TemporaryFolder folder,
        bool samples = false,
        int referrals = 150,
        TimeProvider? time = null
    )
    {
        var warehouse = await Warehouse.ConnectAsync(DataFolder.Resolve(folder.Path), connection);
        var worker = new RunningWorker(
            warehouse,
            new RunOptions(RunOptions.DefaultPort, samples, Dashboard: null) { SampleReferrals = referrals, InboxQuiet = TimeSpan.FromMilliseconds(300) },
            time
        );
        await worker._host.StartAsync();
        return worker;
    }

    public Task<IScheduler> SchedulerAsync() => _host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler().AsTask();

    /// <summary>The first value that the reader gets of a statement.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _warehouse.Reader.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default!;
    }

    /// <summary>Waits until the statement, read as the dashboard reads, says true.</summary>
    public Task UntilAsync(string condition, TimeSpan? atMost = null) =>
        Patience.UntilAsync(() => AskAsync<bool>($"select coalesce(({condition}), false)"), () => AskAsync<string>(Jobs), atMost, condition);

    /// <summary>Writes a ledger into the inbox as a careful program does: under another name first.</summary>
    public static string Put(TemporaryFolder folder, string place, string text)
    {
        var path = Path.Combine(folder.Path, "inbox", place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".part", text);
        File.Move(path + ".part", path);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _warehouse.DisposeAsync();
    }
}
