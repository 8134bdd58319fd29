using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// The merged areas of a worksheet, column by column. A cell that is merged downwards means "as above" in the rows below; one merged sideways is
/// blank to the right.
/// </summary>
sealed class XlsxMerges
{
    /// <summary>Areas taller than this are decoration, not data.</summary>
    const int Tallest = 10_000;

    /// <summary>Of each column the rows that go on from above, in order, none overlapping.</summary>
    readonly SortedDictionary<int, List<(int First, int Last)>> _columns = [];

    /// <summary>They stand behind the rows in the file, so a first pass over it collects them.</summary>
    public static XlsxMerges Of(WorksheetPart part)
    {
        var (result, count) = (new XlsxMerges(), 0);
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var xml = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit });
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            while (xml.LocalName == "sheetData" && xml.NodeType == XmlNodeType.Element)
                xml.Skip();
            if (xml.LocalName != "mergeCell" || xml.GetAttribute("ref")?.Split(':') is not [var from, var to])
                continue;
            XlsxLimits.CheckMerges(++count);
            result.Add(Column(from), Row(from) + 1, Row(to));
        }

        foreach (var column in result._columns.Keys.ToList())
            result._columns[column] = Joined(result._columns[column]);
        return result;
    }

    /// <param name="width">So many columns hold something so far: an area to the right of them goes on from nothing.</param>
    public void Mark(int row, List<string> cells, int width)
    {
        foreach (var (column, areas) in _columns)
        {
            if (column >= width)
                return;
            var at = areas.BinarySearch((row, int.MaxValue));
            var before = (at < 0 ? ~at : at) - 1;
            if (before < 0 || areas[before].Last < row)
                continue;
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

    void Add(int column, int first, int last)
    {
        if (first > last || last - first >= Tallest)
            return;
        if (!_columns.TryGetValue(column, out var areas))
            _columns[column] = areas = [];
        areas.Add((first, last));
    }

    static List<(int First, int Last)> Joined(List<(int First, int Last)> areas)
    {
        areas.Sort();
        var joined = new List<(int First, int Last)>();
        foreach (var area in areas)
        {
            if (joined is [.., var last] && area.First <= last.Last)
                joined[^1] = (last.First, Math.Max(last.Last, area.Last));
            else
                joined.Add(area);
        }

        return joined;
    }

    static int Row(string reference) => int.Parse(reference.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"), NumberStyles.None, CultureInfo.InvariantCulture);
}
