using System.Data;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// A connection in a REPEATABLE READ transaction from which a star is read. Disposing it ends both, unless they belong to the caller.
/// </summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private readonly NpgsqlTransaction? _transaction;

    private PostgresSession(NpgsqlConnection connection, NpgsqlTransaction? transaction) => (Connection, _transaction) = (connection, transaction);

    public NpgsqlConnection Connection { get; }

    public static PostgresSession Of(NpgsqlConnection connection) => new(connection, null);

    public static async ValueTask<PostgresSession> OwnAsync(NpgsqlDataSource reader, CancellationToken cancellation)
    {
        var connection = await reader.OpenConnectionAsync(cancellation);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Nothing was written, so disposing the transaction is enough.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is null)
        {
            return;
        }

        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
