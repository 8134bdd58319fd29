using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>
/// A change of which files count, and how they were read. It is made within one transaction, so that it can be tried, looked at and taken back; the
/// next publication shows it.
/// </summary>
public abstract record BatchChange
{
    /// <summary>Who wants it; null: nobody was signed in, or the product by itself.</summary>
    public string? By { get; init; }

    /// <summary>Makes the change, and tells which batches it is about.</summary>
    /// <exception cref="RefusalException">It cannot be made; the transaction is of no use any more.</exception>
    internal abstract Task<IReadOnlyList<int>> ApplyAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Writes down that it was done.</summary>
    private protected async Task RecordAsync(
        NpgsqlConnection connection,
        int batch,
        string what,
        string? why,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("insert into audit.batch_events (batch_id, at, event, why, by) values ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = batch },
                new() { Value = now },
                new() { Value = what },
                Text(why),
                Text(By),
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private protected static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private protected static NpgsqlParameter Text(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
