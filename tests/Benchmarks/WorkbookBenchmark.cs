using System.Globalization;
using System.IO.Compression;
using Analytics.Etl.Extract;
using Analytics.Etl.Sources;

namespace Analytics.Benchmarks;

/// <summary>
/// Reading workbooks: a large one, and one whose rows are formatted to the end of the sheet, which must cost little more than the same without the empty cells.
/// </summary>
internal static class WorkbookBenchmark
{
    private const string Headers = "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,技術分野,状況,更新日";

    public static void Run(string folder)
    {
        var large = Seconds("200,000 rows × 10 columns", Write(folder, 200_000, 0, wide: false), 200_000);
        if (large > 10)
            throw new InvalidOperationException($"200,000 rows take {large:0.0} s: 10 s at most.");

        // As people leave them: a few rows, then a thousand that are formatted only, each out to column XFD.
        foreach (var (rows, empty) in new[] { (2, 1_000), (20_000, 0), (20_000, 200_000) })
        {
            var narrow = Seconds($"{rows:N0} rows", Write(folder, rows, 0, wide: false), rows);
            var wide = Seconds($"  with {empty:N0} empty ones, cells out to XFD", Write(folder, rows, empty, wide: true), rows, narrow);
            if (wide > (3 * narrow) + 0.02 && empty < rows)
                throw new InvalidOperationException($"Empty cells make {rows} rows take {wide / narrow:0.0} times as long: 3 at most.");
        }
    }

    private static double Seconds(string what, string path, int rows, double? against = null)
    {
        var catalog = SourceCatalog.Load();
        var seconds = Enumerable
            .Range(0, rows > 100_000 ? 1 : 3)
            .Min(_ =>
                Bench
                    .SecondsAsync(() =>
                    {
                        if (Extraction.Open(path, catalog).Rows().Count() is var read && read != rows)
                            throw new InvalidOperationException($"{read} of {rows} rows were read.");
                        return Task.CompletedTask;
                    })
                    .Result
            );
        Bench.Line(what, seconds, rows, against);
        return seconds;
    }

    private static string Write(string folder, int rows, int emptyRows, bool wide)
    {
        var path = Path.Combine(folder, "benchmark.xlsx");
        using var zip = new ZipArchive(new FileStream(path, FileMode.Create), ZipArchiveMode.Create);
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        const string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            package = "http://schemas.openxmlformats.org/package/2006";
        Part(
            "[Content_Types].xml",
            writer =>
                writer.Write(
                    $"<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                        + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{type}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{type}.styles+xml\"/><Override PartName=\"/xl/sheet.xml\" ContentType=\"{type}.worksheet+xml\"/></Types>"
                )
        );
        Part(
            "_rels/.rels",
            writer =>
                writer.Write(
                    $"<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                )
        );
        Part(
            "xl/workbook.xml",
            writer =>
                writer.Write($"<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"紹介台帳\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>")
        );
        Part(
            "xl/_rels/workbook.xml.rels",
            writer =>
                writer.Write(
                    $"<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{office}/worksheet\" Target=\"sheet.xml\"/><Relationship Id=\"b\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
                )
        );
        Part(
            "xl/styles.xml",
            writer =>
                writer.Write(
                    $"<styleSheet xmlns=\"{main}\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"&quot;R-&quot;000000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
                )
        );
        Part(
            "xl/sheet.xml",
            writer =>
            {
                var end = wide ? "<c r=\"XFD{0}\" s=\"1\"/>" : "";
                writer.Write(
                    $"<worksheet xmlns=\"{main}\"><sheetData><row r=\"1\">{string.Concat(Headers.Split(',').Select((header, i) => Text((char)('A' + i), 1, header)))}{End(1)}</row>"
                );
                for (var row = 2; row < rows + 2; row++)
                {
                    writer.Write(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"<row r=\"{row}\"><c r=\"A{row}\" s=\"2\"><v>{row}</v></c><c r=\"B{row}\" s=\"1\"><v>{40269 + (row % 300)}</v></c>{Text('C', row, "0149")}{Text('D', row, $"架空の第{row % 5000}製作所")}<c r=\"E{row}\"><v>22130</v></c>"
                        )
                    );
                    writer.Write(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"<c r=\"F{row}\"><v>24</v></c><c r=\"G{row}\"><v>{row % 300}</v></c>{Text('H', row, "光学")}{Text('I', row, "受付")}<c r=\"J{row}\" s=\"1\"><v>40330</v></c>{End(row)}</row>"
                        )
                    );
                }

                for (var row = rows + 2; row < rows + emptyRows + 2; row++)
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"<row r=\"{row}\"><c r=\"A{row}\" s=\"1\"/>{End(row)}</row>"));
                writer.Write("</sheetData></worksheet>");

                string End(int row) => string.Format(CultureInfo.InvariantCulture, end, row);
            }
        );
        return path;

        static string Text(char column, int row, string text) =>
            string.Create(CultureInfo.InvariantCulture, $"<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");

        void Part(string name, Action<TextWriter> write)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
            write(writer);
        }
    }
}
