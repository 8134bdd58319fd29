using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>What one load did: each file's fate, and the publication that shows it.</summary>
public sealed record LoadRunReport(IReadOnlyList<FileReport> Files, PublicationReport Publication)
{
    public int RowsRejected => Files.Sum(file => file.AllRejected);
}

/// <summary>Loads files one by one and publishes them together, so that references between them resolve. Runs wait for each other (<see cref="LoadingTurn"/>). Thread-safe.</summary>
public sealed class LoadRun(NpgsqlDataSource source, StagingViews staging, BatchLoader loader, Publisher publisher, LedgerTexts texts)
{
    /// <param name="fate">Told each file as it is done.</param>
    public async Task<LoadRunReport> LoadAsync(IReadOnlyList<OfferedFile> files, Action<FileReport>? fate = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        await using var turn = await LoadingTurn.TakeAsync(source, cancellation);
        await staging.ApplyAsync(cancellation);
        var reports = new List<FileReport>();
        foreach (var file in files)
        {
            var report = await loader.LoadAsync(file, progress, cancellation);
            reports.Add(report);
            fate?.Invoke(report);
        }

        // The planner must know what came before it joins it.
        await staging.AnalyzeAsync(reports.Where(report => report.Fate == FileFate.Loaded).Select(report => report.Source!).Distinct(), cancellation);
        var publication = await publisher.PublishAsync(cancellation: cancellation);
        await texts.KeepAsync(cancellation);
        var rejected = await RejectedAsync([.. reports.Where(report => report.Fate == FileFate.Loaded).Select(report => report.BatchId)], cancellation);
        return new([.. reports.Select(report => report with { RejectedByPublication = report.Fate == FileFate.Loaded ? rejected.GetValueOrDefault(report.BatchId) : 0 })], publication);
    }

    /// <summary>Rows that the publication rejected, by batch.</summary>
    async Task<Dictionary<int, int>> RejectedAsync(int[] batches, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            select batch_id, count(distinct (sheet, line))::integer from audit.findings
            where batch_id = any ($1) and stage = 'publication' and kind = 'rejected' and published_to = 2147483647 group by batch_id
            """);
        command.Parameters.Add(new() { Value = batches });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rejected = new Dictionary<int, int>();
        while (await reader.ReadAsync(cancellation))
            rejected.Add(reader.GetInt32(0), reader.GetInt32(1));
        return rejected;
    }

    /// <summary>The files that a path means: itself, or all below a folder in name order. Hidden and half-written files (.part, .tmp) are not meant.</summary>
    /// <exception cref="RefusalException">There is nothing there.</exception>
    public static IReadOnlyList<string> Expand(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new RefusalException($"「{path}」がありません。", $"There is no '{path}'.");
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => IsMeant(path, file)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new RefusalException($"フォルダー「{path}」にファイルがありません。", $"The folder '{path}' holds no file.");
    }

    /// <summary>False for hidden files and folders, lock files of office programs, and uploads under way.</summary>
    public static bool IsMeant(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).All(part => part[0] is not ('.' or '~'))
        && Path.GetExtension(file).ToLowerInvariant() is not (".part" or ".tmp" or ".crdownload");
}
