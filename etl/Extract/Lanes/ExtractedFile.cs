using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// A file that has been read to its end: what it is, what was found in it, and its rows, which lie on disk until it is disposed. Not thread-safe.
/// </summary>
public sealed class ExtractedFile : IDisposable
{
    readonly FileStream _rows;

    internal ExtractedFile(Source source, OpenedFile opened, ExtractSummary summary, FileStream rows) =>
        (Source, Opened, Summary, _rows) = (source, opened, summary, rows);

    public Source Source { get; }

    public OpenedFile Opened { get; }

    public ExtractSummary Summary { get; }

    /// <summary>The rows in the file's order, rejected ones included. Every call reads anew from the start.</summary>
    public IEnumerable<ExtractedRow> Rows()
    {
        var decoder = new RowDecoder(Source);
        _rows.Position = 0;
        while (_rows.Position < _rows.Length)
        {
            foreach (var row in decoder.Read(LaneStream.Read(_rows).Content))
                yield return row;
        }
    }

    /// <summary>Another file on the rows' disk, without a name: it is gone once it is closed.</summary>
    internal FileStream Beside() => Unnamed($"{_rows.Name}.{Guid.NewGuid():n}");

    /// <summary>A file without a name: the kernel takes it away with its last user, however that ends.</summary>
    internal static FileStream Unnamed(string path)
    {
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = 1 << 17,
                Options = FileOptions.DeleteOnClose,
            }
        );
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    public void Dispose() => _rows.Dispose();
}
