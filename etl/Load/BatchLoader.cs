using Analytics.Sql;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Analytics.Etl.Extract;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Profiling;
using Analytics.Etl.Sources;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// Brings one file into <c>raw</c> in one transaction: archive, extraction, binary COPY, conflicts within the file, profile, batch.
/// A file that cannot be read, or not even opened, is recorded as refused and changes nothing else. Thread-safe.
/// </summary>
public sealed partial class BatchLoader(NpgsqlDataSource loader, SourceCatalog catalog, Archive archive, TimeProvider time)
{
    /// <summary>The dataset of files that say they are synthetic, and of no others.</summary>
    public const string SyntheticDataset = "samples";

    /// <summary>Loads one file. Faults of its content are in the report; what is thrown is a fault of the machine.</summary>
    /// <param name="progress">Told the number of rows read, now and then.</param>
    public async Task<FileReport> LoadAsync(OfferedFile file, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        if (file.Dataset is { } named && !DatasetCode().IsMatch(named))
            throw new RefusalException($"データセット名「{named}」は使えません。英小文字で始まる、英小文字・数字・_ の40字以内です。", $"'{named}' is no dataset name: lower-case letters, digits and _, beginning with a letter, up to 40.");
        ArchivedFile? archived = null;
        Extraction? extraction = null;
        try
        {
            archived = await archive.StoreAsync(file.Path, cancellation);
            extraction = Extraction.Open(archived.Path, catalog, file.Source);
            var owner = extraction.Source.Owner is null ? BatchRecord.NoOwner : file.Owner is { } stated ? CodeCell.Owner(stated, extraction.Source) : BatchRecord.UnstatedOwner;
            await using var connection = await loader.OpenConnectionAsync(cancellation);
            if (await BatchRecord.FindLoadedAsync(connection, archived.Sha256, extraction.Source, file.Dataset, owner, cancellation) is { } before)
                return new(file.Name, FileFate.LoadedBefore, before.BatchId, extraction.Source.Name, before.Dataset, 0, 0, 0, 0, clock.Elapsed.TotalSeconds);
            return await LoadAsync(connection, file, archived, extraction, owner, clock, progress, cancellation);
        }
        catch (FileRefusedException refusal)
        {
            return await RefuseAsync(file, archived, extraction, refusal, clock, cancellation);
        }
        catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "batches_loaded_once" })
        {
            // Somebody else loaded the same content in this moment.
            return new(file.Name, FileFate.LoadedBefore, 0, extraction?.Source.Name, file.Dataset, 0, 0, 0, 0, clock.Elapsed.TotalSeconds);
        }
    }

    async Task<FileReport> LoadAsync(NpgsqlConnection connection, OfferedFile file, ArchivedFile archived, Extraction extraction, string owner, Stopwatch clock, IProgress<int>? progress, CancellationToken cancellation)
    {
        var source = extraction.Source;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var batchId = await BatchRecord.NextIdAsync(connection, cancellation);
        var findings = new List<BatchFinding>();
        // Synchronous writing on a worker thread: several times faster than awaiting each cell.
        var copied = await Task.Run(() => RawCopy.Write(connection, extraction, batchId, owner, findings, progress, cancellation), cancellation);
        var summary = extraction.Summary;
        var dataset = DatasetOf(file, source, summary.IsSynthetic);
        if (copied.UsedUnstatedOwner)
            findings.Add(BatchFinding.OwnerUnstated(source));
        findings.AddRange(summary.OfFile.SelectMany(warning => warning.Samples).Select(BatchFinding.Of));
        var conflicts = await KeyConflicts.RejectAsync(connection, source, batchId, findings, cancellation);
        var batch = new BatchRecord(batchId, file, archived, source, dataset, owner, summary, time.GetUtcNow())
        {
            RowsLoaded = copied.Rows - conflicts,
            RowsRejected = summary.RowsRejected + conflicts,
        };
        await batch.EnsureDatasetAsync(connection, cancellation);
        await batch.InsertAsync(connection, clock.Elapsed.TotalSeconds, cancellation);
        await BatchFinding.WriteAsync(connection, batchId, dataset, findings, cancellation);
        await BatchProfile.RecordAsync(connection, source, batchId, cancellation);
        await transaction.CommitAsync(cancellation);
        return new(file.Name, FileFate.Loaded, batchId, source.Name, dataset, summary.RowsRead, batch.RowsLoaded, batch.RowsRejected, findings.Count(f => f.Kind == "warning"), clock.Elapsed.TotalSeconds)
        {
            Remarks = [.. summary.OfFile.Select(warning => warning.Text)],
        };
    }

    async Task<FileReport> RefuseAsync(OfferedFile file, ArchivedFile? archived, Extraction? extraction, FileRefusedException refusal, Stopwatch clock, CancellationToken cancellation)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        var batchId = await BatchRecord.InsertRefusedAsync(connection, file, archived, extraction, refusal, time.GetUtcNow(), cancellation);
        return new(file.Name, FileFate.Refused, batchId, extraction?.Source.Name, file.Dataset, 0, 0, 0, 0, clock.Elapsed.TotalSeconds, refusal.Reason, refusal.Mend);
    }

    static string DatasetOf(OfferedFile file, Source source, bool isSynthetic) => (isSynthetic, file.Dataset) switch
    {
        (true, null or SyntheticDataset) => SyntheticDataset,
        (false, SyntheticDataset) => throw LoadRules.NotSynthetic.Refusal([SyntheticDataset]),
        (true, { } other) => throw LoadRules.SyntheticElsewhere.Refusal([other], [SyntheticDataset]),
        (false, var asked) => asked ?? source.Dataset,
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex DatasetCode();
}
