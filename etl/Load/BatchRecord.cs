using System.Text.Json;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;
using Analytics.Sql.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>A row of <c>audit.batches</c> in the making.</summary>
sealed record BatchRecord(int BatchId, ReadFile File, Source Source, string Dataset, string Owner, ExtractSummary Summary, DateTimeOffset ReceivedAt)
{
    /// <summary>Owner of a source whose keys need none.</summary>
    public const string NoOwner = "none";

    /// <summary>Owner of numbers of which nobody said whose they are.</summary>
    public const string UnstatedOwner = "unstated";

    /// <summary>Somebody else has loaded the same content in this moment.</summary>
    public static bool IsLoadedMeanwhile(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "batches_loaded_once" };

    public static async Task<int> NextIdAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select nextval(pg_get_serial_sequence('audit.batches', 'batch_id'))::integer", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The batch that holds the same content for the same dataset, owner and source already.</summary>
    public static async Task<(int BatchId, string Dataset)?> FindLoadedAsync(
        NpgsqlConnection connection,
        string sha256,
        Source source,
        string? dataset,
        string owner,
        CancellationToken cancellation
    )
    {
        // Without a named dataset it is the source's, or samples where the content says so: the same content says the same.
        await using var command = new NpgsqlCommand(
            """
            select batch_id, dataset_code from audit.batches
            where sha256 = @sha256 and source = @source and owner_code = @owner and dataset_code = any (@datasets) and state in ('loaded', 'published', 'held')
            """,
            connection
        );
        command.Parameters.AddWithValue("sha256", sha256);
        command.Parameters.AddWithValue("source", source.Name);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("datasets", dataset is null ? [source.Dataset, BatchLoader.SyntheticDataset] : new[] { dataset });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt32(0), reader.GetString(1)) : null;
    }

    public async Task EnsureDatasetAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var currency = Source.Currency?.Code ?? "JPY";
        await using var command = new NpgsqlCommand(
            "select mart.ensure_dataset(@code, @ja, @en, @currency, @month, false, @source_ja, @source_en)",
            connection
        );
        command.Parameters.AddWithValue("code", Dataset);
        command.Parameters.AddWithValue("ja", Dataset == Source.Dataset ? Source.Label.Ja : Dataset);
        command.Parameters.AddWithValue("en", Dataset == Source.Dataset ? Source.Label.En : Dataset);
        command.Parameters.AddWithValue("currency", currency);
        command.Parameters.AddWithValue("month", (short)(Source.FiscalYearStartMonth));
        command.Parameters.AddWithValue("source_ja", Source.Description.Ja);
        command.Parameters.AddWithValue("source_en", Source.Description.En);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Writes the batch down before its rows: what is found of them refers to it. <see cref="CountAsync"/> follows.</summary>
    public async Task InsertAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = Insert(connection, BatchId, File, Source.Name, Dataset, Owner, ReceivedAt, "loaded");
        command.Parameters.AddWithValue("read", Summary.RowsRead);
        command.Parameters.AddWithValue("loaded", 0);
        command.Parameters.AddWithValue("rejected", 0);
        command.Parameters.AddWithValue("skipped", NpgsqlDbType.Jsonb, Skipped(Summary));
        command.Parameters.AddWithValue("declaration", NpgsqlDbType.Text, DeclarationHash.Of(Source));
        command.Parameters.AddWithValue("unknown", Summary.UnknownColumns.ToArray());
        command.Parameters.AddWithValue("refusal", NpgsqlDbType.Jsonb, DBNull.Value);
        command.Parameters.AddWithValue("seconds", 0.0);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Adds what bringing the rows in has told: how many are loaded and rejected, and how long it took.</summary>
    public static async Task CountAsync(NpgsqlConnection connection, int batch, int loaded, int rejected, double seconds, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "update audit.batches set rows_loaded = $2, rows_rejected = $3, load_seconds = $4 where batch_id = $1",
            connection
        )
        {
            Parameters =
            {
                new() { Value = batch },
                new() { Value = loaded },
                new() { Value = rejected },
                new() { Value = seconds },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Puts what a later reading of the same bytes told in the place of what the former one told. <see cref="CountAsync"/> follows.</summary>
    public static async Task UpdateAsync(NpgsqlConnection connection, int batch, ExtractedFile extracted, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            update audit.batches
            set state = 'loaded', held = null, file_format = @format, encoding = @encoding, rows_read = @read, rows_skipped = @skipped, unknown_columns = @unknown,
                reading_rules = @rules, declaration = @declaration, rows_new = null, rows_revised = null, rows_unchanged = null
            where batch_id = @id
            """,
            connection
        );
        command.Parameters.AddWithValue("id", batch);
        command.Parameters.AddWithValue("format", extracted.Opened.Format);
        command.Parameters.AddWithValue("encoding", NpgsqlDbType.Text, (object?)extracted.Opened.Encoding ?? DBNull.Value);
        command.Parameters.AddWithValue("read", extracted.Summary.RowsRead);
        command.Parameters.AddWithValue("skipped", NpgsqlDbType.Jsonb, Skipped(extracted.Summary));
        command.Parameters.AddWithValue("unknown", extracted.Summary.UnknownColumns.ToArray());
        command.Parameters.AddWithValue("rules", ReadingRules.Version);
        command.Parameters.AddWithValue("declaration", DeclarationHash.Of(extracted.Source));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Records a file that was refused whole, and why; without content where it could not be opened.</summary>
    public static async Task<int> InsertRefusedAsync(
        NpgsqlConnection connection,
        ReadFile file,
        FileRefusedException refusal,
        SourceCatalog catalog,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var id = await NextIdAsync(connection, cancellation);
        var source = file.Opened is { } opened ? catalog.Find(opened.Source) : null;
        await using var command = Insert(
            connection,
            id,
            file,
            source?.Name ?? file.File.Source ?? "unknown",
            file.File.Dataset ?? source?.Dataset ?? "unknown",
            file.File.Owner ?? UnstatedOwner,
            now,
            "refused"
        );
        foreach (var name in new[] { "read", "loaded", "rejected" })
            command.Parameters.AddWithValue(name, 0);
        command.Parameters.AddWithValue("skipped", NpgsqlDbType.Jsonb, "{}");
        command.Parameters.AddWithValue("unknown", Array.Empty<string>());
        command.Parameters.AddWithValue(
            "refusal",
            NpgsqlDbType.Jsonb,
            JsonSerializer.Serialize(
                new
                {
                    rule = refusal.Rule,
                    reason = new { ja = refusal.Reason.Ja, en = refusal.Reason.En },
                    mend = new { ja = refusal.Mend.Ja, en = refusal.Mend.En },
                }
            )
        );
        command.Parameters.AddWithValue("seconds", 0.0);
        command.Parameters.AddWithValue("declaration", NpgsqlDbType.Text, DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellation);
        return id;
    }

    static string Skipped(ExtractSummary summary) =>
        JsonSerializer.Serialize(
            new
            {
                title = summary.TitleRows,
                blank = summary.BlankRows,
                total = summary.TotalRows,
                footnote = summary.FootnoteRows,
            }
        );

    static NpgsqlCommand Insert(
        NpgsqlConnection connection,
        int id,
        ReadFile file,
        string source,
        string dataset,
        string owner,
        DateTimeOffset now,
        string state
    )
    {
        var command = new NpgsqlCommand(
            """
            insert into audit.batches (batch_id, dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, encoding, received_via, received_at, state,
                                       rows_read, rows_loaded, rows_rejected, rows_skipped, unknown_columns, refusal, load_seconds, reading_rules, declaration)
            values (@id, @dataset, @source, @owner, @name, @sha256, @bytes, @format, @encoding, @via, @now, @state, @read, @loaded, @rejected, @skipped, @unknown, @refusal, @seconds, @rules, @declaration)
            """,
            connection
        );
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("dataset", dataset);
        command.Parameters.AddWithValue("source", source);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("name", file.File.Name);
        command.Parameters.AddWithValue("sha256", NpgsqlDbType.Text, (object?)file.Sha256 ?? DBNull.Value);
        command.Parameters.AddWithValue("bytes", file.Length);
        command.Parameters.AddWithValue("format", file.Opened?.Format ?? "unknown");
        command.Parameters.AddWithValue("encoding", NpgsqlDbType.Text, (object?)file.Opened?.Encoding ?? DBNull.Value);
        command.Parameters.AddWithValue("via", file.File.ReceivedVia);
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("state", state);
        command.Parameters.AddWithValue("rules", ReadingRules.Version);
        return command;
    }
}
