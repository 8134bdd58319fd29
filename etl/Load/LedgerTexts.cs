using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>
/// Keeps the cells of rejected rows as the ledger has them. They come from the archive once it is known which rows are rejected, be it by loading or by
/// publishing; what is kept already is not read again, so that a run that was cut short is simply done again. Thread-safe.
/// </summary>
public sealed class LedgerTexts(NpgsqlDataSource loader, SourceCatalog catalog, Archive archive, ExtractionLanes lanes)
{
    /// <summary>Keeps what is not kept yet, file by file.</summary>
    public async Task KeepAsync(CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        foreach (var batch in await MissingAsync(connection, cancellation))
            await KeepAsync(connection, batch, cancellation);
    }

    sealed record Missing(int Batch, string Sha256, string Source, HashSet<RowPlace> Places);

    static async Task<IReadOnlyList<Missing>> MissingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select distinct f.batch_id, b.sha256, b.source, f.sheet, f.line
            from audit.findings f join audit.batches b using (batch_id)
            where f.kind = 'rejected' and f.published_to = 2147483647 and b.state in ('loaded', 'published')
              and not exists (select from audit.ledger_rows k where k.batch_id = f.batch_id and k.sheet is not distinct from f.sheet and k.line = f.line)
            order by f.batch_id
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var missing = new List<Missing>();
        while (await row.ReadAsync(cancellation))
        {
            if (missing is not [.., var last] || last.Batch != row.GetInt32(0))
                missing.Add(last = new(row.GetInt32(0), row.GetString(1), row.GetString(2), []));
            last.Places.Add(new(row.IsDBNull(3) ? null : row.GetString(3), row.GetInt32(4)));
        }

        return missing;
    }

    async Task KeepAsync(NpgsqlConnection connection, Missing batch, CancellationToken cancellation)
    {
        using var file = await ReadAsync(batch, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var left = new HashSet<RowPlace>(batch.Places);
        if (file is not null)
        {
            foreach (var layout in file.Opened.Layouts)
                await RunAsync(
                    connection,
                    "insert into audit.ledger_layouts (batch_id, sheet, headers) values ($1, $2, $3) on conflict do nothing",
                    cancellation,
                    new() { Value = batch.Batch },
                    Text(layout.Sheet),
                    new() { Value = Clean(layout.Headers) }
                );
            foreach (var row in file.Rows())
            {
                left.Remove(new(row.Sheet, row.Line));
                await RunAsync(
                    connection,
                    Insert,
                    cancellation,
                    new() { Value = batch.Batch },
                    Text(row.Sheet),
                    new() { Value = row.Line },
                    new() { Value = Clean(row.Cells) }
                );
            }
        }

        // What cannot be read again is not looked for at every turn.
        foreach (var (sheet, line) in left)
            await RunAsync(
                connection,
                Insert,
                cancellation,
                new() { Value = batch.Batch },
                Text(sheet),
                new() { Value = line },
                new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The rows at these places with their cells; null where the content cannot be read any more.</summary>
    async Task<ExtractedFile?> ReadAsync(Missing batch, CancellationToken cancellation)
    {
        var path = archive.PathOf(batch.Sha256);
        if (catalog.Find(batch.Source) is null || !File.Exists(path))
            return null;
        using var lane = await lanes.EnterAsync(cancellation);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await lanes.ReadAsync(
                    new(path, batch.Source, catalog.Overlay) { Places = [.. batch.Places] },
                    $"{path}.{Guid.NewGuid():n}",
                    catalog,
                    _ => Task.FromResult(true),
                    cancellation: cancellation
                );
            }
            catch (LaneBrokenException) when (attempt < ReadingAttempts.Most)
            {
                // It could be read once. Whatever ended the process may have had nothing to do with the file.
            }
            catch (Exception error) when (error is LaneBrokenException or FileRefusedException)
            {
                return null;
            }
        }
    }

    const string Insert = "insert into audit.ledger_rows (batch_id, sheet, line, cells) values ($1, $2, $3, $4) on conflict do nothing";

    // U+0000 is text to a spreadsheet, but not to Postgres.
    static string[] Clean(IReadOnlyList<string> texts) => [.. texts.Select(text => text.Replace("\0", "", StringComparison.Ordinal))];

    static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
