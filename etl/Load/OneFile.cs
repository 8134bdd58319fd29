using Analytics.Etl.Findings;
using Analytics.Etl.Publish;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// What is done for one file among others, within their transaction: where it is refused, that alone is taken back and the transaction goes on.
/// </summary>
static class OneFile
{
    /// <summary>Does it within a savepoint.</summary>
    /// <exception cref="FileRefusedException">It is refused, be it by the database (<see cref="LoadRules.ValueRefused"/>): nothing of it was done.</exception>
    public static async Task<T> ApartAsync<T>(NpgsqlConnection connection, Func<Task<T>> work, CancellationToken cancellation)
    {
        await RunAsync(connection, "savepoint one_file", cancellation);
        try
        {
            var done = await work();
            await RunAsync(connection, "release savepoint one_file", cancellation);
            return done;
        }
        catch (Exception failure) when (DataFault.Is(failure) && !BatchRecord.IsLoadedMeanwhile(failure))
        {
            await RunAsync(connection, "rollback to savepoint one_file; release savepoint one_file", CancellationToken.None);
            if (failure is PostgresException error)
                throw LoadRules.RefusedByDatabase(error);
            throw;
        }
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
