using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Analytics.Etl.Extract.Files;

/// <summary>The texts of a workbook: those that its cells share, and how control characters are written in all of them.</summary>
static partial class XlsxStrings
{
    /// <summary>The shared strings in their order, without furigana.</summary>
    public static List<string> Shared(SharedStringTablePart? part)
    {
        var result = new List<string>();
        if (part is null)
            return result;
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var xml = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit });
        var (text, furigana) = (new StringBuilder(), false);
        var (inText, characters) = (false, 0L);
        while (xml.Read())
        {
            var starts = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)
            {
                if (inText && !furigana)
                    text.Append(xml.Value);
                XlsxLimits.CheckText(text.Length);
            }
            else if (starts || xml.NodeType == XmlNodeType.EndElement)
            {
                if (xml.LocalName == "rPh")
                    furigana = starts && !xml.IsEmptyElement;
                else if (xml.LocalName == "t")
                    inText = starts && !xml.IsEmptyElement;
                else if (xml.LocalName == "si" && (!starts || xml.IsEmptyElement))
                {
                    result.Add(Unescape(text.ToString()));
                    XlsxLimits.CheckShared(result.Count, characters += text.Length);
                    text.Clear();
                }
            }
        }

        return result;
    }

    /// <summary>
    /// _x000D_ is a carriage return, _x005F_x000D_ the text _x000D_ (ECMA-376, 22.9.2.19). A vertical tab or form feed is a line break; what no text
    /// may hold stays as it
    /// is written.
    /// </summary>
    public static string Unescape(string text) =>
        text.Contains("_x", StringComparison.Ordinal)
            ? Escape()
                .Replace(
                    text,
                    match =>
                        (char)Convert.ToUInt16(match.Groups["code"].Value, 16) switch
                        {
                            '\v' or '\f' => "\n",
                            var c when XmlConvert.IsXmlChar(c) => c.ToString(),
                            _ => match.Value,
                        }
                )
            : text;

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_")]
    private static partial Regex Escape();
}
