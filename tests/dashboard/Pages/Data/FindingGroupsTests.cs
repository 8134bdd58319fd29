using System.Text;
using System.Text.Json;
using Analytics.Tests.Etl.Load;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Data;

/// <summary>What was found wrong, counted by rule and column: the same groups on pages and in files, which never tell one row's text for all of them.</summary>
public class FindingGroupsTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_CountByRuleAndColumn_AsThePublicationKnewIt()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // Two days that there are not, three blank names, one blank number: 6 rejected rows by three rules and columns.
        await ledgers.LoadAsync(
            Ledgers.Referral,
            "1,2008-04-01,0149,甲",
            "2,2008-04-31,0149,乙",
            "3,2008-06-31,0149,丙",
            "4,2008-04-04,0149,",
            "5,2008-04-05,0149,",
            "6,2008-04-06,0149,",
            ",2008-04-07,0149,丁"
        );
        // Later one of the blank names is filled in.
        await ledgers.LoadAsync(Ledgers.Referral + ",更新日", "4,2008-04-04,0149,戊,2008-05-01");
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        using var http = new HttpClient { BaseAddress = site.Address };

        Assert.Equal(["企業名 2", "紹介日 2", "紹介番号 1"], await RejectedAsync("api/v1/rejects?layout=groups&kind=rejected&dataset=ledgers"));
        Assert.Equal(["企業名 3", "紹介日 2", "紹介番号 1"], await RejectedAsync("api/v1/rejects?layout=groups&kind=rejected&dataset=ledgers&publication=1"));

        var csv = Encoding.UTF8.GetString(await http.GetByteArrayAsync("api/v1/rejects?layout=groups&dataset=ledgers&format=csv&lang=en", Cancellation));
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("\uFEFFdataset,kind,rule,column,reason,mend,rows", lines[0]);
        Assert.Equal(
            ["企業名", "紹介日", "紹介番号"],
            lines.Where(line => line.StartsWith("ledgers,rejected,", StringComparison.Ordinal)).Select(line => line.Split(',')[3]).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            lines,
            line => line.StartsWith("ledgers,rejected,date-nonexistent,紹介日,", StringComparison.Ordinal) && line.EndsWith(",2", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("2008-04-31", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("2008-06-31", csv, StringComparison.Ordinal);

        using var book = SpreadsheetDocument.Open(
            new MemoryStream(await http.GetByteArrayAsync("api/v1/rejects?layout=groups&dataset=ledgers&format=xlsx", Cancellation)),
            isEditable: false
        );
        var rows = book.WorkbookPart!.WorksheetParts.Single()
            .Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>()
            .Select(row => row.Elements<DocumentFormat.OpenXml.Spreadsheet.Cell>().Select(cell => cell.InnerText).ToList())
            .ToList();
        Assert.Equal(["データ", "種類", "規則", "項目", "理由", "修正方法", "行数"], rows[0]);
        Assert.Contains(rows, row => (row[1], row[3], row[6]) == ("却下", "企業名", "2"));

        // The list and the ledger's own layout are as they were.
        Assert.Equal(
            5,
            JsonDocument.Parse(await http.GetStringAsync("api/v1/rejects?dataset=ledgers", Cancellation)).RootElement.GetProperty("total").GetInt32()
        );
        Assert.StartsWith(
            "\uFEFFファイル,行,理由,直し方,紹介番号,紹介日,銀行コード,企業名\r\n",
            Encoding.UTF8.GetString(await http.GetByteArrayAsync("api/v1/rejects?layout=ledger&batch=1", Cancellation)),
            StringComparison.Ordinal
        );
        using var refused = await http.GetAsync("api/v1/rejects?format=csv", Cancellation);
        Assert.Equal(400, (int)refused.StatusCode);

        async Task<IEnumerable<string>> RejectedAsync(string path) =>
            JsonDocument
                .Parse(await http.GetStringAsync(path, Cancellation))
                .RootElement.GetProperty("groups")
                .EnumerateArray()
                .Select(g => $"{g.GetProperty("column").GetString()} {g.GetProperty("rows").GetInt64()}")
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Group_WhoseRowsDifferInWhatTheyPutInBrackets_IsToldInAWholeSentence()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,甲", "1,2008-04-01,0149,乙", "2,2008-04-02,0149,丙", "2,2008-04-03,0149,丙");
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);

        using var http = new HttpClient { BaseAddress = site.Address };

        var csv = new[] { "ja", "en" }.Select(language =>
            http.GetStringAsync($"api/v1/rejects?layout=groups&dataset=ledgers&kind=rejected&format=csv&lang={language}", Cancellation)
        );

        Assert.Collection(
            await Task.WhenAll(csv),
            ja => Assert.Contains(",同じ番号・同じ更新日で内容の違う行があります。,", ja, StringComparison.Ordinal),
            en => Assert.Contains(",The same number with the same 更新日 stands there with different content.,", en, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Pages_LeadToTheirGroups_AndTellOfFilesReadUnderOlderRules()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲", "2,2008-04-31,0149,乙"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-06-01")
        );
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "data?dataset=ledgers").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("以前の規則");
        var link = page.Locator("#rejected .ledger-exports a", new() { HasText = "Excel" });
        await Assertions.Expect(link).ToHaveAttributeAsync("href", "/api/v1/rejects?layout=groups&format=xlsx&dataset=ledgers&lang=ja");
        // Paper has no buttons, and no words that lead to them.
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("#rejected .ledger-exports").First).ToBeHiddenAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.GotoAsync(new Uri(site.Address, "review?dataset=ledgers&fiscal_year=2008").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var href = await page.Locator("#quality .ledger-exports a", new() { HasText = "CSV" }).GetAttributeAsync("href");
        Assert.Equal("/api/v1/rejects?layout=groups&format=csv&dataset=ledgers&publication=1&lang=ja", href);
        // Both at one moment: a page that comes alive is drawn anew.
        var gap = await page.EvaluateAsync<double>(
            """
            () => document.querySelector('#quality .ledger-exports').getBoundingClientRect().top
                - document.querySelector('#quality .table').getBoundingClientRect().bottom
            """
        );
        Assert.InRange(gap, 8, 24);
        Assert.Contains("ledgers,rejected,", Encoding.UTF8.GetString(await http.GetByteArrayAsync(href![1..], Cancellation)), StringComparison.Ordinal);

        // As an older release left it.
        await ledgers.ExecuteAsync("update audit.batches set reading_rules = 0");
        await page.GotoAsync(new Uri(site.Address, "data?dataset=ledgers").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions
            .Expect(
                page.Locator("main .note")
                    .Filter(new() { HasText = "以前の規則で読み込んだファイルが2件あります。もう一度読み込むまで、その値は以前の規則のままです。" })
            )
            .ToHaveCountAsync(1);
    }
}
