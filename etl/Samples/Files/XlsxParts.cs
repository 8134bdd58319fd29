using System.IO.Compression;
using System.Text;

namespace Analytics.Etl.Samples.Files;

/// <summary>The fixed parts of a workbook (ECMA-376): content types, relations, sheet list and cell styles.</summary>
internal static class XlsxParts
{
    public const int BoldStyle = 1,
        DateStyle = 2,
        EraDateStyle = 3;

    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    public static void Write(Func<ZipArchive, string, Stream> entry, ZipArchive zip, IReadOnlyList<(string Name, bool Hidden)> sheets)
    {
        var numbered = sheets.Select((sheet, i) => (sheet.Name, sheet.Hidden, Number: i + 1)).ToList();
        Part(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Types}styles+xml\"/>"
                + string.Concat(
                    numbered.Select(sheet => $"<Override PartName=\"/xl/worksheets/sheet{sheet.Number}.xml\" ContentType=\"{Types}worksheet+xml\"/>")
                )
                + "</Types>"
        );
        Part(
            "_rels/.rels",
            $"<Relationships xmlns=\"{Package}\"><Relationship Id=\"rId1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        Part(
            "xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>"
                + string.Concat(
                    numbered.Select(sheet =>
                        $"<sheet name=\"{sheet.Name}\" sheetId=\"{sheet.Number}\"{(sheet.Hidden ? " state=\"hidden\"" : "")} r:id=\"rId{sheet.Number}\"/>"
                    )
                )
                + "</sheets></workbook>"
        );
        Part(
            "xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{Package}\">"
                + string.Concat(
                    numbered.Select(sheet =>
                        $"<Relationship Id=\"rId{sheet.Number}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{sheet.Number}.xml\"/>"
                    )
                )
                + $"<Relationship Id=\"rId{sheets.Count + 1}\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>"
        );
        Part(
            "xl/styles.xml",
            $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts>"
                + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"MS PGothic\"/></font><font><b/><sz val=\"11\"/><name val=\"MS PGothic\"/></font></fonts>"
                + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
                + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
                + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"4\">"
                + "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
                + "<xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
                + "</cellXfs></styleSheet>"
        );

        void Part(string name, string xml)
        {
            using var stream = entry(zip, name);
            stream.Write(Encoding.UTF8.GetBytes(Head + xml));
        }
    }
}
