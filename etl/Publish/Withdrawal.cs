using System.Text.Json;
using Analytics.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Publish;

/// <summary>Takes a batch back: the star becomes as if its file had never come. It stays written down, and can be released again.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Why">In the words of whoever wants it; not blank.</param>
public sealed record Withdrawal(int Batch, string Why) : BatchChange
{
    internal override async Task<IReadOnlyList<int>> ApplyAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(Why))
            throw new RefusalException("取り下げる理由を書いてください。", "Say why it is withdrawn.");
        var batch = await KnownBatch.LockAsync(connection, Batch, cancellation);
        if (batch.State == "withdrawn")
            throw new RefusalException($"バッチ {Batch}（{batch.File}）はすでに取り下げられています。", $"Batch {Batch} ({batch.File}) is withdrawn already.");
        await RunAsync(
            connection,
            "update audit.batches set state = 'withdrawn', held = null, withdrawn_in = null, withdrawal = $2 where batch_id = $1",
            cancellation,
            new() { Value = Batch },
            new()
            {
                Value = JsonSerializer.Serialize(
                    new
                    {
                        why = Why,
                        at = now,
                        by = By,
                    }
                ),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
        // What no publication has shown needs none to be taken back.
        await RunAsync(
            connection,
            $"update audit.findings set published_to = 0 where batch_id = $1 and published_from is null and published_to = {int.MaxValue}",
            cancellation,
            new NpgsqlParameter { Value = Batch }
        );
        await RecordAsync(connection, Batch, "withdrawn", Why, now, cancellation);
        return [Batch];
    }
}
