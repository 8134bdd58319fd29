using Analytics.Etl.Staging;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The right to load, held by one run at a time: what one run loads is published together, and nobody publishes half of it meanwhile.
/// Ends when disposed, or with its connection.
/// </summary>
public sealed class LoadingLock : IAsyncDisposable
{
    readonly NpgsqlConnection connection;

    LoadingLock(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Waits until it is this run's turn.</summary>
    public static async Task<LoadingLock> TakeAsync(NpgsqlDataSource loader, CancellationToken cancellation = default) =>
        (await TakeAsync(loader, $"select true from (select pg_advisory_xact_lock({AdvisoryLocks.Loading})) held", cancellation))!;

    /// <summary>Null while another run loads.</summary>
    public static Task<LoadingLock?> TryTakeAsync(NpgsqlDataSource loader, CancellationToken cancellation = default) =>
        TakeAsync(loader, $"select pg_try_advisory_xact_lock({AdvisoryLocks.Loading})", cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => connection.DisposeAsync(); // rolls its transaction back, and so frees the lock

    static async Task<LoadingLock?> TakeAsync(NpgsqlDataSource loader, string statement, CancellationToken cancellation)
    {
        var connection = await loader.OpenConnectionAsync(cancellation);
        try
        {
            await connection.BeginTransactionAsync(cancellation);
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return new(connection);
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
