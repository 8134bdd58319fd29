using System.Buffers;
using System.Text;

namespace Analytics.Etl.Samples.Files;

/// <summary>A ledger as a CSV file: title rows, one header row, CRLF line ends as Japanese Excel writes them.</summary>
public sealed class CsvLedger : LedgerFile
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private readonly StreamWriter writer;
    private readonly DateStyle dates;
    private int line;

    public CsvLedger(string root, string path, Layout layout, Encoding encoding, DateStyle dates, params string[] titles)
        : base(path, layout)
    {
        this.dates = dates;
        Format =
            encoding == LedgerEncodings.Cp932 ? "csv, cp932"
            : encoding == LedgerEncodings.Utf8Bom ? "csv, utf-8 with bom"
            : "csv, utf-8";
        var full = System.IO.Path.Combine(root, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        writer = new StreamWriter(full, false, encoding, 1 << 15) { NewLine = "\r\n" };
        foreach (var title in titles.Prepend(Mark))
            Append([Cell.Text(title)], 0);
        Append([.. Layout.Headers.Select(Cell.Text)], 0);
    }

    public override string Format { get; }

    public override void Finish() => writer.Flush();

    public override void Dispose() => writer.Dispose();

    protected override int Append(ReadOnlySpan<Cell> cells, int sheet)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                writer.Write(',');
            var text = Text(cells[i]);
            if (text.AsSpan().ContainsAny(Quoted))
                writer.Write($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            else
                writer.Write(text);
        }
        writer.WriteLine();
        return ++line;
    }

    private string Text(Cell cell) =>
        cell.Kind switch
        {
            CellKind.Blank => "",
            CellKind.Number => Spelling.Plain(cell.Value),
            CellKind.Date => Spelling.Of(cell.Day, dates),
            _ => cell.Content,
        };
}
