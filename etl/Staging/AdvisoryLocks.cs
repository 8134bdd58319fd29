using System.Data;
using Npgsql;

namespace Analytics.Etl.Staging;

/// <summary>Keys of the Postgres advisory locks that the loader takes, one place so that no two meet by chance.</summary>
static class AdvisoryLocks
{
    /// <summary>Held by the one transaction that publishes.</summary>
    public const long Publication = 0x0A11_0001;

    /// <summary>Held while the tables and views of staging are built.</summary>
    public const long Staging = 0x0A11_0002;

    /// <summary>Held by the one run that loads.</summary>
    public const long Loading = 0x0A11_0004;

    /// <summary>Held while the readers' view of the jobs is made anew.</summary>
    public const long JobsView = 0x0A11_0003;

    /// <summary>Held while a content is read.</summary>
    public static long OfContent(string sha256) => BitConverter.ToInt64(Convert.FromHexString(sha256.AsSpan(0, 16)));

    /// <summary>Waits for a lock that the connection's session holds until the result is disposed (or the connection breaks).</summary>
    public static async Task<IAsyncDisposable> TakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_lock({key})", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
        return new Held(connection, key);
    }

    /// <summary>As <see cref="TakeAsync"/>, but null where another session holds it.</summary>
    public static async Task<IAsyncDisposable?> TryTakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({key})", connection);
        return await command.ExecuteScalarAsync(cancellation) is true ? new Held(connection, key) : null;
    }

    sealed class Held(NpgsqlConnection connection, long key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (connection.State != ConnectionState.Open)
                return;
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({key})", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
