using Analytics.Tests.Dashboard.Api;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace Analytics.Tests.Dashboard.Exports;

/// <summary>Answers as XLSX, over HTTP, read back cell by cell.</summary>
public class WorkbookTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Workbook_CellsHaveTheirTypes_AndTextNeverBecomesAFormula()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, field: "=1+1");
        await site.Star.ReferralAsync(20080601, field: "=1+1");
        await site.Star.EngagementAsync(20080701, "joint-research", contract: 412_500_000);
        await site.Star.TargetAsync(2008, "referrals", 3);
        await site.Star.PublishAsync("2009-03-31");

        using var book = await ReadAsync(site, "measure=referrals&measure=outcomes&by=technology_field&fiscal_year=2008");
        var data = Cells(book, "データ");

        Assert.Equal(["技術分野（コード）", "技術分野", "紹介件数（件）", "成果件数（件）", "状態"], data[0].Select(c => c.Text));
        Assert.Equal(["technology_field", "technology_field_label", "referrals", "outcomes", "states"], data[1].Select(c => c.Text));
        Assert.Equal(["=1+1", "=1+1", "2", "データなし", "成果件数：データなし"], data[2].Select(c => c.Text));
        Assert.Equal([true, true, false, true, true], data[2].Select(c => c.IsText));
        Assert.Empty(book.WorkbookPart!.WorksheetParts.SelectMany(p => p.Worksheet!.Descendants<CellFormula>()));
        var pane = book.WorkbookPart.WorksheetParts.SelectMany(p => p.Worksheet!.Descendants<Pane>()).Single();
        Assert.Equal((2d, PaneStateValues.Frozen), (pane.VerticalSplit!.Value, pane.State!.Value));
        Assert.Empty(new OpenXmlValidator().Validate(book, TestContext.Current.CancellationToken).Select(fault => $"{fault.Path?.XPath}: {fault.Description}"));
    }

    [Fact]
    public async Task Workbook_CodesStayTextAndPercentagesArePercentages()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, bank: "0149");
        await site.Star.ReferralAsync(20080601, bank: "0149");
        await site.Star.TargetAsync(2008, "referrals", 8);
        await site.Star.PublishAsync("2009-03-31");

        using var banks = await ReadAsync(site, "measure=referrals&by=bank&fiscal_year=2008");
        using var share = await ReadAsync(site, "measure=referrals.target_attainment&fiscal_year=2008");

        Assert.Equal(
            ("0149", true),
            Cells(banks, "データ")[2][0] switch
            {
                var code => (code.Text, code.IsText),
            }
        );
        var cell = Cells(share, "データ")[2][0];
        Assert.Equal(("0.25", false, "0.0%"), (cell.Text, cell.IsText, cell.Format));
    }

    [Fact]
    public async Task Workbook_About_TellsWhatTheFiguresAre()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley");
        await site.Star.PublishAsync("2009-03-31");

        using var book = await ReadAsync(site, "measure=referrals&by=cluster&fiscal_year=2008&cluster=photon-valley&cluster=pharma-valley&lang=en");
        var about = Cells(book, "About").ToDictionary(row => row[0].Text, row => row[1]);

        Assert.Equal("Referrals by Cluster", about["Title"].Text);
        Assert.Equal("Samples (samples)", about["Dataset"].Text);
        Assert.Contains("Synthetic data", about.Keys);
        Assert.Equal(("1", false), (about["Publication"].Text, about["Publication"].IsText));
        Assert.Equal(("41365.375", "yyyy\\-mm\\-dd hh:mm"), (about["Published at (Japan time)"].Text, about["Published at (Japan time)"].Format)); // 2013-04-01 09:00
        Assert.Equal(("39903", "yyyy\\-mm\\-dd"), (about["Data through"].Text, about["Data through"].Format)); // 2009-03-31
        Assert.Equal("Photon Valley (photon-valley), Pharma Valley (pharma-valley)", about["Filter: Cluster"].Text);
        Assert.Equal(("1", false), (about["Total: Referrals"].Text, about["Total: Referrals"].IsText));
        Assert.Contains("Definition ", about["How it is counted: Referrals"].Text, StringComparison.Ordinal);
        Assert.Contains("sum 2, total 1", about["Note"].Text, StringComparison.Ordinal);
        Assert.Matches("^Analytics [0-9]+\\.[0-9]+\\.[0-9]+$", about["Made with"].Text);
        Assert.Equal(("1", "3", "2"), (about["Records used"].Text, about["Rows rejected"].Text, about["Rows waiting for their referral"].Text));
        using var again = await site.Http.GetAsync(about["Same query"].Text, TestContext.Current.CancellationToken);
        Assert.True(again.IsSuccessStatusCode);
    }

    private static async Task<SpreadsheetDocument> ReadAsync(ApiSite site, string question) =>
        SpreadsheetDocument.Open(
            new MemoryStream(await site.Http.GetByteArrayAsync($"/api/v1/query?{question}&dataset=samples&format=xlsx", TestContext.Current.CancellationToken)),
            isEditable: false
        );

    private static List<List<(string Text, bool IsText, string? Format)>> Cells(SpreadsheetDocument book, string sheet)
    {
        var part = book.WorkbookPart!;
        var (styles, id) = (part.WorkbookStylesPart!.Stylesheet!, part.Workbook!.Descendants<Sheet>().Single(s => s.Name == sheet).Id!.Value!);
        return
        [
            .. ((WorksheetPart)part.GetPartById(id))
                .Worksheet!.Descendants<Row>()
                .Select(row => row.Elements<Cell>().Select(cell => (cell.InnerText, cell.DataType?.Value == CellValues.InlineString, FormatOf(cell))).ToList()),
        ];

        string? FormatOf(Cell cell)
        {
            var number = styles.CellFormats!.Elements<CellFormat>().ElementAt((int)(cell.StyleIndex?.Value ?? 0)).NumberFormatId?.Value;
            return styles.NumberingFormats!.Elements<NumberingFormat>().FirstOrDefault(f => f.NumberFormatId! == number)?.FormatCode;
        }
    }
}
