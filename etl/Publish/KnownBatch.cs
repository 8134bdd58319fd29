using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>A row of <c>audit.batches</c>, as it stands.</summary>
sealed record KnownBatch(
    int Batch,
    string State,
    string File,
    string? Sha256,
    string Source,
    string Dataset,
    string Owner,
    string ReceivedVia,
    DateTimeOffset ReceivedAt,
    bool WasPublished
)
{
    const string Columns = "batch_id, state, file_name, sha256, source, dataset_code, owner_code, received_via, received_at, published_in is not null";

    /// <summary>The batch, which nobody else changes until the transaction ends.</summary>
    /// <exception cref="RefusalException">There is none of that number, or nothing of it was ever loaded.</exception>
    public static async Task<KnownBatch> LockAsync(NpgsqlConnection connection, int batch, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from audit.batches where batch_id = $1 for update", connection)
        {
            Parameters = { new() { Value = batch } },
        };
        return await ReadAsync(command, batch, cancellation);
    }

    /// <summary>The batch as it stands now.</summary>
    /// <exception cref="RefusalException">As <see cref="LockAsync"/>.</exception>
    public static async Task<KnownBatch> FindAsync(NpgsqlDataSource loader, int batch, CancellationToken cancellation)
    {
        await using var command = loader.CreateCommand($"select {Columns} from audit.batches where batch_id = $1");
        command.Parameters.Add(new() { Value = batch });
        return await ReadAsync(command, batch, cancellation);
    }

    /// <summary>Another batch that counts with the same content, dataset, owner and source; null: there is none.</summary>
    public async Task<int?> TwinAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select batch_id from audit.batches
            where sha256 = $1 and dataset_code = $2 and owner_code = $3 and source = $4 and state in ('loaded', 'published', 'held') and batch_id <> $5
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = Sha256 },
                new() { Value = Dataset },
                new() { Value = Owner },
                new() { Value = Source },
                new() { Value = Batch },
            },
        };
        return (int?)await command.ExecuteScalarAsync(cancellation);
    }

    static async Task<KnownBatch> ReadAsync(NpgsqlCommand command, int batch, CancellationToken cancellation)
    {
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            throw new RefusalException(
                $"バッチ {batch} はありません。status で番号を確かめてください。",
                $"There is no batch {batch}. See its number in status."
            );
        var found = new KnownBatch(
            row.GetInt32(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetBoolean(9)
        );
        return found.State != "refused"
            ? found
            : throw new RefusalException(
                $"バッチ {batch}（{found.File}）は受け付けられなかったファイルです。集計に使われていないため、変更するものはありません。",
                $"Batch {batch} ({found.File}) was refused when it came: nothing of it counts, and there is nothing to change."
            );
    }
}
