using Analytics.Tests.Dashboard.Engine;
using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>How much of the contracts was cancelled stands beside the figure on pages, in files and in the API, in the unit of each.</summary>
public class CancelledNoteTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // FY2008: 1,500,000 yen, of which 500,000 cancelled; FY2009: nothing cancelled. See CancelledTests.
    [Fact]
    public async Task ContractAmount_SaysHowMuchIsCancelled_OnPagesAndInFiles()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync([.. CancelledTests.Files.Select(file => ledgers.Offer(file.Header, file.Rows))]);
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await site.OpenPageAsync();

        await OpenAsync("?dataset=ledgers&measure=contract_amount&fiscal_year=2008");
        await Assertions.Expect(page.Locator("#map .note").Filter(new() { HasText = "全体のうち500千円が中止した案件の分です。" })).ToHaveCountAsync(1);
        await Assertions
            .Expect(page.Locator("#region-summary .note").Filter(new() { HasText = "契約額：全体のうち500千円が中止した案件の分です。" }))
            .ToHaveCountAsync(1);
        await Assertions
            .Expect(page.Locator(".kpi", new() { HasText = "契約額" }).Locator(".how"))
            .ToContainTextAsync("契約額：全体のうち500千円が中止した案件の分です。");
        await OpenAsync("review?dataset=ledgers&fiscal_year=2008");
        await Assertions
            .Expect(page.Locator(".figs section", new() { HasText = "契約額" }).Locator(".how"))
            .ToContainTextAsync("契約額：全体のうち500千円が中止した案件の分です。");
        await OpenAsync("?dataset=ledgers&measure=contract_amount&fiscal_year=2009");
        await Assertions.Expect(page.Locator("#region-summary tbody tr")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#region-summary .note, #map .note").Filter(new() { HasText = "中止" })).ToHaveCountAsync(0);

        const string Query = "/api/v1/query?dataset=ledgers&measure=contract_amount&by=subregion&fiscal_year=2008&lang=ja";
        Assert.Contains(
            "全体のうち500,000円が中止した案件の分です。",
            await http.GetStringAsync(new Uri(Query, UriKind.Relative), Cancellation),
            StringComparison.Ordinal
        );
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(
            new MemoryStream(await http.GetByteArrayAsync(Query + "&format=xlsx", Cancellation)),
            isEditable: false
        );
        Assert.Contains(
            book.WorkbookPart!.WorksheetParts,
            sheet => sheet.Worksheet!.InnerText.Contains("全体のうち500,000円が中止した案件の分です。", StringComparison.Ordinal)
        );
        Assert.Contains(
            "全体のうち500千円が中止した案件の分です。",
            await http.GetStringAsync("/api/v1/plots/regions.svg?dataset=ledgers&measure=contract_amount&fiscal_year=2008", Cancellation),
            StringComparison.Ordinal
        );

        Task OpenAsync(string address) => page.GotoAsync(new Uri(site.Address, address).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
    }
}
