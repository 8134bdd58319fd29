using Analytics.Etl.Findings;
using Analytics.Etl.Publish;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
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

    internal ReloadRun(
        NpgsqlDataSource loader,
        FactCatalog facts,
        StagingViews staging,
        ArchiveReading reading,
        Publisher publisher,
        LedgerTexts texts,
        TimeProvider time
    ) => (_loader, _facts, _staging, _reading, _publisher, _texts, _time) = (loader, facts, staging, reading, publisher, texts, time);

    /// <summary>
    /// The batches of a source that count, the oldest first; only those that were read under another declaration than that of the hash, where one is
    /// given.
    /// </summary>
    public async Task<IReadOnlyList<int>> BatchesAsync(string source, string? otherThan = null, CancellationToken cancellation = default)
    {
        await using var command = _loader.CreateCommand(
            """
            select batch_id from audit.batches
            where source = $1 and state in ('loaded', 'published', 'held') and ($2 is null or (declaration is not null and declaration <> $2)) order by batch_id
            """
        );
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = (object?)otherThan ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var batches = new List<int>();
        while (await row.ReadAsync(cancellation))
            batches.Add(row.GetInt32(0));
        return batches;
    }

    /// <summary>
    /// Reads batches again and publishes that, a dataset at a time: its rows change in the transaction of their publication. A batch that is refused,
    /// or cannot be published as it reads now, is as before, and
    /// what became of it says why. Where the process ends meanwhile, a dataset is as before or as after.
    /// </summary>
    /// <exception cref="RefusalException">One of them is not there, or is withdrawn: nothing was changed.</exception>
    public async Task<ReloadReport> DoAsync(IReadOnlyList<int> batches, string? by = null, CancellationToken cancellation = default)
    {
        var datasets = new Dictionary<int, string>();
        foreach (var batch in batches)
            datasets[batch] = (await RequireAsync(batch, cancellation)).Dataset;
        var told = new Dictionary<int, FileReport>();
        using var early = await ReadAsync([.. batches.Take(Ahead)], by, cancellation);
        PublicationReport? publication = null;
        await using (await LoadingLock.TakeAsync(_loader, cancellation))
        {
            await _staging.ApplyAsync(cancellation);
            foreach (var together in batches.GroupBy(batch => datasets[batch]))
                publication = Joined(await _publisher.PublishAsync(together.Key, [.. together], ChangeAsync, cancellation));
            publication = Joined(await _publisher.PublishAsync(cancellation: cancellation)); // what waited besides
        }

        await TellKeptAsync(publication, told, by, cancellation);
        await _texts.KeepAsync(cancellation);
        var found = await LoadRun.FoundAsync(_loader, [.. batches], cancellation);
        return new([.. batches.Select(batch => told[batch].With(found))], publication);

        PublicationReport Joined(PublicationReport next) => publication?.And(next) ?? next;

        async Task ChangeAsync(NpgsqlConnection connection, IReadOnlyList<int> some)
        {
            await PutInPlaceAsync(connection, early, some, told, cancellation);
            foreach (var more in some.Except(batches.Take(Ahead)).Chunk(Ahead))
            {
                using var read = await ReadAsync(more, by, cancellation);
                await PutInPlaceAsync(connection, read, some, told, cancellation);
            }
        }
    }

    /// <summary>
    /// Puts what was read of some batches in the place of what they told, within the transaction of the connection, and tells what became of each.
    /// </summary>
    async Task PutInPlaceAsync(
        NpgsqlConnection connection,
        Reread read,
        IReadOnlyList<int> some,
        Dictionary<int, FileReport> told,
        CancellationToken cancellation
    )
    {
        foreach (var refused in read.Refused.Where(refused => some.Contains(refused.BatchId)))
            told[refused.BatchId] = refused;
        foreach (var reload in read.Reloads.Where(reload => some.Contains(reload.Batch.Batch)))
        {
            try
            {
                await OneFile.ApartAsync(connection, () => reload.ApplyAsync(connection, _time.GetUtcNow(), cancellation), cancellation);
                told[reload.Batch.Batch] = reload.Report!;
            }
            catch (FileRefusedException refusal)
            {
                told[reload.Batch.Batch] = Refused(reload.Batch, refusal.Reason, refusal.Mend);
            }
        }
    }

    /// <summary>Tells of the batches that keep their former rows, whether they are refused or cannot be published, and writes it down.</summary>
    async Task TellKeptAsync(PublicationReport publication, Dictionary<int, FileReport> told, string? by, CancellationToken cancellation)
    {
        foreach (var kept in publication.Kept)
        {
            if (told[kept.Batch].Fate == FileFate.Loaded)
                told[kept.Batch] = Refused(await RequireAsync(kept.Batch, cancellation), kept.Told, HeldBatch.KeptMend);
        }

        await using var connection = await _loader.OpenConnectionAsync(cancellation);
        foreach (var (batch, refused) in told.Where(one => one.Value.Fate == FileFate.Refused))
            await HeldBatches.KeepAsync(connection, batch, refused.Reason!, by, _time, cancellation);
    }

    /// <summary>Reads the bytes of these batches side by side. Whoever has the result disposes it.</summary>
    internal async Task<Reread> ReadAsync(IReadOnlyList<int> batches, string? by, CancellationToken cancellation)
    {
        var result = new Reread([], []);
        try
        {
            var known = new List<KnownBatch>();
            foreach (var batch in batches)
                known.Add(await RequireAsync(batch, cancellation));

            foreach (var batch in known)
            {
                try
                {
                    result.Reloads.Add(new(batch, await _reading.ReadAsync(batch, cancellation), _facts) { By = by });
                }
                catch (FileRefusedException refusal)
                {
                    result.Refused.Add(Refused(batch, refusal.Reason, refusal.Mend));
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

    static FileReport Refused(KnownBatch batch, Bilingual reason, Bilingual mend) =>
        new(batch.File, FileFate.Refused, batch.Batch, batch.Source, batch.Dataset, 0, 0, 0, 0, 0, reason, mend);

    async Task<KnownBatch> RequireAsync(int batch, CancellationToken cancellation)
    {
        var known = await KnownBatch.FindAsync(_loader, batch, cancellation);
        Reload.Require(known);
        return known;
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
