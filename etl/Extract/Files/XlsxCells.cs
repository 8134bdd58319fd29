using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Analytics.Etl.Extract.Files;

/// <summary>Turns what a workbook stores for a cell into text: shared strings without furigana, numbers exactly, dates as ISO, units that only the format shows.</summary>
sealed partial class XlsxCells
{
    static readonly DateTime Epoch1904 = new(1904, 1, 1);

    readonly List<string> _shared;
    readonly List<Format> _formats;
    readonly bool _is1904;

    XlsxCells(List<string> shared, List<Format> formats, bool is1904) => (_shared, _formats, _is1904) = (shared, formats, is1904);

    public static XlsxCells Of(WorkbookPart book)
    {
        var sheet = book.WorkbookStylesPart?.Stylesheet;
        var codes = sheet?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(format => format.NumberFormatId is not null)
            .DistinctBy(format => format.NumberFormatId!.Value)
            .ToDictionary(format => format.NumberFormatId!.Value, format => format.FormatCode?.Value ?? "") ?? [];
        var formats = sheet?.CellFormats?.Elements<CellFormat>()
            .Select(format => format.NumberFormatId?.Value ?? 0)
            .Select(id => codes.TryGetValue(id, out var code) ? FormatOf(code) : new Format(IsBuiltInDate(id), id is 9 or 10, "", 0)).ToList() ?? [];
        return new(SharedStrings(book.SharedStringTablePart), formats, book.Workbook?.WorkbookProperties?.Date1904?.Value ?? false);
    }

    public string Text(string value, string? type, string? style)
    {
        if (value.Length == 0)
            return "";
        return type switch
        {
            "s" => _shared[int.Parse(value, CultureInfo.InvariantCulture)],
            "str" or "e" or "inlineStr" => value,
            "b" => value == "1" ? "TRUE" : "FALSE",
            "d" => value.Length >= 10 ? value[..10] : value,
            _ => Number(value, style is not null && int.Parse(style, CultureInfo.InvariantCulture) is var index && index < _formats.Count ? _formats[index] : Format.General),
        };
    }

    string Number(string value, Format format)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return value;
        if (format.IsDate)
            return Date(number) ?? Plain(number);
        if (format.IsPercent)
            return Plain(number * 100) + "%";
        return format.Unit.Length > 0 ? Plain(number / Math.Pow(1000, format.Thousands)) + format.Unit : Plain(number);
    }

    /// <summary>A double holds 15 decimal digits; the rest is noise (0.1 + 0.2). Never in E notation.</summary>
    static string Plain(double number) => Math.Abs(number) < 1e28
        ? decimal.Parse(number.ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);

    string? Date(double serial)
    {
        if (serial is < 1 or > 2_958_465)
            return null;
        var day = _is1904 ? Epoch1904.AddDays(Math.Floor(serial)) : DateTime.FromOADate(Math.Floor(serial));
        return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    static List<string> SharedStrings(SharedStringTablePart? part)
    {
        var result = new List<string>();
        if (part is null)
            return result;
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var xml = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit });
        var (text, furigana) = (new System.Text.StringBuilder(), false);
        var inText = false;
        while (xml.Read())
        {
            var starts = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)
            {
                if (inText && !furigana)
                    text.Append(xml.Value);
            }
            else if (starts || xml.NodeType == XmlNodeType.EndElement)
            {
                if (xml.LocalName == "rPh")
                    furigana = starts && !xml.IsEmptyElement;
                else if (xml.LocalName == "t")
                    inText = starts && !xml.IsEmptyElement;
                else if (xml.LocalName == "si" && (!starts || xml.IsEmptyElement))
                {
                    result.Add(text.ToString());
                    text.Clear();
                }
            }
        }

        return result;
    }

    static bool IsBuiltInDate(uint id) => id is (>= 14 and <= 17) or 22 or (>= 27 and <= 36) or (>= 50 and <= 58);

    static Format FormatOf(string code)
    {
        var positive = code.Split(';')[0];
        var bare = Literal().Replace(positive, "");
        var isDate = DateLetters().IsMatch(Exponent().Replace(bare, "")) && !bare.Contains("General", StringComparison.OrdinalIgnoreCase);
        var unit = UnitLiteral().Match(positive);
        var thousands = unit.Success ? Thousands().Match(bare).Value.Count(c => c == ',') : 0;
        return new(isDate, !isDate && bare.Contains('%'), isDate || !unit.Success ? "" : unit.Value, thousands);
    }

    /// <param name="Unit">A unit of money that the format writes behind the number: 千円; "" where none.</param>
    /// <param name="Thousands">How many times the format divides what it shows by 1,000.</param>
    sealed record Format(bool IsDate, bool IsPercent, string Unit, int Thousands)
    {
        public static readonly Format General = new(false, false, "", 0);
    }

    [GeneratedRegex("""\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.""")]
    private static partial Regex Literal();

    [GeneratedRegex("[0#?.]E[+-]", RegexOptions.IgnoreCase)]
    private static partial Regex Exponent();

    [GeneratedRegex("[ydge]|(?<![hs:])m(?![:s])", RegexOptions.IgnoreCase)]
    private static partial Regex DateLetters();

    [GeneratedRegex("(億|百万|千|万)?円")]
    private static partial Regex UnitLiteral();

    [GeneratedRegex("(?<=[0#?]),+(?![0#?,])")]
    private static partial Regex Thousands();
}
