using System.Text;
using System.Text.Json;
using Analytics.Etl.Load;
using Analytics.Tests.Etl.Load;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Rows;

/// <summary>A row behind a figure names its own file and line and, for what another row told, that one's: the line in which to mend it.</summary>
public class RowOriginsTests(PostgresFixture postgres, BrowserFixture browser, Shared shared) : IClassFixture<Shared>
{
    private const string Header = "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,状況,更新日";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Referral 1 has its industry and size from line 2 of the older file, all else from line 3 of the newer one; its engagement has all but the day from there.
    private static async Task<Ledgers> LoadedAsync(PostgresFixture postgres)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Offered(ledgers, "紹介2010.csv", Header, "1,2009-04-01,0149,株式会社甲,22130,2441,20,受付,2010-06-01"));
        await ledgers.LoadAsync(
            Offered(
                ledgers,
                "紹介2011.csv",
                Header,
                "9,2009-05-01,0149,株式会社乙,22100,24,30,受付,2010-07-01",
                "1,2009-04-01,0149,株式会社甲,22203,,,完了,2010-07-01"
            ),
            Offered(ledgers, "連携.csv", Ledgers.Engagement, "10,1,共同研究,2010-01-15")
        );
        return ledgers;

        static OfferedFile Offered(Ledgers ledgers, string name, string header, params string[] rows) =>
            new(ledgers.File(Ledgers.Text(header, rows), name), "load");
    }

    [Fact]
    public async Task Page_NamesTheLineThatTheIndustryCameFrom()
    {
        await using var site = await shared.VisitAsync(LoadedAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(
            new Uri(site.Address, "rows?dataset=ledgers&measure=referrals&fiscal_year=2009").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        var places = page.Locator("tbody td.place");
        await Assertions.Expect(places).ToHaveTextAsync(["紹介2011.csv : 3業種、企業規模：紹介2010.csv : 2", "紹介2011.csv : 2"]);
        await Assertions.Expect(places.First.Locator(".origin a")).ToHaveAttributeAsync("href", "/data?batch=1");

        await page.GotoAsync(
            new Uri(site.Address, "rows?dataset=ledgers&measure=engagements&fiscal_year=2009&lang=en").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        await Assertions.Expect(places).ToHaveTextAsync(["連携.csv : 2Referral: 紹介2011.csv : 3Industry, Company size: 紹介2010.csv : 2"]);
    }

    [Fact]
    public async Task Files_NameItToo()
    {
        await using var site = await shared.VisitAsync(LoadedAsync);
        using var http = new HttpClient { BaseAddress = site.Address };
        const string question = "api/v1/rows?dataset=ledgers&measure=referrals&fiscal_year=2009";

        var rows = JsonDocument.Parse(await http.GetStringAsync(question, Cancellation)).RootElement.GetProperty("rows");
        Assert.Equal(("紹介2011.csv", 3), (rows[0].GetProperty("file").GetString(), rows[0].GetProperty("line").GetInt32()));
        Assert.Equal(
            ["industry 1 紹介2010.csv 2", "company_size 1 紹介2010.csv 2"],
            rows[0]
                .GetProperty("origins")
                .EnumerateArray()
                .Select(o =>
                    $"{o.GetProperty("attribute").GetString()} {o.GetProperty("batch").GetInt32()} {o.GetProperty("file").GetString()} {o.GetProperty("line").GetInt32()}"
                )
        );
        Assert.Equal(0, rows[1].GetProperty("origins").GetArrayLength());

        var csv = Encoding.UTF8.GetString(await http.GetByteArrayAsync(question + "&format=csv", Cancellation)).Split("\r\n");
        Assert.EndsWith(",synthetic,origins", csv[0], StringComparison.Ordinal);
        Assert.EndsWith(",false,industry=紹介2010.csv:2; company_size=紹介2010.csv:2", csv[1], StringComparison.Ordinal);
        Assert.EndsWith(",false,", csv[2], StringComparison.Ordinal);

        using var book = SpreadsheetDocument.Open(
            new MemoryStream(await http.GetByteArrayAsync(question + "&format=xlsx&lang=en", Cancellation)),
            isEditable: false
        );
        var cells = book.WorkbookPart!.WorksheetParts.Single()
            .Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>()
            .Select(row => row.Elements<DocumentFormat.OpenXml.Spreadsheet.Cell>().Select(cell => cell.InnerText).ToList())
            .ToList();
        Assert.Equal(
            [
                "Owner",
                "Number",
                "Date",
                "Company",
                "Referrals",
                "Qualifies",
                "File",
                "Sheet",
                "Line",
                "Told by another row (Industry)",
                "Told by another row (Company size)",
            ],
            cells[0]
        );
        Assert.Equal(["紹介2011.csv", "", "3", "紹介2010.csv\u00a0: 2", "紹介2010.csv\u00a0: 2"], cells[1].Skip(6));
    }

    [Fact]
    public async Task Venue_ThatAnotherRowSays_IsToldAtThatRow()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            new OfferedFile(
                ledgers.File(
                    Ledgers.Text(Ledgers.Meeting + ",会場市区町村,機関コード", "M1,2009-05-20,甲,浜松市,aist", "M1,2009-05-20,乙,,aist"),
                    "交流会.csv"
                ),
                "load"
            )
        );
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        using var http = new HttpClient { BaseAddress = site.Address };

        var rows = JsonDocument
            .Parse(await http.GetStringAsync("api/v1/rows?dataset=ledgers&measure=meeting_companies&fiscal_year=2009", Cancellation))
            .RootElement.GetProperty("rows");
        Assert.Equal(
            ["2: ", "3: region 2"],
            rows.EnumerateArray()
                .Select(r =>
                    $"{r.GetProperty("line").GetInt32()}: {string.Join(' ', r.GetProperty("origins").EnumerateArray().Select(o => $"{o.GetProperty("attribute").GetString()} {o.GetProperty("line").GetInt32()}"))}"
                )
        );
    }
}
