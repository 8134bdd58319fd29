using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Walks down one sheet: titles, header, then row by row.</summary>
static class SheetRows
{
    public static IEnumerable<ExtractedRow> Read(RawSheet sheet, HeaderMatch header, ExtractCounts tally)
    {
        if (sheet.Name is not null)
            tally.Sheets.Add(sheet.Name);
        MoneyUnit? titleUnit = null;
        (SheetCells Cells, RowSorter Sorter, RowReader Reader)? below = null;
        var (place, isFull) = (0, true);
        foreach (var row in sheet.Rows().ReadingAhead())
        {
            if (row.LoneReturn is { } lone)
                tally.Warn(new(sheet.Name, lone, null, "[U+000D]", Rules.LoneReturn.Code, Rules.LoneReturn.Reason));
            if (place++ < header.First + header.Height)
            {
                if (place <= header.First)
                    titleUnit = Title(row, header.Source, tally) ?? titleUnit;
                else if (place < header.First + header.Height)
                    tally.Titles++;
                else
                    Unknown(sheet, header, row, tally);
                continue;
            }

            var (cells, sorter, reader) = below ??= Below(header, sheet, titleUnit, tally);
            cells.Turn(row);
            var kind = sorter.Sort();
            RefuseCut(row, kind, header, isFull);
            isFull &= row.Cells.Length >= header.Columns.Count || kind == RowKind.Blank;
            switch (kind)
            {
                case RowKind.Data:
                    sorter.Remember();
                    yield return reader.Read(row);
                    break;
                case RowKind.Blank:
                    tally.Blank++;
                    break;
                case RowKind.Header:
                    tally.Titles++;
                    break;
                case RowKind.Total:
                    tally.Totals++;
                    break;
                default:
                    tally.Footnotes++;
                    tally.IsSynthetic |= row.Cells.Any(ExtractCounts.IsMark);
                    break;
            }
        }
    }

    static (SheetCells, RowSorter, RowReader) Below(HeaderMatch header, RawSheet sheet, MoneyUnit? titleUnit, ExtractCounts tally)
    {
        var cells = new SheetCells(header, titleUnit, sheet.Is1904);
        return (cells, new(header, cells), new(header, sheet, cells, titleUnit, tally));
    }

    static void Unknown(RawSheet sheet, HeaderMatch header, RawRow row, ExtractCounts tally)
    {
        foreach (var bound in header.Columns.Where(bound => bound is { Column: null, IsHeaded: true }))
            tally.Unknown(sheet.Name, row.Line, bound.Header);
    }

    static MoneyUnit? Title(RawRow row, Source source, ExtractCounts tally)
    {
        if (Array.TrueForAll(row.Cells, cell => cell.Length == 0))
        {
            tally.Blank++;
            return null;
        }

        tally.Titles++;
        tally.IsSynthetic |= row.Cells.Any(ExtractCounts.IsMark);
        return row.Cells.Select(HeaderText.UnitInTitle).FirstOrDefault(unit => unit is not null) is { } found ? source.Currency?.Unit(found) : null;
    }

    /// <summary>A last row without a line break and with too few cells, where every row so far was full, is half a row of half a file.</summary>
    static void RefuseCut(RawRow row, RowKind kind, HeaderMatch header, bool isFull)
    {
        if (!row.EndsFileOpen || !isFull || row.Cells.Length >= header.Columns.Count)
            return;
        if (kind == RowKind.Data || (kind == RowKind.Footnote && row.Cells[0].All(char.IsAscii)))
            throw Rules.FileTruncated.Refusal([row.Line]);
    }
}
