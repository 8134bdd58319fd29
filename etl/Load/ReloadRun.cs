using Analytics.Etl.Extract;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>What reading files again did: each file's fate (one that is refused keeps its rows), and the publication that shows it.</summary>
public sealed record ReloadReport(IReadOnlyList<FileReport> Files, PublicationReport Publication);

/// <summary>Reads archived bytes again under today's declarations, file by file, and publishes them together. Thread-safe.</summary>
public sealed class ReloadRun
{
    /// <summary>Files that are read before it is their turn to be written.</summary>
    const int Ahead = 20;

    readonly NpgsqlDataSource _loader;
    readonly FactCatalog _facts;
    readonly StagingViews _staging;
    readonly ArchiveReading _reading;
    readonly Publisher _publisher;
    readonly LedgerTexts _texts;
    readonly TimeProvider _time;

    internal ReloadRun(NpgsqlDataSource loader, FactCatalog facts, StagingViews staging, ArchiveReading reading, Publisher publisher, LedgerTexts texts, TimeProvider time) =>
        (_loader, _facts, _staging, _reading, _publisher, _texts, _time) = (loader, facts, staging, reading, publisher, texts, time);

    /// <summary>The batches of a source that count, the oldest first; only those that were read under another declaration than that of the hash, where one is given.</summary>
    public async Task<IReadOnlyList<int>> BatchesAsync(string source, string? otherThan = null, CancellationToken cancellation = default)
    {
        await using var command = _loader.CreateCommand("""
            select batch_id from audit.batches
            where source = $1 and state in ('loaded', 'published', 'held') and ($2 is null or (declaration is not null and declaration <> $2)) order by batch_id
            """);
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = (object?)otherThan ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var batches = new List<int>();
        while (await row.ReadAsync(cancellation))
            batches.Add(row.GetInt32(0));
        return batches;
    }

    /// <summary>Reads batches again and publishes that. Where the process ends meanwhile, those that are done wait for the next publication, and the others are as before.</summary>
    /// <exception cref="Sql.RefusalException">One of them is not there, or is withdrawn: what was read before it stays and is published with the next publication.</exception>
    public async Task<ReloadReport> DoAsync(IReadOnlyList<int> batches, string? by = null, Action<FileReport>? done = null, CancellationToken cancellation = default)
    {
        LoadingTurn? turn = null;
        var reports = new List<FileReport>();
        PublicationReport publication;
        try
        {
            foreach (var some in batches.Chunk(Ahead))
            {
                using var read = await ReadAsync(some, by, cancellation);
                turn ??= await LoadingTurn.TakeAsync(_loader, cancellation);
                await _staging.ApplyAsync(cancellation);
                foreach (var report in read.Refused)
                    Tell(report);
                foreach (var reload in read.Reloads)
                {
                    await using var connection = await _loader.OpenConnectionAsync(cancellation);
                    await using var transaction = await connection.BeginTransactionAsync(cancellation);
                    await reload.ApplyAsync(connection, _time.GetUtcNow(), cancellation);
                    await transaction.CommitAsync(cancellation);
                    Tell(reload.Report!);
                }
            }

            publication = await _publisher.PublishAsync(cancellation: cancellation);
        }
        finally
        {
            if (turn is not null)
                await turn.DisposeAsync();
        }

        await _texts.KeepAsync(cancellation);
        var rejected = await LoadRun.RejectedAsync(_loader, [.. reports.Select(report => report.BatchId)], cancellation);
        return new([.. reports.Select(report => report.Fate == FileFate.Loaded ? report with { RejectedByPublication = rejected.GetValueOrDefault(report.BatchId) } : report)], publication);

        void Tell(FileReport report)
        {
            reports.Add(report);
            done?.Invoke(report);
        }
    }

    /// <summary>Reads the bytes of these batches side by side. Whoever has the result disposes it.</summary>
    internal async Task<Reread> ReadAsync(IReadOnlyList<int> batches, string? by, CancellationToken cancellation)
    {
        var result = new Reread([], []);
        try
        {
            var known = new List<KnownBatch>();
            foreach (var batch in batches)
            {
                known.Add(await KnownBatch.FindAsync(_loader, batch, cancellation));
                Reload.Require(known[^1]);
            }

            foreach (var batch in known)
            {
                try
                {
                    result.Reloads.Add(new(batch, await _reading.ReadAsync(batch, cancellation), _facts) { By = by });
                }
                catch (FileRefusedException refusal)
                {
                    result.Refused.Add(new(batch.File, FileFate.Refused, batch.Batch, batch.Source, batch.Dataset, 0, 0, 0, 0, 0, refusal.Reason, refusal.Mend));
                }
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}

/// <summary>Files that were read again: what is to be put in place, and what today's declaration refuses whole.</summary>
sealed record Reread(List<Reload> Reloads, List<FileReport> Refused) : IDisposable
{
    public void Dispose()
    {
        foreach (var reload in Reloads)
            reload.Extracted.Dispose();
    }
}
