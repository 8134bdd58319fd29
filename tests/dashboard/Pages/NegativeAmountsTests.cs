using System.Text.Json;
using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>Amounts below zero, as the file 32_negative_amounts.csv brings them.</summary>
public class NegativeAmountsTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trend_OfNegativeAmounts_HasZeroOnItsAxis()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Referral + ",市区町村コード",
                "YEN-1,2010-04-01,0149,試験製作所,22130",
                "FML-1,2010-04-01,0149,試験製作所,22130",
                "GSD-1,2010-04-01,0149,試験製作所,22130"
            ),
            ledgers.Offer(
                Ledgers.Engagement + ",契約額(千円),状況",
                "NEG-1,YEN-1,共同研究,2010-05-01,\"▲5,000\",実施中",
                "NEG-2,FML-1,受託研究,2010-05-01,\"(3,000)\",実施中",
                "NEG-3,GSD-1,受託研究,2010-05-01,\"2,000\",実施中"
            )
        );
        // −5,000, −3,000 and 2,000 thousand yen.
        Assert.Equal("-6000000", await ledgers.TotalAsync("contract_amount"));
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "?dataset=ledgers&measure=contract_amount").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("−6,000千円");
        await Assertions.Expect(page.Locator("#trend .zero")).ToHaveCountAsync(1);
        using var drawing = JsonDocument.Parse((await page.Locator("#trend apex-chart").GetAttributeAsync("drawing"))!);
        var ticks = drawing
            .RootElement.GetProperty("ticks")
            .EnumerateArray()
            .Select(tick => (tick.GetProperty("at").GetDecimal(), tick.GetProperty("text").GetString()!))
            .ToList();
        Assert.Equal([(-6_000_000m, "−6,000"), (-4_000_000m, "−4,000"), (-2_000_000m, "−2,000"), (0m, "0")], ticks);
    }
}
