using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// An open, migrated warehouse: one pool of connections for each of its roles. Disposing it closes the pools and, where this
/// process started the default server, stops that. Thread-safe once opened.
/// </summary>
public sealed class Warehouse : IAsyncDisposable
{
    /// <summary>
    /// Bytes that a login of ours takes from the network at a time: whole facts are copied out, and asking for them piece by piece takes longer than
    /// reading them.
    /// </summary>
    private const int LargeBuffer = 65_536;

    private readonly WarehouseDatabase _database;

    private Warehouse(DataFolder folder, WarehouseDatabase database, WarehouseLogins logins, MigrationReport migration)
    {
        (Folder, _database, Migration) = (folder, database, migration);
        Loader = WarehouseDatabase.Pool(As(logins, logins.Loader), "loader");
        ReaderConnection = As(logins, logins.Reader);
        Reader = WarehouseDatabase.Pool(ReaderConnection, "reader");
    }

    public DataFolder Folder { get; }

    /// <summary>A hot standby: nothing can be written to it.</summary>
    public bool IsStandby { get; private init; }

    /// <summary>The default server, or null where the warehouse is in another one.</summary>
    public EmbeddedServer? Server => _database.Server;

    /// <summary>May change the schema.</summary>
    public NpgsqlDataSource Owner => _database.Owner;

    /// <summary>Acts as <c>analytics_loader</c>: writes, and deletes nothing in the star.</summary>
    public NpgsqlDataSource Loader { get; }

    /// <summary>Logs in as a member of <c>analytics_reader</c> only.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>The reader's connection string with its password: what another process needs to read, and all that it gets.</summary>
    public string ReaderConnection { get; }

    /// <summary>What opening it did to the schema.</summary>
    public MigrationReport Migration { get; }

    /// <summary>Connects to the named Postgres, or to the folder's default server, which is started for this process where none runs; then migrates, but for a hot
    /// standby, which gets its schema and logins from its primary.</summary>
    /// <param name="say">Told what a person should know while it opens.</param>
    /// <param name="beforeUpgrade">
    /// Called with the owner's pool before the schema of an earlier version is changed; what it throws leaves everything as it is.
    /// </param>
    /// <exception cref="RefusalException">It cannot be opened, with the reason.</exception>
    public static async Task<Warehouse> OpenAsync(
        WarehouseAddress address,
        ServerUse use,
        Action<Bilingual> say,
        Func<NpgsqlDataSource, CancellationToken, Task>? beforeUpgrade = null,
        CancellationToken cancellation = default
    )
    {
        UnfinishedRestore.Refuse(address.Folder);
        return await MigrateAsync(address.Folder, await WarehouseDatabase.OpenAsync(address, use, say, cancellation), beforeUpgrade, cancellation);
    }

    /// <summary>Opens the database that <paramref name="connection"/> names, as its owner, migrates it and brings its reference data up to date.</summary>
    public static async Task<Warehouse> ConnectAsync(DataFolder folder, string connection, CancellationToken cancellation = default)
    {
        UnfinishedRestore.Refuse(folder);
        return await MigrateAsync(folder, await WarehouseDatabase.ConnectAsync(connection, cancellation), null, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Loader.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<Warehouse> MigrateAsync(
        DataFolder folder,
        WarehouseDatabase database,
        Func<NpgsqlDataSource, CancellationToken, Task>? beforeUpgrade,
        CancellationToken cancellation
    )
    {
        try
        {
            if (await Standby.IsOneAsync(database.Owner, cancellation))
            {
                await new Migrator(database.Owner).RequireCurrentAsync(cancellation);
                return new Warehouse(folder, database, WarehouseLogins.Of(folder, database.Name), new MigrationReport([], [])) { IsStandby = true };
            }

            var migration = await new Migrator(database.Owner).MigrateAsync(
                beforeUpgrade is null ? null : token => beforeUpgrade(database.Owner, token),
                cancellation
            );
            await ReferenceData.ApplyAsync(database.Owner, cancellation);
            var logins = WarehouseLogins.Of(folder, database.Name);
            await logins.ProvideAsync(database.Owner, cancellation);
            return new Warehouse(folder, database, logins, migration);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private string As(WarehouseLogins logins, string role) =>
        new NpgsqlConnectionStringBuilder(_database.Connection)
        {
            Username = role,
            Password = logins.Password(role),
            Passfile = null,
            ReadBufferSize = LargeBuffer,
        }.ConnectionString;
}
