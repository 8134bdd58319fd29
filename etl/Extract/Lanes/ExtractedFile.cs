using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>A file that has been read to its end: what it is, what was found in it, and its rows, which lie on disk until it is disposed. Not thread-safe.</summary>
public sealed class ExtractedFile : IDisposable
{
    readonly FileStream _rows;

    internal ExtractedFile(Source source, OpenedFile opened, ExtractSummary summary, FileStream rows) => (Source, Opened, Summary, _rows) = (source, opened, summary, rows);

    public Source Source { get; }

    public OpenedFile Opened { get; }

    public ExtractSummary Summary { get; }

    /// <summary>The rows in the file's order, rejected ones included. Every call reads anew from the start.</summary>
    public IEnumerable<ExtractedRow> Rows()
    {
        _rows.Position = 0;
        while (_rows.Position < _rows.Length)
        {
            using var piece = new MemoryStream(LaneStream.Read(_rows).Content);
            using var reader = new BinaryReader(piece);
            while (piece.Position < piece.Length)
                yield return RowCodec.Read(reader, Source);
        }
    }

    public void Dispose() => _rows.Dispose();
}
