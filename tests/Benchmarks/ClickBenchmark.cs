using System.Globalization;
using Microsoft.Playwright;

namespace Analytics.Benchmarks;

/// <summary>
/// What choosing a year on the Overview costs the reader's browser, by Chromium's own counters (seconds of processor of the page's main thread),
/// against opening the
/// page in the same run; and how long until the new headline is painted. The product runs at the address, with the samples.
/// </summary>
internal static class ClickBenchmark
{
    private const int Runs = 12;
    private static readonly string[] Counters = ["TaskDuration", "RecalcStyleDuration", "LayoutDuration", "ScriptDuration", "RecalcStyleCount", "LayoutCount"];

    // From the choice to the frame after the one that shows another headline.
    private const string Choose = """
        year => new Promise(done => {
          const pick = [...document.querySelectorAll('select[data-go]')].find(s => [...s.options].some(o => /^20\d\d/.test(o.textContent)));
          const was = document.querySelector('h1').textContent, from = performance.now();
          new MutationObserver((_, watch) => {
            if (document.querySelector('h1').textContent === was) return;
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
          }).observe(document.body, { childList: true, subtree: true, characterData: true });
          pick.value = [...pick.options].find(o => o.textContent.startsWith(year)).value;
          pick.dispatchEvent(new Event('change', { bubbles: true }));
        })
        """;

    public static async Task RunAsync(Uri address)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium" });
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1440, Height = 900 },
                Locale = "ja-JP",
            }
        );
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });

        await page.GotoAsync(new Uri(address, "?dataset=samples&fiscal_year=2012").ToString());
        await page.Locator(".slicers[data-alive]").WaitForAsync();
        await page.WaitForTimeoutAsync(2_000);
        var opened = await MetricsAsync(session);
        Bench.Line($"opening the Overview ({await page.EvaluateAsync<int>("document.querySelectorAll('*').length")} elements)", opened["TaskDuration"]);

        var clicks = new List<(double Painted, Dictionary<string, double> Spent)>();
        foreach (var year in Enumerable.Range(0, Runs).Select(run => new[] { 2011, 2010, 2012 }[run % 3]))
        {
            var before = await MetricsAsync(session);
            var painted = await page.EvaluateAsync<double>(Choose, year.ToString(CultureInfo.InvariantCulture)) / 1_000;
            await page.WaitForTimeoutAsync(1_000);
            var after = await MetricsAsync(session);
            clicks.Add((painted, Counters.ToDictionary(name => name, name => after[name] - before[name])));
        }

        var warm = clicks.Skip(3).ToList(); // each year once without counting
        Bench.Line("choosing a year: main thread", Median(warm.Select(c => c.Spent["TaskDuration"])), against: opened["TaskDuration"]);
        foreach (var (words, name) in new[] { ("style", "RecalcStyleDuration"), ("layout", "LayoutDuration"), ("script", "ScriptDuration") })
            Bench.Line($"  of it {words}", Median(warm.Select(c => c.Spent[name])), against: Median(warm.Select(c => c.Spent["TaskDuration"])));
        Bench.Line("choosing a year: until the headline is painted", Median(warm.Select(c => c.Painted)));
        Console.WriteLine(
            $"styles recalculated {Median(warm.Select(c => c.Spent["RecalcStyleCount"])):0} times, laid out {Median(warm.Select(c => c.Spent["LayoutCount"])):0} times"
        );
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!
            .Value.GetProperty("metrics")
            .EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
