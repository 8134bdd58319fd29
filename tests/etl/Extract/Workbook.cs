using System.IO.Compression;
using System.Security;
using System.Text;

namespace Analytics.Tests.Etl.Extract;

/// <summary>A workbook of one sheet, made of raw parts, so that it holds exactly what a test means and Excel would not write.</summary>
sealed record Workbook
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const string Package = "http://schemas.openxmlformats.org/package/2006";
    const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>Formats that cells name by their place, from 1; <c>#14</c> is the built-in format 14.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Texts that cells name by their place, from 0, as XML.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    public bool Is1904 { get; init; }

    /// <summary>It asks to be worked out when it is opened.</summary>
    public bool IsUncalculated { get; init; }

    /// <summary>The sheet is set to show no zeros.</summary>
    public bool HidesZeros { get; init; }

    public static Cell Text(string text, int format = 0) =>
        new($"t=\"inlineStr\" s=\"{format}\"", $"<is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is>");

    public static Cell Number(string number, int format = 0) => new($"s=\"{format}\"", $"<v>{number}</v>");

    public static Cell SharedText(int index) => new("t=\"s\"", $"<v>{index}</v>");

    public static Cell Error(string text) => new("t=\"e\"", $"<v>{text}</v>");

    /// <param name="stored">Its stored value as XML; "" where there is none.</param>
    public static Cell Formula(string formula, string stored, string attributes = "") => new(attributes, $"<f>{formula}</f>{stored}");

    public static Cell Xml(string attributes, string inner) => new(attributes, inner);

    /// <param name="header">Headers, parted by commas.</param>
    /// <param name="rows">A text is a cell of its own; several are parted by commas.</param>
    public byte[] Of(string header, params IReadOnlyList<Cell>[] rows) => Of([Texts(header), .. rows]);

    public byte[] Of(IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var lines = rows.Select((row, i) => $"<row r=\"{i + 1}\">{string.Concat(row.Select((cell, column) => Write(cell, column, i + 1)))}</row>");
        return OfSheetData(string.Concat(lines));

        static string Write(Cell cell, int column, int line) => $"<c r=\"{cell.At ?? Letters(column)}{line}\" {cell.Attributes}>{cell.Inner}</c>";
    }

    /// <summary>Cells of text, parted by commas.</summary>
    public static Cell[] Texts(string cells) => [.. cells.Split(',').Select(text => Text(text))];

    public byte[] OfSheetData(string sheetData)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(
                "[Content_Types].xml",
                $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Type}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Type}.styles+xml\"/>"
                    + $"<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{Type}.sharedStrings+xml\"/><Override PartName=\"/xl/sheet.xml\" ContentType=\"{Type}.worksheet+xml\"/></Types>"
            );
            Write(
                "_rels/.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"a\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            Write(
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><workbookPr date1904=\"{(Is1904 ? 1 : 0)}\"/><sheets><sheet name=\"台帳\" sheetId=\"1\" r:id=\"a\"/></sheets>{(IsUncalculated ? "<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/>" : "")}</workbook>"
            );
            Write(
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"a\" Type=\"{Office}/worksheet\" Target=\"sheet.xml\"/>"
                    + $"<Relationship Id=\"b\" Type=\"{Office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"c\" Type=\"{Office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            );
            Write("xl/styles.xml", Styles());
            Write(
                "xl/sharedStrings.xml",
                $"<sst xmlns=\"{Main}\">{string.Concat(Shared.Select(text => $"<si><t xml:space=\"preserve\">{text}</t></si>"))}</sst>"
            );
            Write(
                "xl/sheet.xml",
                $"<worksheet xmlns=\"{Main}\">{(HidesZeros ? "<sheetViews><sheetView showZeros=\"0\" workbookViewId=\"0\"/></sheetViews>" : "")}<sheetData>{sheetData}</sheetData></worksheet>"
            );

            void Write(string name, string xml)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(xml));
            }
        }

        return stream.ToArray();
    }

    string Styles()
    {
        var ids = Formats.Select((format, i) => format.StartsWith('#') && int.TryParse(format[1..], out var builtIn) ? builtIn : 164 + i).ToList();
        return $"<styleSheet xmlns=\"{Main}\"><numFmts>{string.Concat(Formats.Zip(ids).Where(pair => pair.Second >= 164).Select(pair => $"<numFmt numFmtId=\"{pair.Second}\" formatCode=\"{SecurityElement.Escape(pair.First)}\"/>"))}</numFmts>"
            + $"<cellXfs><xf numFmtId=\"0\"/>{string.Concat(ids.Select(id => $"<xf numFmtId=\"{id}\"/>"))}</cellXfs></styleSheet>";
    }

    static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : throw new ArgumentOutOfRangeException(nameof(column));

    /// <param name="At">Letters of another column than the one next in turn.</param>
    public sealed record Cell(string Attributes, string Inner, string? At = null);
}
