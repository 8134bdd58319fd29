using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Analytics.Etl.Extract.Files;

/// <summary>The worksheets of an XLSX file. Cells come as the text that a person sees, but with all digits and ISO dates; formulas as their stored results.</summary>
static class XlsxBook
{
    /// <summary>By content: a ZIP archive. A text file never begins so.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start is [(byte)'P', (byte)'K', 3, 4];
    }

    /// <exception cref="FileRefusedException">No workbook, or a damaged one; while enumerating rows too.</exception>
    public static IReadOnlyList<RawSheet> Sheets(string path) => Guard(path, () =>
    {
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        if (document.WorkbookPart?.Workbook?.Sheets is not { } sheets)
            throw Rules.FileFormat.Refusal(["ZIP"]);
        var is1904 = XlsxCells.Is1904(document.WorkbookPart);
        return (IReadOnlyList<RawSheet>)[.. sheets.Elements<Sheet>()
            .Where(sheet => sheet.Id?.Value is { } id && document.WorkbookPart.GetPartById(id) is WorksheetPart)
            .Select(sheet => new RawSheet(XlsxStrings.Unescape(sheet.Name?.Value ?? ""), sheet.State is { } state && state.Value != SheetStateValues.Visible, () => Rows(path, sheet.Id!.Value!), is1904))];
    });

    static IEnumerable<RawRow> Rows(string path, string id)
    {
        using var document = Guard(path, () => SpreadsheetDocument.Open(path, isEditable: false));
        var part = (WorksheetPart)document.WorkbookPart!.GetPartById(id);
        var cells = Guard(path, () => XlsxCells.Of(document.WorkbookPart));
        var merges = Guard(path, () => XlsxMerges.Of(part));
        using var rows = XlsxRows.Read(part, cells, merges).GetEnumerator();
        while (Guard(path, rows.MoveNext))
            yield return rows.Current;
    }

    /// <summary>
    /// Whatever the package or its XML stumbles over is the file's fault, and is said so: in here nothing but the file is read. The
    /// package throws a dozen kinds of exception on damage; only the machine's own failures pass.
    /// </summary>
    static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is EndOfStreamException or not (FileRefusedException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            throw HasDirectory(path) ? Rules.FileCorrupt.Refusal(["XLSX"], cause: error) : Rules.FileTruncated.Refusal(["XLSX"], cause: error);
        }
    }

    /// <summary>A ZIP archive ends with its directory; where that is missing the end is.</summary>
    static bool HasDirectory(string path)
    {
        using var file = File.OpenRead(path);
        file.Seek(-Math.Min(file.Length, (1 << 16) + 22), SeekOrigin.End);
        var tail = new byte[file.Length - file.Position];
        file.ReadExactly(tail);
        return tail.AsSpan().LastIndexOf("PK\x05\x06"u8) >= 0;
    }
}
