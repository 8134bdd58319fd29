using System.Collections;
using System.Diagnostics;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Findings;
using Analytics.Etl.Profiling;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The second half of loading: brings a file that has been read into the warehouse in one transaction: binary COPY, conflicts within the file, profile, batch.
/// A file that could not be read, or not even opened, or of which the database refuses a value, is recorded as refused and changes nothing else. Thread-safe.
/// </summary>
public sealed class BatchLoader(NpgsqlDataSource loader, SourceCatalog catalog, TimeProvider time)
{
    /// <summary>The dataset of files that say they are synthetic, and of no others.</summary>
    public const string SyntheticDataset = "samples";

    /// <summary>Loads one file. Faults of its content are in the report; what is thrown is a fault of the machine.</summary>
    public async Task<FileReport> LoadAsync(ReadFile file, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var report = await LoadWithinAsync(connection, file, cancellation);
            await transaction.CommitAsync(cancellation);
            return report;
        }
        catch (PostgresException error) when (BatchRecord.IsLoadedMeanwhile(error))
        {
            return Known(file, 0, file.File.Dataset, clock);
        }
    }

    /// <summary>As <see cref="LoadAsync"/>, within the transaction of the connection.</summary>
    internal async Task<FileReport> LoadWithinAsync(NpgsqlConnection connection, ReadFile file, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            if (file.Refusal is { } refusal)
                throw refusal;
            var source = catalog.Find(file.Opened!.Source)!;
            var before = await BatchRecord.FindLoadedAsync(connection, file.Sha256!, source, file.File.Dataset, file.File.OwnerFor(source), cancellation);
            // A content that was known when it was read has no rows here, even where its batch was withdrawn in this moment.
            if (before is not null || file.Extracted is not { } extracted)
                return Known(file, before?.BatchId ?? 0, before?.Dataset ?? file.File.Dataset, clock);
            var dataset = DatasetOf(file.File, source, extracted.Summary.IsSynthetic);
            var batch = new BatchRecord(
                await BatchRecord.NextIdAsync(connection, cancellation),
                file,
                source,
                dataset,
                file.File.OwnerFor(source),
                extracted.Summary,
                time.GetUtcNow()
            );
            return await OneFile.ApartAsync(connection, BringInAsync, cancellation);

            async Task<FileReport> BringInAsync()
            {
                await batch.EnsureDatasetAsync(connection, cancellation);
                await batch.InsertAsync(connection, cancellation);
                return await FillAsync(connection, extracted, new(batch.BatchId, dataset, batch.Owner, file.File.Name, file.Seconds, clock), cancellation);
            }
        }
        catch (FileRefusedException refusal)
        {
            var batchId = await BatchRecord.InsertRefusedAsync(connection, file, refusal, catalog, time.GetUtcNow(), cancellation);
            return new(
                file.File.Name,
                FileFate.Refused,
                batchId,
                file.Opened?.Source,
                file.File.Dataset,
                0,
                0,
                0,
                0,
                file.Seconds + clock.Elapsed.TotalSeconds,
                refusal.Reason,
                refusal.Mend
            );
        }
    }

    /// <summary>Brings the rows of a batch whose former ones are gone into the warehouse, within the transaction of the connection.</summary>
    internal static async Task<FileReport> RefillAsync(NpgsqlConnection connection, KnownBatch batch, ExtractedFile extracted, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await BatchRecord.UpdateAsync(connection, batch.Batch, extracted, cancellation);
        return await FillAsync(connection, extracted, new(batch.Batch, batch.Dataset, batch.Owner, batch.File, 0, clock), cancellation);
    }

    /// <summary>The dataset that an offered file goes to.</summary>
    /// <exception cref="FileRefusedException">It is synthetic and goes elsewhere, or the other way round.</exception>
    internal static string DatasetOf(OfferedFile file, Source source, bool isSynthetic) =>
        (isSynthetic, file.Dataset) switch
        {
            (true, null or SyntheticDataset) => SyntheticDataset,
            (false, SyntheticDataset) => throw LoadRules.NotSynthetic.Refusal([SyntheticDataset]),
            (true, { } other) => throw LoadRules.SyntheticElsewhere.Refusal([other], [SyntheticDataset]),
            (false, var asked) => asked ?? source.Dataset,
        };

    /// <summary>What is filled: a batch, whose it is and what its file is called; how long its reading took.</summary>
    readonly record struct Filled(int BatchId, string Dataset, string Owner, string File, double Seconds, Stopwatch Clock);

    static async Task<FileReport> FillAsync(NpgsqlConnection connection, ExtractedFile extracted, Filled batch, CancellationToken cancellation)
    {
        var (source, summary, batchId) = (extracted.Source, extracted.Summary, batch.BatchId);
        var findings = new BatchFindings(connection, batchId, batch.Dataset);
        using var profile = new BatchProfile(source, extracted.Beside);
        var target = RowTarget.Of(source, batch.Dataset, await DatasetKeyAsync(connection, batch.Dataset, cancellation));
        // Synchronous writing on a worker thread: several times faster than awaiting each cell.
        var copied = await Task.Run(() => RowCopy.Write(connection, extracted, target, batchId, batch.Owner, findings, profile, cancellation), cancellation);
        if (copied.UsedUnstatedOwner)
            findings.Add(BatchFinding.OwnerUnstated(source));
        foreach (var warning in summary.OfFile.SelectMany(warning => warning.Samples))
            findings.Add(BatchFinding.Of(warning));
        await Task.Run(findings.Write, cancellation);
        var conflicts = await KeyConflicts.RejectAsync(connection, source, batchId, batch.Dataset, summary.RowsRead, cancellation);
        var (loaded, rejected) = (copied.Rows - conflicts.Count, summary.RowsRejected + conflicts.Count);
        await BatchRecord.CountAsync(connection, batchId, loaded, rejected, batch.Seconds + batch.Clock.Elapsed.TotalSeconds, cancellation);
        await StageAsync(connection, source, batchId, cancellation);
        if (conflicts.Count == 0)
        {
            await profile.RecordAsync(connection, batchId, cancellation);
        }
        else
        {
            using var without = await Task.Run(() => Profile(extracted, conflicts.Ordinals), cancellation);
            await without.RecordAsync(connection, batchId, cancellation);
        }

        return new(
            batch.File,
            FileFate.Loaded,
            batchId,
            source.Name,
            batch.Dataset,
            summary.RowsRead,
            loaded,
            rejected,
            findings.Warnings,
            batch.Seconds + batch.Clock.Elapsed.TotalSeconds
        )
        {
            Remarks = [.. summary.OfFile.Select(warning => warning.Text)],
        };
    }

    static async Task StageAsync(NpgsqlConnection connection, Source source, int batchId, CancellationToken cancellation)
    {
        if (source.Feeds is not [var fact])
            return; // what several facts make of its rows depends on all of them: the publication derives it
        var script =
            (SourceRows.FactOf(source) is null ? await StagedRows.InsertAsync(connection, source, fact, cancellation, batchId) : "")
            + (fact == "referrals" ? StagedRows.IndustryColumns(batchId) : "");
        if (script.Length == 0)
            return;
        await using var command = new NpgsqlCommand(script, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<short> DatasetKeyAsync(NpgsqlConnection connection, string dataset, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select dataset_key from mart.dim_dataset where dataset_code = $1", connection)
        {
            Parameters = { new() { Value = dataset } },
        };
        return (short)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The profile of the rows that stay, where some were taken out again for their keys.</summary>
    static BatchProfile Profile(ExtractedFile extracted, BitArray conflicting)
    {
        var profile = new BatchProfile(extracted.Source, extracted.Beside);
        var ordinal = 0;
        foreach (var row in extracted.Rows())
        {
            if (!conflicting[++ordinal] && !row.IsRejected)
                profile.Add(row);
        }

        return profile;
    }

    static FileReport Known(ReadFile file, int batchId, string? dataset, Stopwatch clock) =>
        new(file.File.Name, FileFate.LoadedBefore, batchId, file.Opened!.Source, dataset, 0, 0, 0, 0, file.Seconds + clock.Elapsed.TotalSeconds);
}
