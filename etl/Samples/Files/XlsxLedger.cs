using System.IO.Compression;

namespace Analytics.Etl.Samples.Files;

/// <summary>
/// A ledger as an Excel workbook: merged title rows, one header row, real dates and numbers; several sheets if asked for, and a hidden
/// sheet with notes. Each sheet waits in a temporary file, so that all of them can grow at once in bounded memory. Entry times
/// are fixed: the same rows give the same bytes (under the same .NET, whose compressor may change with its version).
/// </summary>
public sealed class XlsxLedger : LedgerFile
{
    private static readonly DateTimeOffset EntryTime = new(2013, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string full;
    private readonly string? hiddenNote;
    private readonly XlsxSheet[] sheets;

    public XlsxLedger(string root, string path, Layout layout, XlsxStyle style, IReadOnlyList<string> sheetNames, string title, string? hiddenNote = null)
        : base(path, layout)
    {
        full = System.IO.Path.Combine(root, path);
        this.hiddenNote = hiddenNote;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        sheets = [.. sheetNames.Select(name => new XlsxSheet(name, $"{full}.{name}.part", style, layout.Headers.Count))];
        foreach (var sheet in sheets)
        {
            sheet.WriteTitle(Mark);
            sheet.WriteTitle(sheets.Length == 1 ? title : $"{title}　{sheet.Name}");
            sheet.Write([.. layout.Headers.Select(Cell.Text)], bold: true);
        }
    }

    public override string Format => sheets.Length == 1 ? "xlsx" : $"xlsx, {sheets.Length} sheets";

    public override string? SheetName(int sheet) => sheets[sheet].Name;

    /// <summary>Merges the cells of one column over a range of lines, whose lower cells are then empty: "as above".</summary>
    public void MergeDown(int sheet, int column, int firstLine, int lastLine) => sheets[sheet].Merge(column, firstLine, column, lastLine);

    public override void Finish()
    {
        using var file = new FileStream(full, FileMode.Create);
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        var names = sheets.Select(sheet => (sheet.Name, Hidden: false)).ToList();
        if (hiddenNote is not null)
            names.Add(("記入要領", true));
        XlsxParts.Write(Entry, zip, names);
        for (var i = 0; i < sheets.Length; i++)
        {
            using var entry = Entry(zip, $"xl/worksheets/sheet{i + 1}.xml");
            sheets[i].CopyTo(entry);
        }
        if (hiddenNote is null)
            return;
        using var notes = new XlsxSheet("記入要領", $"{full}.notes.part", new XlsxStyle(false, false), 3);
        notes.WriteTitle(Mark);
        notes.WriteTitle(hiddenNote);
        using var last = Entry(zip, $"xl/worksheets/sheet{sheets.Length + 1}.xml");
        notes.CopyTo(last);
    }

    public override void Dispose()
    {
        foreach (var sheet in sheets)
            sheet.Dispose();
    }

    protected override int Append(ReadOnlySpan<Cell> cells, int sheet) => sheets[sheet].Write(cells, bold: false);

    private static Stream Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = EntryTime;
        return entry.Open();
    }
}

/// <summary>
/// How a workbook shows dates (era or Gregorian; the cell holds a serial number either way) and whether codes lost their zeros to number cells.
/// </summary>
public sealed record XlsxStyle(bool EraDates, bool NumericCodes);
