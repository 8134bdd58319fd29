using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Analytics.Etl.Extract.Files;

/// <summary>The merged areas of a worksheet. A cell that is merged downwards means "as above" in the rows below; one merged sideways is blank to the right.</summary>
sealed class XlsxMerges
{
    readonly Dictionary<int, List<int>> _columnsByRow = [];

    /// <summary>Areas taller than this are decoration, not data.</summary>
    const int Tallest = 10_000;

    /// <summary>They stand behind the rows in the file, so a first pass over it collects them.</summary>
    public static XlsxMerges Of(WorksheetPart part)
    {
        var result = new XlsxMerges();
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var xml = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit });
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            while (xml.LocalName == "sheetData" && xml.NodeType == XmlNodeType.Element)
                xml.Skip();
            if (xml.LocalName == "mergeCell" && xml.GetAttribute("ref")?.Split(':') is [var from, var to])
                result.Add(from, to);
        }

        return result;
    }

    public void Mark(int row, List<string> cells)
    {
        if (!_columnsByRow.TryGetValue(row, out var columns))
            return;
        foreach (var column in columns)
        {
            while (cells.Count <= column)
                cells.Add("");
            cells[column] = RawRow.Merged;
        }
    }

    /// <summary>The column of a reference, from 0: A1 → 0, AA7 → 26.</summary>
    public static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetter(c))
                break;
            column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
        }

        return column is > 0 and <= 16_384 ? column - 1 : throw new InvalidDataException($"No such cell: {reference}");
    }

    void Add(string from, string to)
    {
        var (first, last) = (Row(from), Row(to));
        if (last - first > Tallest)
            return;
        for (var row = first + 1; row <= last; row++)
        {
            if (!_columnsByRow.TryGetValue(row, out var columns))
                _columnsByRow[row] = columns = [];
            columns.Add(Column(from));
        }
    }

    static int Row(string reference) => int.Parse(reference.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"), NumberStyles.None, CultureInfo.InvariantCulture);
}
