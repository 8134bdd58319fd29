using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Analytics.Tests;

/// <summary>What axe finds on a page, one line per finding.</summary>
internal static class Axe
{
    private static readonly Regex AnyTitle = new(".");

    // Whoever speaks to a button says what is written on it. axe keeps this rule off unless asked.
    // Nothing is told of what passed: finding a name for each element of each rule takes most of the time.
    private static readonly AxeRunOptions Options = new()
    {
        Rules = new() { ["label-content-name-mismatch"] = new() { Enabled = true } },
        ResultTypes = [ResultType.Violations],
    };

    /// <summary>
    /// A circuit that comes alive takes the prerendered title away and sets it anew a moment later. Whoever looks in between finds none: then axe looks again
    /// once there is one. A page that never has a title fails.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page)
    {
        await Assertions.Expect(page).ToHaveTitleAsync(AnyTitle);
        var violations = (await page.RunAxe(Options)).Violations;
        if (violations.Any(v => v.Id == "document-title"))
        {
            await Assertions.Expect(page).ToHaveTitleAsync(AnyTitle);
            violations = (await page.RunAxe(Options)).Violations;
        }

        return [.. violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}")];
    }
}
