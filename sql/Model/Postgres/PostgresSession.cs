using System.Data;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Where a star is read: a connection within a REPEATABLE READ transaction. Leaving it ends both, unless they are somebody else's.</summary>
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

    /// <summary>Nothing was written: leaving the transaction is enough.</summary>
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
