using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Analytics.Dashboard.Exports;

/// <summary>How a cell of a workbook looks; each is a cell format of the workbook's stylesheet, in this order.</summary>
internal enum CellStyle
{
    Plain,
    Text,
    Wrapped,
    Heading,
    Name,
    Whole,
    Money,
    Percent,
    Date,
    Instant,
}

/// <summary>A cell: text, decimal, int, DateOnly, DateTime (wall clock) or null, and how it looks. Text stays text whatever it begins with.</summary>
internal readonly record struct SheetCell(object? Value, CellStyle Style = CellStyle.Text);

/// <summary>A workbook (XLSX) being written, sheet by sheet. Not thread-safe.</summary>
internal sealed class Spreadsheet : IDisposable
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int Widest = 60,
        Narrowest = 9;
    private readonly MemoryStream stream = new();
    private readonly SpreadsheetDocument document;
    private readonly Sheets sheets = new();

    public Spreadsheet(string title, DateTimeOffset? created)
    {
        document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        document.PackageProperties.Title = title;
        document.PackageProperties.Creator = "Analytics";
        document.PackageProperties.Created = created?.UtcDateTime;
        var workbook = document.AddWorkbookPart();
        workbook.Workbook = new Workbook(sheets);
        workbook.AddNewPart<WorkbookStylesPart>("styles").Stylesheet = Styles();
    }

    /// <summary>Adds a sheet whose first rows stay in sight.</summary>
    public void Add(string name, IReadOnlyList<IReadOnlyList<SheetCell>> rows, int frozenRows)
    {
        var number = (uint)sheets.ChildElements.Count + 1;
        var part = document.WorkbookPart!.AddNewPart<WorksheetPart>($"sheet{number}");
        using (var writer = OpenXmlWriter.Create(part))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteElement(new SheetViews(View(number == 1, frozenRows)));
            writer.WriteElement(new SheetFormatProperties { DefaultRowHeight = 18 });
            writer.WriteElement(WidthsOf(rows));
            writer.WriteStartElement(new SheetData());
            foreach (var row in rows)
            {
                writer.WriteStartElement(new Row());
                foreach (var cell in row)
                    writer.WriteElement(Written(cell));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        sheets.Append(
            new Sheet
            {
                Name = name,
                SheetId = number,
                Id = $"sheet{number}",
            }
        );
    }

    /// <summary>The finished file.</summary>
    public byte[] ToArray()
    {
        document.Dispose();
        return stream.ToArray();
    }

    public void Dispose()
    {
        document.Dispose();
        stream.Dispose();
    }

    private static SheetView View(bool isFirst, int frozenRows)
    {
        var view = new SheetView { WorkbookViewId = 0, TabSelected = isFirst };
        if (frozenRows > 0)
            view.Append(
                new Pane
                {
                    VerticalSplit = frozenRows,
                    TopLeftCell = $"A{frozenRows + 1}",
                    ActivePane = PaneValues.BottomLeft,
                    State = PaneStateValues.Frozen,
                }
            );
        return view;
    }

    // A Japanese character is as wide as two digits.
    private static Columns WidthsOf(IReadOnlyList<IReadOnlyList<SheetCell>> rows)
    {
        var columns = new Columns();
        for (var at = 0; at < rows.Max(r => r.Count); at++)
        {
            var width = rows.Where(r => r.Count > at).Max(r => WidthOf(r[at])) + 2;
            columns.Append(
                new Column
                {
                    Min = (uint)at + 1,
                    Max = (uint)at + 1,
                    Width = Math.Clamp(width, Narrowest, Widest),
                    CustomWidth = true,
                }
            );
        }

        return columns;
    }

    private static int WidthOf(SheetCell cell) =>
        cell switch
        {
            { Style: CellStyle.Wrapped } => Widest,
            { Value: string text } => text.EnumerateRunes().Sum(r => r.Value >= 0x1100 ? 2 : 1),
            { Value: decimal number } => number.ToString("#,##0", CultureInfo.InvariantCulture).Length + 3,
            { Style: CellStyle.Instant } => 16,
            _ => 10,
        };

    private static Cell Written(SheetCell cell)
    {
        var style = (uint)cell.Style;
        return cell.Value switch
        {
            null => new Cell { StyleIndex = style },
            string text => new Cell
            {
                StyleIndex = style,
                DataType = CellValues.InlineString,
                InlineString = new InlineString(new Text(Clean(text)) { Space = SpaceProcessingModeValues.Preserve }),
            },
            DateOnly day => Number(day.ToDateTime(default).ToOADate().ToString(CultureInfo.InvariantCulture)),
            DateTime instant => Number(instant.ToOADate().ToString("R", CultureInfo.InvariantCulture)),
            IFormattable number => Number(number.ToString(null, CultureInfo.InvariantCulture)),
            var odd => throw new NotSupportedException($"A cell cannot hold a {odd.GetType().Name}."),
        };

        Cell Number(string value) => new() { StyleIndex = style, CellValue = new CellValue(value) };
    }

    // XML has no place for control characters.
    private static string Clean(string text) =>
        text.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))
            ? text
            : new StringBuilder().AppendJoin("", text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD')).ToString();

    private static Stylesheet Styles()
    {
        // Own number formats begin at 164.
        const uint Percent = 164,
            Date = 165,
            Instant = 166;
        var top = new Alignment { Vertical = VerticalAlignmentValues.Top };
        return new Stylesheet(
            new NumberingFormats(Format(Percent, "0.0%"), Format(Date, "yyyy\\-mm\\-dd"), Format(Instant, "yyyy\\-mm\\-dd hh:mm")),
            new Fonts(FontOf(), FontOf(new Bold()), FontOf(new Color { Rgb = "FF66717E" })),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                new Fill(new PatternFill(new ForegroundColor { Rgb = "FFF0EEE9" }) { PatternType = PatternValues.Solid })
            ),
            new Borders(new Border()),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(
                new CellFormat(),
                // Quoted, so that a text that begins with = stays one when somebody edits it.
                Of(49, align: top, quoted: true),
                Of(49, align: new Alignment { Vertical = VerticalAlignmentValues.Top, WrapText = true }, quoted: true),
                Of(49, font: 1, fill: 2, align: new Alignment { Vertical = VerticalAlignmentValues.Top, WrapText = true }),
                Of(49, font: 2, fill: 2),
                Of(3, align: top),
                Of(4, align: top),
                Of(Percent, align: top),
                Of(Date, align: Left()),
                Of(Instant, align: Left())
            )
        );

        static Alignment Left() => new() { Vertical = VerticalAlignmentValues.Top, Horizontal = HorizontalAlignmentValues.Left };
        static NumberingFormat Format(uint id, string code) => new() { NumberFormatId = id, FormatCode = code };
        static Font FontOf(OpenXmlElement? trait = null) =>
            trait is null ? new(new FontSize { Val = 11 }, new FontName { Val = "Yu Gothic" })
            : trait is Bold ? new(trait, new FontSize { Val = 11 }, new FontName { Val = "Yu Gothic" })
            : new(new FontSize { Val = 11 }, trait, new FontName { Val = "Yu Gothic" });
        static CellFormat Of(uint format, uint font = 0, uint fill = 0, Alignment? align = null, bool quoted = false) =>
            new()
            {
                NumberFormatId = format,
                ApplyNumberFormat = true,
                FontId = font,
                ApplyFont = font > 0,
                FillId = fill,
                ApplyFill = fill > 0,
                Alignment = (Alignment?)align?.CloneNode(true),
                ApplyAlignment = align is not null,
                QuotePrefix = quoted ? true : null,
            };
    }
}
