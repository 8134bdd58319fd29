using System.Globalization;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Analytics.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Analytics.Tests;

/// <summary>
/// One real Postgres for the whole run of the tests. A test class takes it in its constructor and asks for a database of its
/// own, which is a copy of a migrated one that knows the product's sources (about 50 ms) and need not be dropped.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Template = "analytics_template";
    private readonly SemaphoreSlim _creating = new(1);
    private EmbeddedServer? _server;
    private NpgsqlDataSource? _administrator;
    private int _databases;

    /// <summary>The data folder of the server; also a place for a test's own files.</summary>
    public DataFolder Folder { get; } = DataFolder.Resolve(Temporary.Folder("analytics-tests-"));

    public EmbeddedServer Server => _server ?? throw new InvalidOperationException("The server has not been started yet.");

    public async ValueTask InitializeAsync()
    {
        // The data is thrown away: what a crash would leave of it does not matter here. Nor is there anything to vacuum in a database of one test, while a
        // server of many visits each of them once a minute.
        _server = await EmbeddedServer.StartAsync(
            Folder,
            ServerUse.Product,
            message => Console.Error.WriteLine(message),
            new Dictionary<string, string>
            {
                ["fsync"] = "off",
                ["full_page_writes"] = "off",
                ["autovacuum"] = "off",
                ["max_connections"] = "300",
                ["max_wal_size"] = "4GB",
            }
        );
        _administrator = NpgsqlDataSource.Create(Server.ConnectionString("postgres") + ";Server Compatibility Mode=NoTypeLoading");
        await ExecuteAsync($"create database {Template}");
        await using var migrated = await Warehouse.ConnectAsync(Folder, Server.ConnectionString(Template) + ";Pooling=false");
        await new StagingViews(migrated.Loader, SourceCatalog.Load()).ApplyAsync();
    }

    /// <summary>A fresh migrated database, open for owner, loader and reader. The caller disposes it.</summary>
    public async Task<Warehouse> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await _creating.WaitAsync();
        try
        {
            await ExecuteAsync($"create database {name} template {Template} strategy file_copy"); // a third less work than through the log
        }
        finally
        {
            _creating.Release();
        }

        return await Warehouse.ConnectAsync(
            Folder,
            Server.ConnectionString(name) + ";Maximum Pool Size=20;Connection Idle Lifetime=5;Connection Pruning Interval=2"
        );
    }

    /// <summary>An empty database without any schema of ours: its connection string, as its owner.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"empty_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"create database {name}");
        return Server.ConnectionString(name);
    }

    /// <summary>A copy of a database that nobody is connected to: its connection string, as its owner.</summary>
    public async Task<string> CopyDatabaseAsync(string connection)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"copy_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"create database {name} template {new NpgsqlConnectionStringBuilder(connection).Database} strategy file_copy");
        return Server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_administrator is not null)
        {
            await _administrator.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _creating.Dispose();
        Directory.Delete(Folder.Path, recursive: true);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _administrator!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
