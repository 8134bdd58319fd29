using System.Text;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Localization;
using Analytics.Sql;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary>Findings counted by rule and column, as CSV and as a workbook.</summary>
internal static class FindingGroupFiles
{
    public static byte[] Csv(IReadOnlyList<FindingGroup> groups, string language)
    {
        var text = new StringBuilder();
        CsvText.Line(text, FindingGroup.Header);
        foreach (var group in groups)
            CsvText.Line(text, group.CellsOf(language));
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    public static byte[] Workbook(IReadOnlyList<FindingGroup> groups, string language)
    {
        var t = Texts.Of(language);
        using var book = new Spreadsheet(t["data.groups.title"], null);
        SheetCell[] headings =
        [
            .. new[]
            {
                t["slicers.dataset"],
                t["data.groups.kind"],
                t["data.groups.rule"],
                t["data.column"],
                t["data.reason"],
                t["data.mend"],
                t["data.groups.rows"],
            }.Select(text => new SheetCell(text, CellStyle.Heading)),
        ];
        book.Add(
            t["data.groups.title"],
            [
                headings,
                .. groups.Select(g =>
                    (IReadOnlyList<SheetCell>)
                        [
                            new(g.Dataset),
                            new(t["data.kind." + g.Kind]),
                            new(g.Rule),
                            new(g.Column),
                            new(t[g.Reason], CellStyle.Wrapped),
                            new(t[g.Mend], CellStyle.Wrapped),
                            new((decimal)g.Rows, CellStyle.Whole),
                        ]
                ),
            ],
            1
        );
        return book.ToArray();
    }
}
