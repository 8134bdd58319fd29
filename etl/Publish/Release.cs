using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>Lets a batch count again: one that was withdrawn comes back, one that is held is tried once more.</summary>
/// <param name="Batch">Its number.</param>
public sealed record Release(int Batch) : BatchChange
{
    const string ToldBefore =
        "kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, owner_code, row_key";

    internal override async Task<IReadOnlyList<int>> ApplyAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation)
    {
        var batch = await KnownBatch.LockAsync(connection, Batch, cancellation);
        if (batch.State is not ("withdrawn" or "held"))
            throw new RefusalException(
                $"バッチ {Batch}（{batch.File}）は取り下げも保留もされていません。",
                $"Batch {Batch} ({batch.File}) is neither withdrawn nor held."
            );
        if (await batch.TwinAsync(connection, cancellation) is { } twin)
        {
            throw new RefusalException(
                $"バッチ {Batch} と同じ内容が、バッチ {twin} として読み込まれています。先に {twin} を取り下げてください。",
                $"The same content as batch {Batch} counts already, as batch {twin}. Withdraw {twin} first."
            );
        }

        // What loading found in it stood until it was withdrawn, and stands again with the next publication.
        await RunAsync(
            connection,
            $"""
            update audit.findings set published_to = {int.MaxValue} where batch_id = $1 and stage = 'load' and published_from is null and published_to = 0 and not is_replaced;
            """,
            cancellation,
            new NpgsqlParameter { Value = Batch }
        );
        await RunAsync(
            connection,
            $"""
            insert into audit.findings ({ToldBefore})
            select {ToldBefore} from audit.findings
            where batch_id = $1 and stage = 'load' and not is_replaced and published_to = (select withdrawn_in from audit.batches where batch_id = $1)
            """,
            cancellation,
            new NpgsqlParameter { Value = Batch }
        );
        await RunAsync(
            connection,
            """
            update audit.batches set state = 'loaded', held = null, withdrawal = null, withdrawn_in = null, rows_new = null, rows_revised = null, rows_unchanged = null where batch_id = $1
            """,
            cancellation,
            new NpgsqlParameter { Value = Batch }
        );
        await RecordAsync(connection, Batch, "released", null, now, cancellation);
        return [Batch];
    }
}
