using System.Globalization;
using System.Xml;
using Analytics.Etl.Findings;
using DocumentFormat.OpenXml.Packaging;

namespace Analytics.Etl.Extract.Files;

/// <summary>Streams the rows of one worksheet; rows that the sheet leaves out are not made up, their numbers are skipped.</summary>
static class XlsxRows
{
    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = true,
        IgnoreWhitespace = false,
    };

    public static IEnumerable<RawRow> Read(WorksheetPart part, XlsxCells texts, XlsxMerges merges)
    {
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var xml = XmlReader.Create(stream, Settings);
        var (line, cells, width, count) = (0, new List<string>(), 0, 0L);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "row")
            {
                line = xml.GetAttribute("r") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : line + 1;
                cells.Clear();
                XlsxLimits.CheckSheet(line, count);
                var faults = xml.IsEmptyElement ? null : ReadCells(xml, texts, cells, ref count);
                width = Math.Max(width, cells.Count);
                merges.Mark(line, cells, width);
                yield return new(line, [.. cells]) { Faults = faults };
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData")
                yield break;
        }
    }

    // A sheet that is set to show no zeros (showZeros="0") holds numbers nevertheless: a count of 0 is no unknown count, whoever looks at it how.

    /// <summary>
    /// Fills in the cells up to the last that holds something: formats reach further, to the end of the sheet if somebody coloured whole rows.
    /// </summary>
    static Dictionary<int, Rule>? ReadCells(XmlReader xml, XlsxCells texts, List<string> cells, ref long count)
    {
        var (next, faults) = (0, default(Dictionary<int, Rule>));
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "row"))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c")
                continue;
            count++;
            var column = xml.GetAttribute("r") is { } name ? XlsxMerges.Column(name) : next;
            next = column + 1;
            if (xml.IsEmptyElement)
                continue;
            var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
            var cell = ReadCell(xml);
            var (text, fault) = Read(cell, type, style, texts);
            if (text.Length == 0)
                continue;
            XlsxLimits.CheckText(text.Length);
            while (cells.Count <= column)
                cells.Add("");
            cells[column] = text;
            if (fault is not null)
                (faults ??= [])[column] = fault;
        }

        return faults;
    }

    static (string Text, Rule? Fault) Read(StoredCell cell, string? type, string? style, XlsxCells texts)
    {
        if (type == "e")
            return (cell.Value is { Length: > 0 } error ? error : "#", Rules.CellError);
        // A formula whose result is the empty text is stored as such a text.
        var isUnstored = string.IsNullOrEmpty(cell.Value) ? !(type == "str" && cell.Value is not null) : cell.Value == "0" && texts.IsUncalculated;
        if (cell.Formula is { } formula && isUnstored && cell.Inline.Length == 0)
            return ($"={formula}", Rules.FormulaUnstored);
        return ((cell.Inline.Length > 0 ? texts.Text(cell.Inline, "inlineStr", style) : texts.Text(cell.Value ?? "", type, style)).Trim(), null);
    }

    /// <summary>What one cell holds; furigana (rPh) is passed over.</summary>
    static StoredCell ReadCell(XmlReader xml)
    {
        var (cell, depth) = (new StoredCell(null, "", null), xml.Depth);
        while (xml.Read() && xml.Depth > depth)
        {
            // Reading an element's text moves past its end: look at what follows before reading on.
            while (xml.NodeType == XmlNodeType.Element && xml.LocalName is "v" or "t" or "f" or "rPh")
            {
                if (xml.LocalName == "v")
                    cell = cell with { Value = xml.ReadElementContentAsString() };
                else if (xml.LocalName == "t")
                    cell = cell with { Inline = cell.Inline + xml.ReadElementContentAsString() };
                else if (xml.LocalName == "f")
                    cell = cell with { Formula = xml.ReadElementContentAsString() };
                else
                    xml.Skip();
            }

            if (xml.Depth <= depth)
                break;
        }

        return cell;
    }

    /// <param name="Value">Null where nothing is stored.</param>
    /// <param name="Inline">A text that stands in the cell itself.</param>
    readonly record struct StoredCell(string? Value, string Inline, string? Formula);
}
