using Analytics.Etl.Load;
using Quartz;

namespace Analytics.Etl.Jobs;

/// <summary>Tells how far a run that loads files is: which file, which row. Lines of a CSV are counted before, so that a share can be told; a workbook says its rows only.</summary>
sealed class LoadProgress(IJobExecutionContext context, IReadOnlyList<OfferedFile> files) : IProgress<int>
{
    /// <summary>Of the work, the part that is loading; the rest is the publication.</summary>
    const int LoadingPercent = 70;

    int _done;
    long? _lines;

    /// <summary>Rows of the file that is being loaded.</summary>
    public void Report(int value)
    {
        if (_done >= files.Count)
            return;
        var lines = _lines ??= Lines(files[_done].Path);
        var share = lines > 0 ? Math.Min(1, value / (double)lines) : 0;
        var of = lines > value ? $" / {lines:N0}" : "";
        context.ReportProgress((int)(LoadingPercent * (_done + share) / files.Count), JobText.Of($"{files[_done].Name} {value:N0}{of} 行", $"{files[_done].Name} {value:N0}{of} rows"));
    }

    /// <summary>A file is done; they are told in the order they were given.</summary>
    public void Done(FileReport file)
    {
        (_done, _lines) = (_done + 1, null);
        context.ReportProgress(LoadingPercent * _done / files.Count, _done < files.Count
            ? JobText.Of($"{_done}/{files.Count} {file.File}", $"{_done}/{files.Count} {file.File}")
            : JobText.Of("公開しています", "Publishing"));
    }

    /// <summary>What a run did, in one sentence.</summary>
    public static string Summary(LoadRunReport report)
    {
        var refused = report.Files.Count(file => file.Fate == FileFate.Refused);
        var rows = report.Files.Sum(file => file.RowsKept);
        return JobText.Of(
            $"{report.Files.Count - refused} ファイル・{rows:N0} 行を読み込み、公開版 {report.Publication.Publication} になりました。読み込めなかったファイル {refused}、却下 {report.RowsRejected:N0} 行",
            $"{report.Files.Count - refused} file(s), {rows:N0} rows loaded; publication {report.Publication.Publication}. Files refused: {refused}, rows rejected: {report.RowsRejected:N0}");
    }

    /// <summary>Line breaks of a text file, 0 of a workbook.</summary>
    static long Lines(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> buffer = stackalloc byte[1 << 14];
        long lines = 0;
        for (int read, first = 1; (read = file.Read(buffer)) > 0; first = 0)
        {
            if (first == 1 && buffer[..read].StartsWith("PK"u8))
                return 0;
            lines += buffer[..read].Count((byte)'\n');
        }

        return lines;
    }
}
