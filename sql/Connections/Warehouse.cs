using Analytics.Sql.EmbeddedPostgres;
using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// An open, migrated warehouse: one pool of connections for each of its roles. Disposing it closes the pools and, where this
/// process started the default server, stops that. Thread-safe once opened.
/// </summary>
public sealed class Warehouse : IAsyncDisposable
{
    private const int OldestServer = 15;

    /// <summary>Bytes that a login of ours takes from the network at a time: whole facts are copied out, and asking for them piece by piece takes longer than reading them.</summary>
    private const int LargeBuffer = 65_536;

    private const string DefaultDatabase = "analytics";

    private Warehouse(DataFolder folder, EmbeddedServer? server, NpgsqlDataSource owner, NpgsqlDataSource loader, string readerConnection, MigrationReport migration) =>
        (Folder, Server, Owner, Loader, ReaderConnection, Reader, Migration) = (folder, server, owner, loader, readerConnection, Pool(readerConnection, "reader"), migration);

    public DataFolder Folder { get; }

    /// <summary>The default server, or null where the warehouse is in another one.</summary>
    public EmbeddedServer? Server { get; }

    /// <summary>May change the schema.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Acts as <c>analytics_loader</c>: writes, and deletes nothing in the star.</summary>
    public NpgsqlDataSource Loader { get; }

    /// <summary>Logs in as a member of <c>analytics_reader</c> only.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>The reader's connection string with its password: what another process needs to read, and all that it gets.</summary>
    public string ReaderConnection { get; }

    /// <summary>What opening it did to the schema.</summary>
    public MigrationReport Migration { get; }

    /// <summary>Connects to the named Postgres, or to the folder's default server, which is started for this process where none runs; then migrates.</summary>
    /// <param name="say">Told what a person should know while it opens.</param>
    /// <exception cref="RefusalException">It cannot be opened, with the reason.</exception>
    public static async Task<Warehouse> OpenAsync(WarehouseAddress address, ServerUse use, Action<Bilingual> say, CancellationToken cancellation = default)
    {
        if (address.Connection is { } connection)
        {
            return await ConnectAsync(address.Folder, Parse(connection), server: null, cancellation);
        }

        var server = await EmbeddedServer.StartAsync(address.Folder, use, say, cancellation: cancellation);
        try
        {
            await CreateDatabaseAsync(server, cancellation);
            return await ConnectAsync(address.Folder, server.ConnectionString(DefaultDatabase), server, cancellation);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the database that <paramref name="connection"/> names, as its owner, migrates it and brings its reference data up to date.</summary>
    public static Task<Warehouse> ConnectAsync(DataFolder folder, string connection, CancellationToken cancellation = default) =>
        ConnectAsync(folder, connection, server: null, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Loader.DisposeAsync();
        await Owner.DisposeAsync();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    private static async Task<Warehouse> ConnectAsync(DataFolder folder, string connection, EmbeddedServer? server, CancellationToken cancellation)
    {
        var owner = Pool(connection, "owner");
        try
        {
            var database = await CheckAsync(owner, cancellation);
            var migration = await new Migrator(owner).MigrateAsync(cancellation);
            await ReferenceData.ApplyAsync(owner, cancellation);
            var logins = WarehouseLogins.Of(folder, database);
            await logins.ProvideAsync(owner, cancellation);
            return new Warehouse(
                folder, server, owner,
                Pool(As(connection, logins, logins.Loader), "loader"),
                As(connection, logins, logins.Reader),
                migration);
        }
        catch
        {
            await owner.DisposeAsync();
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
                error);
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
                    $"PostgreSQL {connection.PostgreSqlVersion} is too old: {OldestServer} or newer is needed.");
        }
        catch (NpgsqlException error)
        {
            throw new RefusalException(
                $"データベースに接続できません: {error.Message}",
                $"Cannot connect to the database: {error.Message}",
                error);
        }
    }

    private static async Task CreateDatabaseAsync(EmbeddedServer server, CancellationToken cancellation)
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

    private static string As(string connection, WarehouseLogins logins, string role) =>
        new NpgsqlConnectionStringBuilder(connection) { Username = role, Password = logins.Password(role), Passfile = null, ReadBufferSize = LargeBuffer }.ConnectionString;

    private static NpgsqlDataSource Pool(string connection, string use) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connection) { ApplicationName = $"analytics {use}", IncludeErrorDetail = false }); // details quote rows
}
