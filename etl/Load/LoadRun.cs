using Analytics.Etl.Publish;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>What one load did: each file's fate, and the publication that shows it.</summary>
public sealed record LoadRunReport(IReadOnlyList<FileReport> Files, PublicationReport Publication)
{
    public int RowsRejected => Files.Sum(file => file.AllRejected);
}

/// <summary>How far the reading of one file of a run is: bytes of rows so far.</summary>
public readonly record struct ReadingProgress(OfferedFile File, long Bytes);

/// <summary>
/// Loads files and publishes them together, so that references between them resolve. They are read side by side, each in a lane; writing and publishing is one
/// run's turn at a time (<see cref="LoadingLock"/>), so that a run that reads long keeps no other waiting. Thread-safe.
/// </summary>
public sealed class LoadRun(NpgsqlDataSource source, StagingViews staging, FileReading reading, BatchLoader loader, Publisher publisher, LedgerTexts texts)
{
    /// <summary>
    /// Files that a run reads before it takes its turn. A longer run goes on in groups of as many, each read and written, and keeps its turn
    /// meanwhile.
    /// </summary>
    const int Ahead = 100;

    /// <param name="fate">Told each file as it is done, in the given order.</param>
    public Task<LoadRunReport> LoadAsync(
        IReadOnlyList<OfferedFile> files,
        Action<FileReport>? fate = null,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellation = default
    ) => LoadAsync(files.Chunk(Ahead).Select(some => ReadAsync(some, progress, cancellation)), fate, cancellation);

    /// <summary>Loads files that have been read, and disposes them.</summary>
    public Task<LoadRunReport> LoadAsync(IReadOnlyList<ReadFile> files, Action<FileReport>? fate = null, CancellationToken cancellation = default) =>
        LoadAsync([Task.FromResult(files)], fate, cancellation);

    async Task<LoadRunReport> LoadAsync(IEnumerable<Task<IReadOnlyList<ReadFile>>> read, Action<FileReport>? fate, CancellationToken cancellation)
    {
        LoadingLock? turn = null;
        var reports = new List<FileReport>();
        PublicationReport publication;
        try
        {
            foreach (var some in read)
            {
                var files = await some;
                try
                {
                    turn ??= await LoadingLock.TakeAsync(source, cancellation);
                    await staging.ApplyAsync(cancellation);
                    foreach (var file in files)
                    {
                        var report = await loader.LoadAsync(file, cancellation);
                        file.Dispose();
                        reports.Add(report);
                        fate?.Invoke(report);
                    }
                }
                finally
                {
                    foreach (var file in files)
                        file.Dispose();
                }
            }

            // The planner must know what came before it joins it.
            await staging.AnalyzeAsync(reports.Where(report => report.Fate == FileFate.Loaded).Select(report => report.Source!).Distinct(), cancellation);
            publication = await publisher.PublishAsync(cancellation: cancellation);
        }
        finally
        {
            if (turn is not null)
                await turn.DisposeAsync();
        }

        await texts.KeepAsync(cancellation);
        var found = await FoundAsync(source, [.. reports.Where(report => report.Fate == FileFate.Loaded).Select(report => report.BatchId)], cancellation);
        var held = publication.Held.ToDictionary(batch => batch.Batch);
        return new(
            [
                .. reports.Select(report =>
                    held.TryGetValue(report.BatchId, out var batch)
                        ? report with
                        {
                            Fate = FileFate.Held,
                            Reason = batch.Told,
                            Mend = HeldBatch.Mend,
                        }
                        : report.With(found)
                ),
            ],
            publication
        );
    }

    /// <summary>Reads files side by side, as many at a time as there are lanes. Where one fails the others are not kept.</summary>
    internal async Task<IReadOnlyList<ReadFile>> ReadAsync(
        IReadOnlyList<OfferedFile> files,
        IProgress<ReadingProgress>? progress,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tasks = files.Select(file => reading.ReadAsync(file, bytes => progress?.Report(new(file, bytes)), stop.Token)).ToList();
        try
        {
            await foreach (var task in Task.WhenEach(tasks))
                await task;
            return await Task.WhenAll(tasks);
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            foreach (var task in tasks.Where(task => task.IsCompletedSuccessfully))
                task.Result.Dispose();
            throw;
        }
    }

    /// <summary>Rows that the publication rejected and doubts that it had, by batch.</summary>
    internal static async Task<Dictionary<int, (int Rejected, int Warned)>> FoundAsync(NpgsqlDataSource source, int[] batches, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select batch_id, (count(distinct (sheet, line)) filter (where kind = 'rejected'))::integer, (count(*) filter (where kind = 'warning'))::integer from audit.findings
            where batch_id = any ($1) and stage = 'publication' and published_to = 2147483647 group by batch_id
            """
        );
        command.Parameters.Add(new() { Value = batches });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<int, (int, int)>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetInt32(0), (reader.GetInt32(1), reader.GetInt32(2)));
        return found;
    }

    /// <summary>
    /// The files that a path means: itself, or all below a folder in name order. Hidden and half-written files (.part, .tmp), links and pipes are not
    /// meant.
    /// </summary>
    /// <exception cref="RefusalException">There is nothing there.</exception>
    public static IReadOnlyList<string> Expand(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new RefusalException($"「{path}」がありません。", $"There is no '{path}'.");
        // What cannot be read is offered too: it is refused by name, and the others load.
        var closed = new List<string>();
        var files = RegularFile.Below(path, closed).Concat(closed).Where(file => IsMeant(path, file)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new RefusalException($"フォルダー「{path}」にファイルがありません。", $"The folder '{path}' holds no file.");
    }

    /// <summary>False for hidden files and folders, lock files of office programs, and uploads under way.</summary>
    public static bool IsMeant(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).All(part => part[0] is not ('.' or '~'))
        && Path.GetExtension(file).ToLowerInvariant() is not (".part" or ".tmp" or ".crdownload");
}
