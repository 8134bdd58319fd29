using System.Globalization;
using System.Text;

namespace Analytics.Etl.Samples.Files;

/// <summary>One worksheet, written as XML to a temporary file that vanishes on disposal. Not thread-safe.</summary>
internal sealed class XlsxSheet : IDisposable
{
    private readonly FileStream spool;
    private readonly StreamWriter writer;
    private readonly XlsxStyle style;
    private readonly int columns;
    private readonly List<string> merges = [];
    private readonly string[] letters;
    private int line;

    public XlsxSheet(string name, string spoolPath, XlsxStyle style, int columns)
    {
        (Name, this.style, this.columns) = (name, style, columns);
        letters = [.. Enumerable.Range(0, Math.Max(columns, 1)).Select(Letters)];
        spool = new FileStream(spoolPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 15, FileOptions.DeleteOnClose);
        writer = new StreamWriter(spool, new UTF8Encoding(false), 1 << 15) { NewLine = "\n" };
        writer.Write(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
        );
    }

    public string Name { get; }

    /// <summary>A title in the first cell, merged over the width of the table.</summary>
    public void WriteTitle(string title)
    {
        var row = Write([Cell.Text(title)], bold: true);
        Merge(0, row, columns - 1, row);
    }

    public int Write(ReadOnlySpan<Cell> cells, bool bold)
    {
        line++;
        // A blank row is absent from the file, as in a workbook that Excel saved.
        if (cells.Length == 0)
            return line;
        writer.Write($"<row r=\"{line}\">");
        for (var i = 0; i < cells.Length; i++)
            WriteCell(cells[i], letters[i], bold);
        writer.Write("</row>");
        return line;
    }

    public void Merge(int firstColumn, int firstLine, int lastColumn, int lastLine) =>
        merges.Add($"{letters[firstColumn]}{firstLine}:{Letters(lastColumn)}{lastLine}");

    public void CopyTo(Stream target)
    {
        writer.Write("</sheetData>");
        if (merges.Count > 0)
            writer.Write($"<mergeCells count=\"{merges.Count}\">{string.Concat(merges.Select(range => $"<mergeCell ref=\"{range}\"/>"))}</mergeCells>");
        writer.Write("</worksheet>");
        writer.Flush();
        spool.Position = 0;
        spool.CopyTo(target);
    }

    public void Dispose()
    {
        writer.Dispose();
        spool.Dispose();
    }

    private void WriteCell(Cell cell, string column, bool bold)
    {
        switch (cell.Kind)
        {
            case CellKind.Blank:
                return;
            case CellKind.Number:
                writer.Write($"<c r=\"{column}{line}\"><v>{Spelling.Plain(cell.Value)}</v></c>");
                return;
            case CellKind.Code when style.NumericCodes:
                writer.Write($"<c r=\"{column}{line}\"><v>{long.Parse(cell.Content, CultureInfo.InvariantCulture)}</v></c>");
                return;
            case CellKind.Date:
                writer.Write(
                    $"<c r=\"{column}{line}\" s=\"{(style.EraDates ? XlsxParts.EraDateStyle : XlsxParts.DateStyle)}\"><v>{cell.Day.DayNumber - Epoch}</v></c>"
                );
                return;
            default:
                writer.Write(
                    $"<c r=\"{column}{line}\" t=\"inlineStr\"{(bold ? $" s=\"{XlsxParts.BoldStyle}\"" : "")}><is><t xml:space=\"preserve\">{Escape(cell.Content)}</t></is></c>"
                );
                return;
        }
    }

    // Day 0 of Excel's serial numbers, right for every date after February 1900.
    private static readonly int Epoch = new DateOnly(1899, 12, 30).DayNumber;

    private static string Escape(string text) =>
        text.AsSpan().ContainsAny('&', '<', '>')
            ? text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            : text;

    private static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{(char)('A' + column / 26 - 1)}{(char)('A' + column % 26)}";
}
