using System.Collections.Concurrent;
using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>Tells how far a run that loads files is: which file is being read, how much of it; then which are in the warehouse. Thread-safe.</summary>
sealed class LoadProgress(IJobExecutionContext context, int files) : IProgress<ReadingProgress>
{
    /// <summary>Of the work, the parts that are reading and writing; the rest is the publication.</summary>
    const int ReadingPercent = 50,
        LoadingPercent = 70;

    readonly ConcurrentDictionary<OfferedFile, long> _bytes = new();
    int _done;

    /// <summary>Bytes of rows that were read from a file. How many it will give nobody knows: its share grows with them and never becomes the whole.</summary>
    public void Report(ReadingProgress value)
    {
        _bytes[value.File] = value.Bytes;
        var share = _bytes.Sum(pair => pair.Value / (double)(pair.Value + Size(pair.Key)));
        context.ReportProgress(
            (int)(ReadingPercent * share / files),
            JobText.Of($"{value.File.Name} 読み取り {value.Bytes >> 20:N0} MB", $"Reading {value.File.Name}, {value.Bytes >> 20:N0} MB")
        );
    }

    /// <summary>A file is done; they are told in the order they were given.</summary>
    public void Done(FileReport file)
    {
        _done++;
        context.ReportProgress(
            ReadingPercent + ((LoadingPercent - ReadingPercent) * _done / files),
            _done < files ? JobText.Of($"{_done}/{files} {file.File}", $"{_done}/{files} {file.File}") : JobText.Of("公開しています", "Publishing")
        );
    }

    /// <summary>What a run did, in one sentence.</summary>
    public static string Summary(LoadRunReport report)
    {
        var refused = report.Files.Count(file => file.Fate == FileFate.Refused);
        var rows = report.Files.Where(file => file.Fate != FileFate.Held).Sum(file => file.RowsKept);
        var (ja, en) = HeldWords(report.Publication);
        return JobText.Of(
            $"{report.Files.Count - refused} ファイル・{rows:N0} 行を読み込み、公開版 {report.Publication.Publication} になりました。読み込めなかったファイル {refused}、却下 {report.RowsRejected:N0} 行{ja}",
            $"Files loaded: {report.Files.Count - refused}, rows: {rows:N0}; publication {report.Publication.Publication}. Files refused: {refused}, rows rejected: {report.RowsRejected:N0}{en}"
        );
    }

    /// <summary>What could not be published, in words that follow on a sentence; empty where there is nothing.</summary>
    public static (string Ja, string En) HeldWords(PublicationReport report) =>
        report.HasFailed
            ? (
                string.Concat(
                    report
                        .Held.Select(batch => $"、保留: バッチ {batch.Batch} {batch.File}: {batch.Told.Ja}")
                        .Concat(report.Stuck.Select(stuck => $"、公開できないデータセット: {stuck.Dataset}: {stuck.Reason.Ja}"))
                ),
                string.Concat(
                    report
                        .Held.Select(batch => $"; held: batch {batch.Batch} {batch.File}: {batch.Told.En}")
                        .Concat(report.Stuck.Select(stuck => $"; not published: dataset {stuck.Dataset}: {stuck.Reason.En}"))
                )
            )
            : ("", "");

    /// <summary>Files that were read again and keep their former rows, in words that follow on a sentence; empty where there is none.</summary>
    public static (string Ja, string En) KeptWords(IReadOnlyList<FileReport> files) =>
        (
            string.Concat(files.Select(file => $"、前の内容のまま: バッチ {file.BatchId} {file.File}: {file.Reason!.Ja}")),
            string.Concat(files.Select(file => $"; former rows kept: batch {file.BatchId} {file.File}: {file.Reason!.En}"))
        );

    static long Size(OfferedFile file) => File.Exists(file.Path) ? new FileInfo(file.Path).Length : 0;
}
