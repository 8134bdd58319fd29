using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Publish;

/// <summary>A batch that was set aside, as it cannot be published: why, and which of its rows are at fault where that is known.</summary>
public sealed record HeldBatch(int Batch, string File, Bilingual Reason, IReadOnlyList<HeldRow> Rows)
{
    /// <summary>What somebody does about it.</summary>
    public static readonly Bilingual Mend = new(
        "直したファイルを送って、このバッチを取り下げてください。定義や点検を直したときは、再読込または保留解除をしてください。",
        "Send a corrected file and withdraw this batch. After mending a declaration or a check, reload or release it."
    );

    /// <summary>As <see cref="Mend"/>, where it was read again and keeps its former rows.</summary>
    public static readonly Bilingual KeptMend = new(
        "定義や点検を直してからもう一度読み込むか、直したファイルを送ってください。それまでは前の内容のままです。",
        "Mend the declaration or the check and read it again, or send a corrected file. Until then what it told before stays."
    );

    /// <summary>The reason with the first row at fault.</summary>
    public Bilingual Told =>
        Rows is [var row, ..]
            ? new(
                $"{Reason.Ja}（{(row.Sheet is null ? "" : row.Sheet + " ")}{row.Line} 行）",
                $"{Reason.En} ({(row.Sheet is null ? "" : row.Sheet + " ")}line {row.Line})"
            )
            : Reason;
}

/// <summary>A row of a held batch that is at fault: what it was to become, and where it stands in the file.</summary>
public sealed record HeldRow(string Fact, string? Sheet, int Line);

/// <summary>A dataset that cannot be published for what no pending batch brought; its star stays as it was.</summary>
public sealed record StuckDataset(string Dataset, Bilingual Reason);

/// <summary>Sets batches aside (<c>held</c>) and records what keeps a dataset from being published.</summary>
static class HeldBatches
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Holds batches for a failure, whose reason and rows at fault they keep.</summary>
    public static async Task<IReadOnlyList<HeldBatch>> HoldAsync(
        NpgsqlConnection connection,
        IReadOnlyList<int> batches,
        Exception failure,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var held = new List<HeldBatch>();
        foreach (var batch in batches)
        {
            var (reason, check, rows) = ReasonOf(failure, batch);
            await using var command = new NpgsqlCommand(
                """
                with now_held as (
                    update audit.batches set state = 'held', held = @held where batch_id = @batch and state = 'loaded' returning batch_id, file_name
                ), written as (
                    insert into audit.batch_events (batch_id, at, event, reason) select batch_id, @now, 'held', @reason from now_held
                )
                select file_name from now_held
                """,
                connection
            );
            command.Parameters.AddWithValue("batch", batch);
            command.Parameters.AddWithValue(
                "held",
                NpgsqlDbType.Jsonb,
                JsonSerializer.Serialize(
                    new
                    {
                        reason,
                        check,
                        rows,
                    },
                    Json
                )
            );
            command.Parameters.AddWithValue("reason", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(reason, Json));
            command.Parameters.AddWithValue("now", time.GetUtcNow());
            if (await command.ExecuteScalarAsync(cancellation) is string file)
                held.Add(new(batch, file, reason, rows));
        }

        return held;
    }

    /// <summary>Batches that were read again and cannot be published for a failure: nothing of them has changed.</summary>
    public static async Task<IReadOnlyList<HeldBatch>> KeptAsync(
        NpgsqlConnection connection,
        IReadOnlyList<int> batches,
        Exception failure,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("select batch_id, file_name from audit.batches where batch_id = any ($1) order by batch_id", connection)
        {
            Parameters = { new() { Value = batches.ToArray() } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var kept = new List<HeldBatch>();
        while (await row.ReadAsync(cancellation))
        {
            var (reason, _, rows) = ReasonOf(failure, row.GetInt32(0));
            kept.Add(new(row.GetInt32(0), row.GetString(1), reason, rows));
        }

        return kept;
    }

    /// <summary>Records of a batch that was read again why it keeps its former rows. Said once, however often it is tried.</summary>
    public static async Task KeepAsync(NpgsqlConnection connection, int batch, Bilingual reason, string? by, TimeProvider time, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into audit.batch_events (batch_id, at, event, reason, by)
            select @batch, @now, 'kept', @reason, @by
            where @reason is distinct from (select case event when 'kept' then reason end from audit.batch_events where batch_id = @batch order by event_id desc limit 1)
            """,
            connection
        );
        command.Parameters.AddWithValue("batch", batch);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        command.Parameters.AddWithValue("reason", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(reason, Json));
        command.Parameters.AddWithValue("by", NpgsqlDbType.Text, (object?)by ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Records that a dataset cannot be published, and why.</summary>
    public static async Task<StuckDataset> StickAsync(
        NpgsqlConnection connection,
        string dataset,
        Exception failure,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var reason = DataFault.Words(failure);
        await using var command = new NpgsqlCommand(
            """
            insert into audit.stuck_datasets (dataset_code, since, reason_ja, reason_en) values (@dataset, @now, @ja, @en)
            on conflict (dataset_code) do update set reason_ja = excluded.reason_ja, reason_en = excluded.reason_en
            """,
            connection
        );
        command.Parameters.AddWithValue("dataset", dataset);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        command.Parameters.AddWithValue("ja", reason.Ja);
        command.Parameters.AddWithValue("en", reason.En);
        await command.ExecuteNonQueryAsync(cancellation);
        return new(dataset, reason);
    }

    /// <summary>A dataset was published: nothing keeps it any more.</summary>
    public static Task LoosenAsync(NpgsqlConnection connection, string dataset, CancellationToken cancellation) =>
        RunAsync(connection, "delete from audit.stuck_datasets where dataset_code = $1", dataset, cancellation);

    /// <summary>Leaves pending batches out, within a transaction that puts them back or is rolled back.</summary>
    public static Task SetAsideAsync(NpgsqlConnection connection, IReadOnlyList<int> batches, CancellationToken cancellation) =>
        RunAsync(
            connection,
            "update audit.batches set state = 'held', held = '{}' where batch_id = any ($1) and state = 'loaded'",
            batches.ToArray(),
            cancellation
        );

    /// <summary>Puts back what <see cref="SetAsideAsync"/> left out.</summary>
    public static Task TakeUpAsync(NpgsqlConnection connection, IReadOnlyList<int> batches, CancellationToken cancellation) =>
        RunAsync(connection, "update audit.batches set state = 'loaded', held = null where batch_id = any ($1)", batches.ToArray(), cancellation);

    static (Bilingual Reason, string? Check, IReadOnlyList<HeldRow> Rows) ReasonOf(Exception failure, int batch)
    {
        var own = (failure as CheckFailedException)?.Findings.Where(finding => finding.Batch == batch).ToList() ?? [];
        var rows = own.Where(finding => finding.Line is not null)
            .Select(finding => new HeldRow(finding.Fact, finding.Sheet, finding.Line!.Value))
            .Distinct()
            .ToList();
        return own is [var first, ..] ? (CheckFailedException.Words(first.Check, own.Count), first.Check, rows) : (DataFault.Words(failure), null, rows);
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, object parameter, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
