using System.Globalization;
using Analytics.Etl.Extract.Files.Formats;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Analytics.Etl.Extract.Files;

/// <summary>Turns what a workbook stores for a cell into the text that a person sees, with all digits of a number and days as ISO dates.</summary>
sealed class XlsxCells
{
    readonly List<string> _shared;
    readonly List<NumberFormat> _formats;
    readonly bool _is1904;

    XlsxCells(List<string> shared, List<NumberFormat> formats, bool is1904) => (_shared, _formats, _is1904) = (shared, formats, is1904);

    /// <summary>
    /// The workbook asks for all formulas to be worked out when it is opened: a program wrote it, which may have put 0 for results that it does not
    /// know.
    /// </summary>
    public bool IsUncalculated { get; private init; }

    public static XlsxCells Of(WorkbookPart book)
    {
        var sheet = book.WorkbookStylesPart?.Stylesheet;
        var written =
            sheet
                ?.NumberingFormats?.Elements<NumberingFormat>()
                .Where(format => format.NumberFormatId is not null)
                .DistinctBy(format => format.NumberFormatId!.Value)
                .ToDictionary(format => format.NumberFormatId!.Value, format => new NumberFormat(XlsxStrings.Unescape(format.FormatCode?.Value ?? "")))
            ?? [];
        var formats =
            sheet
                ?.CellFormats?.Elements<CellFormat>()
                .Select(format => format.NumberFormatId?.Value ?? 0)
                .Select(id => written.GetValueOrDefault(id) ?? BuiltInFormats.Of(id))
                .ToList()
            ?? [];
        return new(XlsxStrings.Shared(book.SharedStringTablePart), formats, Is1904(book))
        {
            IsUncalculated = book.Workbook?.CalculationProperties?.FullCalculationOnLoad?.Value ?? false,
        };
    }

    /// <summary>Whether the workbook counts its days from 1904, as those from old Macs do.</summary>
    public static bool Is1904(WorkbookPart book) => book.Workbook?.WorkbookProperties?.Date1904?.Value ?? false;

    /// <param name="value">What the cell holds, or the text that stands in it.</param>
    public string Text(string value, string? type, string? style)
    {
        if (value.Length == 0)
            return "";
        var format =
            style is not null && int.Parse(style, CultureInfo.InvariantCulture) is var index && index < _formats.Count ? _formats[index] : NumberFormat.General;
        return type switch
        {
            "s" => format.Text(_shared[int.Parse(value, CultureInfo.InvariantCulture)]),
            "str" or "inlineStr" => format.Text(XlsxStrings.Unescape(value)),
            "e" => value,
            "b" => value == "1" ? "TRUE" : "FALSE",
            "d" => value,
            _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? format.Text(number, _is1904) : value,
        };
    }
}
