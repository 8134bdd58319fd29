using System.Diagnostics;
using System.Globalization;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Tests.Cluster;

/// <summary>
/// A primary and its hot standby: two real servers, the second a copy of the first's data that follows it by streaming. Databases are made for each
/// test.
/// </summary>
public sealed class ServerPair : IAsyncLifetime
{
    private const string Template = "pair_template";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["wal_level"] = "replica",
        ["max_wal_senders"] = "5",
        ["wal_keep_size"] = "512MB",
        ["max_connections"] = "200",
        ["hot_standby_feedback"] = "on",
        ["wal_retrieve_retry_interval"] = "200ms",
    };

    private readonly string _folder = Temporary.Folder("analytics-pair-");
    private EmbeddedServer? _primary;
    private EmbeddedServer? _standby;
    private int _databases;

    public EmbeddedServer Primary => _primary!;

    public EmbeddedServer Standby => _standby!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (first, second) = (DataFolder.Resolve(Path.Combine(_folder, "primary")), DataFolder.Resolve(Path.Combine(_folder, "standby")));
        await using (var alone = await StartAsync(first, Settings))
        {
            await ExecuteAsync(alone.ConnectionString("postgres"), $"create database {Template}");
            await using var migrated = await Warehouse.ConnectAsync(Shared("template"), alone.ConnectionString(Template) + ";Pooling=false", Cancellation);
        }

        using (var copy = Process.Start("cp", ["-a", first.Path, second.Path]))
            await Patience.EndAsync(copy);
        using (var mark = Process.Start("cp", ["-a", Path.Combine(second.Postgres, "PG_VERSION"), Path.Combine(second.Postgres, "standby.signal")]))
            await Patience.EndAsync(mark);
        _primary = await StartAsync(first, Settings);
        var login = new NpgsqlConnectionStringBuilder(_primary.ConnectionString("postgres"));
        _standby = await StartAsync(
            second,
            new Dictionary<string, string>(Settings)
            {
                ["primary_conninfo"] = $"host={login.Host} port={login.Port} user={login.Username} password={login.Password}",
            }
        );
    }

    /// <summary>A folder that the processes of one installation share.</summary>
    public DataFolder Shared(string name) => DataFolder.Resolve(Path.Combine(_folder, name));

    /// <summary>A migrated database on the primary. The caller disposes it.</summary>
    public async Task<Warehouse> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"pair_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(Primary.ConnectionString("postgres"), $"create database {name} template {Template}");
        return await Warehouse.ConnectAsync(Shared(name), Primary.ConnectionString(name), Cancellation);
    }

    /// <summary>The same login on another server.</summary>
    public static string At(string connection, int port) => new NpgsqlConnectionStringBuilder(connection) { Port = port }.ConnectionString;

    /// <summary>Waits until the standby has all that the primary has.</summary>
    public async Task CatchUpAsync()
    {
        var written = await AskAsync<string>(Primary, "select pg_current_wal_lsn()::text");
        await Patience.UntilAsync(() => AskAsync<bool>(Standby, $"select pg_last_wal_replay_lsn() >= '{written}'"));
    }

    /// <summary>Has the standby receive, and show nothing of it until it goes on.</summary>
    public Task PauseAsync() => AskAsync<object>(Standby, "select pg_wal_replay_pause()");

    public Task GoOnAsync() => AskAsync<object>(Standby, "select pg_wal_replay_resume()");

    /// <summary>As the kernel would: no good-bye.</summary>
    public static async Task KillAsync(EmbeddedServer server)
    {
        using (var process = Process.GetProcessById(server.ServerPid))
            process.Kill();
        await server.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_standby is not null)
            await _standby.DisposeAsync();
        if (_primary is not null)
            await _primary.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<EmbeddedServer> StartAsync(DataFolder folder, Dictionary<string, string> settings) =>
        EmbeddedServer.StartAsync(folder, ServerUse.Product, message => Console.Error.WriteLine(message), settings, Cancellation);

    private static async Task<T> AskAsync<T>(EmbeddedServer server, string statement)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(statement);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(string connection, string statement)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
