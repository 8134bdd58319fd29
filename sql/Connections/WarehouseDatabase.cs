using Analytics.Sql.EmbeddedPostgres;
using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// The database of a warehouse as it is found: it answers and is new enough, but nothing in it was looked at or changed. Disposing it closes its
/// connections and, where this process started the default
/// server, stops that.
/// </summary>
public sealed class WarehouseDatabase : IAsyncDisposable
{
    private const int OldestServer = 15;

    private const string DefaultDatabase = "analytics";

    private WarehouseDatabase(string connection, EmbeddedServer? server) => (Connection, Server, Owner) = (connection, server, Pool(connection, "owner"));

    /// <summary>How its owner reaches it.</summary>
    public string Connection { get; }

    /// <summary>The default server, or null where the database is in another one.</summary>
    public EmbeddedServer? Server { get; }

    /// <summary>May change the schema.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>The database's name on its server.</summary>
    public string Name { get; private set; } = "";

    /// <summary>
    /// Connects to the named Postgres, or to the folder's default server, which is started for this process where none runs and gets its database where
    /// it has none.
    /// </summary>
    /// <exception cref="RefusalException">It cannot be reached, or is too old.</exception>
    public static async Task<WarehouseDatabase> OpenAsync(
        WarehouseAddress address,
        ServerUse use,
        Action<Bilingual> say,
        CancellationToken cancellation = default
    )
    {
        if (address.Connection is { } connection)
        {
            return await ConnectAsync(Parse(connection), server: null, cancellation);
        }

        var server = await EmbeddedServer.StartAsync(address.Folder, use, say, cancellation: cancellation);
        try
        {
            await CreateAsync(server, cancellation);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return await ConnectAsync(server.ConnectionString(DefaultDatabase), server, cancellation);
    }

    /// <summary>The database that <paramref name="connection"/> names, as its owner.</summary>
    internal static Task<WarehouseDatabase> ConnectAsync(string connection, CancellationToken cancellation) =>
        ConnectAsync(connection, server: null, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    internal static NpgsqlDataSource Pool(string connection, string use) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = $"analytics {use}", IncludeErrorDetail = false }); // details quote rows

    private static async Task<WarehouseDatabase> ConnectAsync(string connection, EmbeddedServer? server, CancellationToken cancellation)
    {
        var database = new WarehouseDatabase(connection, server);
        try
        {
            database.Name = await CheckAsync(database.Owner, cancellation);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static string Parse(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).ConnectionString;
        }
        catch (ArgumentException error)
        {
            throw new RefusalException(
                $"接続文字列が正しくありません: {error.Message} 例: Host=db.example;Database=analytics;Username=owner;Password=…",
                $"The connection string is not valid: {error.Message} Example: Host=db.example;Database=analytics;Username=owner;Password=…",
                error
            );
        }
    }

    /// <summary>The database's name, once the server is known to be new enough.</summary>
    private static async Task<string> CheckAsync(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await owner.OpenConnectionAsync(cancellation);
            return connection.PostgreSqlVersion.Major >= OldestServer
                ? connection.Database
                : throw new RefusalException(
                    $"PostgreSQL {connection.PostgreSqlVersion} は古すぎます。{OldestServer} 以上が必要です。",
                    $"PostgreSQL {connection.PostgreSqlVersion} is too old: {OldestServer} or newer is needed."
                );
        }
        catch (NpgsqlException error)
        {
            throw new RefusalException($"データベースに接続できません: {error.Message}", $"Cannot connect to the database: {error.Message}", error);
        }
    }

    private static async Task CreateAsync(EmbeddedServer server, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
        await using var exists = source.CreateCommand($"select exists (select from pg_database where datname = '{DefaultDatabase}')");
        if ((bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            return;
        }

        try
        {
            await using var create = source.CreateCommand($"create database {DefaultDatabase}");
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another command made it in this moment.
        }
    }
}
