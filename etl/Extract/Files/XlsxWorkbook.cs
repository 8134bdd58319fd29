using Analytics.Etl.Findings;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// The worksheets of an XLSX file. Cells come as the text that a person sees, but with all digits and ISO dates; formulas as their stored results.
/// </summary>
static class XlsxWorkbook
{
    /// <summary>By content: a ZIP archive. A text file never begins so.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start is [(byte)'P', (byte)'K', 3, 4];
    }

    /// <exception cref="FileRefusedException">No workbook, or a damaged one; while enumerating rows too.</exception>
    public static IReadOnlyList<RawSheet> Sheets(string path) =>
        Guard(
            path,
            () =>
            {
                XlsxLimits.CheckPackage(path);
                using var document = SpreadsheetDocument.Open(path, isEditable: false);
                if (document.WorkbookPart?.Workbook?.Sheets is not { } sheets)
                    throw Rules.FileFormat.Refusal(["ZIP"]);
                var is1904 = XlsxCells.Is1904(document.WorkbookPart);
                // A sheet is looked at before it is read: its texts and merged areas are found once.
                var cells = new Lazy<XlsxCells>(() => Read(path, book => XlsxCells.Of(book)));
                return (IReadOnlyList<RawSheet>)
                    [
                        .. sheets
                            .Elements<Sheet>()
                            .Where(sheet => sheet.Id?.Value is { } id && document.WorkbookPart.GetPartById(id) is WorksheetPart)
                            .Select(sheet =>
                                (
                                    sheet,
                                    Merges: new Lazy<XlsxMerges>(() => Read(path, book => XlsxMerges.Of((WorksheetPart)book.GetPartById(sheet.Id!.Value!))))
                                )
                            )
                            .Select(pair => new RawSheet(
                                XlsxStrings.Unescape(pair.sheet.Name?.Value ?? ""),
                                pair.sheet.State is { } state && state.Value != SheetStateValues.Visible,
                                () => Rows(path, pair.sheet.Id!.Value!, cells, pair.Merges),
                                is1904
                            )),
                    ];
            }
        );

    static IEnumerable<RawRow> Rows(string path, string id, Lazy<XlsxCells> cells, Lazy<XlsxMerges> merges)
    {
        using var document = Guard(path, () => SpreadsheetDocument.Open(path, isEditable: false));
        var part = (WorksheetPart)document.WorkbookPart!.GetPartById(id);
        using var rows = XlsxRows.Read(part, cells.Value, merges.Value).GetEnumerator();
        while (Guard(path, rows.MoveNext))
        {
            foreach (ref var cell in rows.Current.Cells.AsSpan())
                cell = ReferenceEquals(cell, RawRow.Merged) ? cell : WrittenCell.Meant(cell);
            yield return rows.Current;
        }
    }

    static T Read<T>(string path, Func<WorkbookPart, T> read) =>
        Guard(
            path,
            () =>
            {
                using var document = SpreadsheetDocument.Open(path, isEditable: false);
                return read(document.WorkbookPart!);
            }
        );

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
        catch (Exception error)
            when (error is EndOfStreamException or not (FileRefusedException or IOException or UnauthorizedAccessException or OutOfMemoryException))
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
