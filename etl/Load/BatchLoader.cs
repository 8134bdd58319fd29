using System.Diagnostics;
using Analytics.Etl.Extract;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Profiling;
using Analytics.Etl.Sources;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The second half of loading: brings a file that has been read into <c>raw</c> in one transaction: binary COPY, conflicts within the file, profile, batch.
/// A file that could not be read, or not even opened, is recorded as refused and changes nothing else. Thread-safe.
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
            if (file.Refusal is { } refusal)
                throw refusal;
            var source = catalog.Find(file.Opened!.Source)!;
            var before = await BatchRecord.FindLoadedAsync(connection, file.Sha256!, source, file.File.Dataset, file.File.OwnerFor(source), cancellation);
            // A content that was known when it was read has no rows here, even where its batch was withdrawn in this moment.
            return before is null && file.Extracted is { } extracted
                ? await LoadAsync(connection, file, extracted, clock, cancellation)
                : Known(file, before?.BatchId ?? 0, before?.Dataset ?? file.File.Dataset, clock);
        }
        catch (FileRefusedException refusal)
        {
            var batchId = await BatchRecord.InsertRefusedAsync(connection, file, refusal, catalog, time.GetUtcNow(), cancellation);
            return new(file.File.Name, FileFate.Refused, batchId, file.Opened?.Source, file.File.Dataset, 0, 0, 0, 0, file.Seconds + clock.Elapsed.TotalSeconds, refusal.Reason, refusal.Mend);
        }
        catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "batches_loaded_once" })
        {
            // Somebody else loaded the same content in this moment.
            return Known(file, 0, file.File.Dataset, clock);
        }
    }

    async Task<FileReport> LoadAsync(NpgsqlConnection connection, ReadFile file, ExtractedFile extracted, Stopwatch clock, CancellationToken cancellation)
    {
        var (source, summary) = (extracted.Source, extracted.Summary);
        var (dataset, owner) = (DatasetOf(file.File, source, summary.IsSynthetic), file.File.OwnerFor(source));
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var batchId = await BatchRecord.NextIdAsync(connection, cancellation);
        var findings = new List<BatchFinding>();
        using var profile = new BatchProfile(source, extracted.Beside);
        // Synchronous writing on a worker thread: several times faster than awaiting each cell.
        var copied = await Task.Run(() => RawCopy.Write(connection, extracted, batchId, owner, findings, profile, cancellation), cancellation);
        if (copied.UsedUnstatedOwner)
            findings.Add(BatchFinding.OwnerUnstated(source));
        findings.AddRange(summary.OfFile.SelectMany(warning => warning.Samples).Select(BatchFinding.Of));
        var conflicts = await KeyConflicts.RejectAsync(connection, source, batchId, findings, cancellation);
        var batch = new BatchRecord(batchId, file, source, dataset, owner, summary, time.GetUtcNow())
        {
            RowsLoaded = copied.Rows - conflicts,
            RowsRejected = summary.RowsRejected + conflicts,
        };
        await batch.EnsureDatasetAsync(connection, cancellation);
        await batch.InsertAsync(connection, file.Seconds + clock.Elapsed.TotalSeconds, cancellation);
        await StageAsync(connection, source, batchId, cancellation);
        await BatchFinding.WriteAsync(connection, batchId, dataset, findings, cancellation);
        if (conflicts == 0)
        {
            await profile.RecordAsync(connection, batchId, cancellation);
        }
        else
        {
            using var without = await Task.Run(() => Profile(extracted, findings), cancellation);
            await without.RecordAsync(connection, batchId, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return new(file.File.Name, FileFate.Loaded, batchId, source.Name, dataset, summary.RowsRead, batch.RowsLoaded, batch.RowsRejected, findings.Count(f => f.Kind == "warning"), file.Seconds + clock.Elapsed.TotalSeconds)
        {
            Remarks = [.. summary.OfFile.Select(warning => warning.Text)],
        };
    }

    static async Task StageAsync(NpgsqlConnection connection, Source source, int batchId, CancellationToken cancellation)
    {
        if (source.Feeds is not [var fact])
            return; // what several facts make of its rows depends on all of them: the publication derives it
        var script = await StagedRows.InsertAsync(connection, source, fact, cancellation, batchId) + (fact == "referrals" ? StagedRows.IndustryColumns(batchId) : "");
        await using var command = new NpgsqlCommand(script, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The profile of the rows that stay, where some were taken out again for their keys.</summary>
    static BatchProfile Profile(ExtractedFile extracted, List<BatchFinding> findings)
    {
        var profile = new BatchProfile(extracted.Source, extracted.Beside);
        var conflicting = findings.Where(finding => finding.Rule == LoadRules.KeyConflict.Code).Select(finding => (finding.Sheet, finding.Line)).ToHashSet();
        foreach (var row in extracted.Rows())
        {
            if (!row.IsRejected && !conflicting.Contains((row.Sheet, row.Line)))
                profile.Add(row);
        }

        return profile;
    }

    static FileReport Known(ReadFile file, int batchId, string? dataset, Stopwatch clock) =>
        new(file.File.Name, FileFate.LoadedBefore, batchId, file.Opened!.Source, dataset, 0, 0, 0, 0, file.Seconds + clock.Elapsed.TotalSeconds);

    static string DatasetOf(OfferedFile file, Source source, bool isSynthetic) => (isSynthetic, file.Dataset) switch
    {
        (true, null or SyntheticDataset) => SyntheticDataset,
        (false, SyntheticDataset) => throw LoadRules.NotSynthetic.Refusal([SyntheticDataset]),
        (true, { } other) => throw LoadRules.SyntheticElsewhere.Refusal([other], [SyntheticDataset]),
        (false, var asked) => asked ?? source.Dataset,
    };
}
