using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Analytics.Etl.Extract.Files;

/// <summary>Streams the rows of one worksheet; rows that the sheet leaves out are not made up, their numbers are skipped.</summary>
static class XlsxRows
{
    static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = false };

    public static IEnumerable<RawRow> Read(WorksheetPart part, XlsxCells texts, XlsxMerges merges)
    {
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var xml = XmlReader.Create(stream, Settings);
        var (line, cells) = (0, new List<string>());
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "row")
            {
                line = xml.GetAttribute("r") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : line + 1;
                cells.Clear();
                if (!xml.IsEmptyElement)
                    ReadCells(xml, texts, cells);
                merges.Mark(line, cells);
                yield return new(line, [.. cells]);
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData")
                yield break;
        }
    }

    static void ReadCells(XmlReader xml, XlsxCells texts, List<string> cells)
    {
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "row"))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c")
                continue;
            var column = xml.GetAttribute("r") is { } name ? XlsxMerges.Column(name) : cells.Count;
            var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
            var (value, inline) = xml.IsEmptyElement ? ("", "") : ReadCell(xml);
            while (cells.Count <= column)
                cells.Add("");
            cells[column] = (inline.Length > 0 ? inline : texts.Text(value, type, style)).Trim();
        }
    }

    /// <summary>The value and the inline text; a formula itself (f) and furigana (rPh) are passed over.</summary>
    static (string Value, string Inline) ReadCell(XmlReader xml)
    {
        var (value, inline, depth) = ("", "", xml.Depth);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            // Reading an element's text moves past its end: look at what follows before reading on.
            while (xml.NodeType == XmlNodeType.Element && xml.LocalName is "v" or "t" or "f" or "rPh")
            {
                if (xml.LocalName == "v")
                    value = xml.ReadElementContentAsString();
                else if (xml.LocalName == "t")
                    inline += xml.ReadElementContentAsString();
                else
                    xml.Skip();
            }

            if (xml.Depth <= depth)
                break;
        }

        return (value, inline);
    }
}
