using Analytics.Dashboard.Localization;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// The single rows behind a figure as a workbook: where each stands in somebody's file, and where those stand that told some of its attributes.
/// </summary>
internal static class SingleRowsWorkbook
{
    private static readonly string[] Attributes = ["referral", "company", "region", "industry", "company_size", "technology_field"];

    public static byte[] Of(SingleRows rows, Texts t)
    {
        using var book = new Spreadsheet(t[rows.Result.Measures[0].Label], rows.Result.AsOf);
        // Only what another row told for at least one of these has a column.
        var told = Attributes.Where(attribute => rows.Rows.Any(row => row.Origins.Any(o => o.Attribute == attribute))).ToList();
        book.Add(t["rows.title"], [Headings(rows, told, t), .. rows.Rows.Select(row => Cells(row, told, t))], 1);
        return book.ToArray();
    }

    private static IReadOnlyList<SheetCell> Headings(SingleRows rows, IReadOnlyList<string> told, Texts t) =>
        [
            .. new[]
            {
                t["rows.owner"],
                t["rows.number"],
                t["rows.date"],
                t["rows.company"],
                t[rows.Result.Measures[0].Label],
                t["rows.part"],
                t["rows.file"],
                t["rows.sheet"],
                t["rows.line"],
            }
                .Concat(told.Select(attribute => $"{t["rows.origins"]} ({t["rows.origin." + attribute]})"))
                .Select(text => new SheetCell(text, CellStyle.Heading)),
        ];

    private static IReadOnlyList<SheetCell> Cells(SingleRow row, IReadOnlyList<string> told, Texts t) =>
        [
            new(row.Owner),
            new(row.Number),
            row.Day is { } day ? new(day, CellStyle.Date) : new(t["rows.year-only", row.Year]),
            new(row.Company),
            new(row.Value, CellStyle.Plain),
            new(row.IsInPart is { } part ? t[part ? "rows.part.yes" : "rows.part.no"] : null),
            new(row.File),
            new(row.Sheet),
            new((decimal)row.Line, CellStyle.Whole),
            .. told.Select(attribute => new SheetCell(row.Origins.FirstOrDefault(o => o.Attribute == attribute) is { } origin ? PlaceOf(origin, t) : null)),
        ];

    private static string PlaceOf(RowOrigin origin, Texts t) =>
        $"{origin.File}{(origin.Sheet is null ? "" : $" [{origin.Sheet}]")}{t["data.line", origin.Line]}";
}
