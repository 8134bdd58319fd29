using System.Text;
using System.Text.Json;
using Analytics.Tests.Etl.Load;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>A target sheet whose regions ask for more than the whole, from its file to page, table, API and workbook, in the unit that each writes.</summary>
public class TargetConflictPagesTests(Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // 80 + 30 + 10 = 120 million yen against 100; 95 + 80 + 60 = 235 outcomes against 205.
    private static async Task<Ledgers> LoadedAsync(PostgresFixture postgres)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                "紹介番号,紹介日,銀行コード,企業名,市区町村コード",
                "1,2011-05-01,0149,遠州光学,22130",
                "2,2011-06-01,0149,駿河食品,22100",
                "3,2011-06-01,0149,沼津精機,22203"
            ),
            ledgers.Offer("案件番号,紹介番号,銀行コード,区分,開始日,契約額(千円)", "1,1,0149,共同研究,2011-07-01,50000"),
            ledgers.Offer("成果番号,紹介番号,銀行コード,成果区分,成果日,数値,単位", "1,1,0149,特許出願,2012-03-31,1,件"),
            ledgers.Offer(
                Ledgers.Target,
                "2011,契約額,,,100百万円",
                "2011,契約額,西部,,80百万円",
                "2011,契約額,中部,,30百万円",
                "2011,契約額,東部,,10百万円",
                "2011,成果件数,,,205",
                "2011,成果件数,西部,,95",
                "2011,成果件数,中部,,80",
                "2011,成果件数,東部,,60"
            )
        );
        return ledgers;
    }

    [Fact]
    public async Task Page_SaysSo_OnCardsPicturesAndTables_InTheirUnit()
    {
        await using var site = await shared.VisitAsync(LoadedAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(
            new Uri(site.Address, "?dataset=ledgers&fiscal_year=2011&measure=contract_amount").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        const string millions = "目標値どうしが一致しません（2011年度は地域別の目標の合計が120百万円、全体の目標が100百万円）";
        // The card names it in a line; its figures stand beneath "How is this counted?".
        await Assertions.Expect(page.Locator(".kpi", new() { HasText = "契約額" }).Locator(".goal-text p")).ToHaveTextAsync("目標値どうしが一致しません");
        await Assertions.Expect(page.Locator(".kpi", new() { HasText = "契約額" }).Locator(".how")).ToContainTextAsync(millions);
        await Assertions
            .Expect(page.Locator(".kpi", new() { HasText = "成果件数" }).Locator(".how"))
            .ToContainTextAsync("（2011年度は地域別の目標の合計が235、全体の目標が205）");
        await Assertions.Expect(page.Locator("#region-summary .note").Filter(new() { HasText = millions })).ToHaveCountAsync(1);

        await page.GotoAsync(
            new Uri(site.Address, "regions?dataset=ledgers&fiscal_year=2011&measure=outcomes&lang=en").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        await Assertions
            .Expect(
                page.Locator("#region-ranking .note")
                    .Filter(new() { HasText = "The targets do not agree (FY2011: those of the regions add up to 235, that of the whole is 205)." })
            )
            .ToHaveCountAsync(1);

        await page.GotoAsync(
            new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2011&lang=ja").ToString(),
            new() { WaitUntil = WaitUntilState.NetworkIdle }
        );
        await Assertions.Expect(page.Locator(".figs > section", new() { HasText = "契約額" })).ToContainTextAsync(millions);
    }

    [Fact]
    public async Task Files_SayIt_InYen()
    {
        await using var site = await shared.VisitAsync(LoadedAsync);
        using var http = new HttpClient { BaseAddress = site.Address };
        const string told = "The targets do not agree (FY2011: those of the regions add up to ¥120,000,000, that of the whole is ¥100,000,000).";
        const string question = "api/v1/query?measure=contract_amount.target&by=subregion&fiscal_year=2011&dataset=ledgers&lang=en";

        var note = Assert.Single(
            JsonDocument.Parse(await http.GetStringAsync(question, Cancellation)).RootElement.GetProperty("notes").EnumerateArray(),
            n => n.GetProperty("code").GetString() == "targets_disagree"
        );
        Assert.Equal(told, note.GetProperty("text").GetString());
        var csv = Encoding.UTF8.GetString(await http.GetByteArrayAsync(question + "&format=csv", Cancellation)).TrimEnd().Split('\n');
        Assert.EndsWith(",notes", csv[0].TrimEnd(), StringComparison.Ordinal);
        Assert.All(csv.Skip(1), line => Assert.EndsWith($"\"{told}\"", line.TrimEnd(), StringComparison.Ordinal));
        using var book = SpreadsheetDocument.Open(new MemoryStream(await http.GetByteArrayAsync(question + "&format=xlsx", Cancellation)), isEditable: false);
        Assert.Contains(told, string.Concat(book.WorkbookPart!.WorksheetParts.Select(part => part.Worksheet!.InnerText)), StringComparison.Ordinal);
        Assert.Contains(
            "2011年度は地域別の目標の合計が120百万円、全体の目標が100百万円",
            await http.GetStringAsync("api/v1/plots/region-bars.svg?dataset=ledgers&measure=contract_amount&fiscal_year=2011", Cancellation),
            StringComparison.Ordinal
        );
    }
}
