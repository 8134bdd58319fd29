using Analytics.Tests.Etl.Load;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>Pages on A4, read back from the PDF: every value that the screen shows is there, in the server's own drawings.</summary>
public class PrintedPagesTests(Shared shared) : IClassFixture<Shared>
{
    // Figures and names as the screen shows them; tables for readers of the screen and closed windows show nothing.
    private const string Shown = """
        () => [...document.querySelectorAll('h1, .answer p, .kpi h2, .kpi .figure, .kpi .change, .goal-text, .parts dd, td, .table th, .keys b, .bars .name, .bars small, .bars b, apex-chart .end b, apex-chart .mark-text')]
            .filter(part => !part.closest('.twin, [popover], .hidden') && part.getClientRects().length > 0).map(part => part.innerText)
        """;

    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var both = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley", industry: "26");
        var west = await star.ReferralAsync(20110501, region: "22130", clusters: "photon-valley", industry: "28");
        await star.ReferralAsync(20110701, region: "22100", industry: "09");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_500_000, region: "22130");
        foreach (var year in new[] { 2007, 2008, 2009, 2010 })
            await star.OutcomeAsync(year * 10000 + 901, "patent-filed", year - 1993, referral: west, region: "22130", industry: "28");
        await star.OutcomeAsync(20110901, "patent-filed", 12, verification: "verified", referral: both, region: "22203", industry: "26");
        await star.OutcomeAsync(20110901, "product", 4, referral: west, region: "22130", industry: "28");
        await star.OutcomeAsync(20110901, "added-sales", 1, amount: 1_234_567_890, referral: west, region: "22130", industry: "28");
        await star.TargetAsync(2011, "outcomes", 16);
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Theory]
    [InlineData("", "概況 · 2011年度", 1900, ColorScheme.Light)]
    [InlineData("", "概況 · 2011年度", 390, ColorScheme.Light)]
    [InlineData("regions", "地域 · 2011年度", 1440, ColorScheme.Dark)]
    [InlineData("clusters", "クラスター · 2011年度", 1440, ColorScheme.Light)]
    [InlineData("industries", "産業 · 2011年度", 1440, ColorScheme.Light)]
    [InlineData("review", "年次レビュー · 2011年度", 1440, ColorScheme.Dark)]
    [InlineData("rows?measure=outcomes", "内訳 · 2011年度", 1440, ColorScheme.Light)]
    [InlineData("regions/branch?branch=0149-101", "すべての年度", 390, ColorScheme.Light)]
    public async Task Page_PrintedFromAnyWindow_HasEveryValueAndAFootOnEachSheet(string address, string foot, int width, ColorScheme scheme)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(width, scheme: scheme);
        var watch = new PageWatch(page);

        var sheets = await PrintAsync(page, new Uri(site.Address, address), "samples");

        Assert.All(sheets, sheet => Assert.Contains(Folded($"{foot} · 見本データ · 合成データ · 公開版 1（"), Folded(sheet.Text), StringComparison.Ordinal));
        // The page is as before once it is printed.
        await Assertions.Expect(page.Locator("apex-chart .paper")).ToHaveCountAsync(0);
        Assert.Empty(watch.Complaints);
    }

    private static async Task<Ledgers> FortyStatesAsync(PostgresFixture postgres)
    {
        // South Dakota had an award long ago: it is a state of the dataset with nothing in the page's year.
        string[] states = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC".Split(' ');
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            OpenData.Awards,
            [
                OpenData.Award(2000, "I", "Energy", "Company 41", "Town, SD, 10001", 1_000, 999),
                .. states.SelectMany(
                    (state, i) =>
                        new[] { 2001, 2002 }.Select(year =>
                            OpenData.Award(
                                year,
                                "II",
                                i % 2 == 0 ? "Energy" : "Defense",
                                $"Company {i}",
                                $"Town, {state}, 10001",
                                100_000 + i,
                                10 * i + year - 2000
                            )
                        )
                ),
            ]
        );
        return ledgers;
    }

    // Forty states: their tables go over several sheets, and the total does not stand on one of its own.
    [Theory]
    [InlineData("")]
    [InlineData("regions")]
    [InlineData("review")]
    public async Task Page_WithALongTable_GoesOnOverTheSheets(string address)
    {
        await using var site = await shared.VisitAsync(FortyStatesAsync);
        var page = await site.OpenPageAsync();

        var sheets = await PrintAsync(page, new Uri(site.Address, address), "sbir");

        var last = await page.Locator(address is "regions" ? "#region-ranking tbody th" : "#region-summary tbody th").AllInnerTextsAsync();
        Assert.True(last.Count >= 20);
        var end = sheets.Last(sheet =>
            Folded(sheet.Text).Contains(Folded(last[^1]), StringComparison.Ordinal) && sheet.Text.Contains("総数", StringComparison.Ordinal)
        );
        Assert.All(last.TakeLast(3), state => Assert.Contains(Folded(state), Folded(end.Text), StringComparison.Ordinal));
    }

    // 40 states with an award of 2002 and one without: every picture counts 41.
    [Fact]
    public async Task Regions_WithAStateThatHasNothingThisYear_CountItEverywhere()
    {
        await using var site = await shared.VisitAsync(FortyStatesAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "regions?dataset=sbir&lang=ja").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("#region-ranking tbody tr")).ToHaveCountAsync(41);
        await Assertions.Expect(page.Locator("#region-ranking tbody tr").Last.Locator("td").First).ToHaveTextAsync("—"); // no rank
        await Assertions.Expect(page.Locator("#region-bars .bars .name").Last).ToHaveTextAsync("その他（31）");
        await Assertions.Expect(page.Locator("#region-trend .note", new() { HasText = "全41項目" })).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData("?measure=nonsense")]
    [InlineData("no-such-page")]
    [InlineData("regions/branch?branch=0149-999")]
    public async Task Message_Printed_IsOneSheet(string address)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, address).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        using var document = PdfDocument.Open(await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true }));

        Assert.Equal(1, document.NumberOfPages);
    }

    // What every printed page keeps to: all values that the screen shows, a foot that numbers the sheets, letters within the margins, no sheet but
    // the last that ends early.
    private static async Task<IReadOnlyList<Page>> PrintAsync(IPage page, Uri address, string dataset)
    {
        await page.GotoAsync($"{address}{(address.Query.Length > 0 ? "&" : "?")}dataset={dataset}", new() { WaitUntil = WaitUntilState.NetworkIdle });
        // Before a page is alive, what was prerendered is about to be replaced.
        if (await page.Locator(".slicers:not(.branch-choices)").CountAsync() > 0)
            await page.Locator(".slicers[data-alive]").WaitForAsync();
        foreach (var chart in await page.Locator("apex-chart").AllAsync())
            await Assertions.Expect(chart.Locator(".stage.drawn")).ToBeVisibleAsync();
        var shown = await page.EvaluateAsync<string[]>(Shown);
        Assert.NotEmpty(shown);

        using var document = PdfDocument.Open(await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true }));

        var sheets = document.GetPages().ToList();
        var text = Folded(string.Concat(sheets.Select(sheet => sheet.Text)));
        Assert.Equal([], shown.Select(Folded).Where(value => !text.Contains(value, StringComparison.Ordinal)));
        foreach (var (sheet, number) in sheets.Select((sheet, i) => (sheet, i + 1)))
        {
            Assert.Contains($"{number}/{sheets.Count}", Folded(sheet.Text), StringComparison.Ordinal);
            Assert.All(LettersOf(sheet), letter => Assert.InRange(letter.BoundingBox.Right, 30, sheet.Width - 30));
            if (number < sheets.Count)
                Assert.True(
                    LettersOf(sheet).Where(letter => letter.BoundingBox.Bottom > 48).Min(letter => letter.BoundingBox.Bottom) < sheet.Height * 0.45,
                    $"Sheet {number} is half empty."
                );
        }

        return sheets;
    }

    private static IEnumerable<Letter> LettersOf(Page sheet) => sheet.Letters.Where(letter => letter.Value.Trim().Length > 0);

    private static string Folded(string text) =>
        string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).Where(letter => !char.IsWhiteSpace(letter)));
}
