using Analytics.Dashboard.Layout;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>What holds for every page there is, also one that is added tomorrow: both languages, both themes, wide and narrow, over a small star.</summary>
public class EveryPageTests(Shared shared) : IClassFixture<Shared>
{
    // What reaches beyond its card, and headings and maps that have no room in it. What scrolls, and what is read out only, has a box of its own.
    private const string Outside = """
        () => [...document.querySelectorAll('.card, .doc')].filter(card => card.offsetWidth > 0).flatMap(card => {
            const box = card.getBoundingClientRect(), own = '.table, .hidden, .twin, svg, [popover], dialog', unseen = '.hidden, .twin, [popover], dialog, [class*=tooltip]';
            const children = [...card.querySelectorAll('*')].filter(child => !child.parentElement.closest(own) && !child.closest(unseen) && child.getBoundingClientRect().width > 0);
            const name = child => `${child.tagName.toLowerCase()}.${child.getAttribute('class') ?? ''} "${child.textContent.trim().slice(0, 30)}"`;
            return [
                ...children.filter(child => { const r = child.getBoundingClientRect(); return r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1; }).map(child => `${name(child)} reaches out of its card`),
                ...children.filter(child => child.matches('h2, .sub') && child.textContent.length > 8 && child.offsetHeight > 0 && child.offsetWidth < 8 * parseFloat(getComputedStyle(child).fontSize) && child.getClientRects()[0].height > 2.5 * parseFloat(getComputedStyle(child).lineHeight)).map(child => `${name(child)} has ${child.offsetWidth} px`),
                ...children.filter(child => child.matches('.table') && innerWidth < 900 && child.querySelector('.told, .lines, .causes') && child.scrollWidth > child.clientWidth + 1).map(child => `${name(child)} scrolls to the side`),
                ...children.filter(child => child.matches('.table') && innerWidth >= 1280 && child.scrollWidth > child.clientWidth + 1).map(child => `${name(child)} is cut off at ${child.clientWidth} of ${child.scrollWidth} px`),
                ...[...card.querySelectorAll('td.wrap')].filter(cell => cell.offsetWidth > 0 && cell.offsetWidth < 6 * parseFloat(getComputedStyle(cell).fontSize) && cell.offsetHeight > 60).map(cell => `${name(cell)} is squeezed to ${cell.offsetWidth} px`),
                ...children.filter(child => child.matches('.map svg') && child.getBoundingClientRect().width < 0.7 * box.width).map(child => `the map has ${child.getBoundingClientRect().width} px`),
            ];
        })
        """;

    // Lines that begin with what no Japanese line begins with, days broken in two, and last lines of a letter or two, measured where the letters
    // stand; what a button would open is open.
    private const string BadLines = """
        (() => {
            for (const hidden of document.querySelectorAll('[popover]')) hidden.removeAttribute('popover');
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange(), found = [];
            const box = (text, at) => { range.setStart(text, at); range.setEnd(text, at + 1); return range.getClientRects()[0]; };
            while (texts.nextNode()) {
                const text = texts.currentNode;
                if (text.parentElement.closest('script, style, select, svg, .hidden, .twin')) continue;
                for (const { index } of text.data.matchAll(/[ー、。」）ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]/g)) {
                    const [before, here] = index > 0 ? [box(text, index - 1), box(text, index)] : [];
                    if (before && here && here.top > before.bottom - 2 && here.left < before.left) found.push(text.data.slice(Math.max(0, index - 10), index + 5).trim());
                }
                for (const { 0: day, index } of text.data.matchAll(/[0-9]{4}-[0-9]{2}-[0-9]{2}/g)) {
                    const [first, last] = [box(text, index), box(text, index + day.length - 1)];
                    if (first && last && last.top > first.bottom - 2) found.push(day);
                }
            }
            // Sentences whose last line is a letter or two; windows that a button opens take their width no more.
            for (const window of document.querySelectorAll('.how')) window.style.display = 'none';
            for (const sentence of document.querySelectorAll('p, h1, h2, h3')) {
                if (sentence.closest('.hidden, .twin') || sentence.getClientRects().length === 0) continue;
                const within = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT), boxes = [];
                while (within.nextNode()) for (let at = 0; at < within.currentNode.data.length; at++)
                    if (within.currentNode.data[at].trim()) boxes.push(box(within.currentNode, at));
                const shown = boxes.filter(b => b), last = shown.at(-1);
                if (last && shown[0].bottom < last.top && shown.filter(b => b.bottom > last.top).length < 3) found.push(sentence.textContent.trim().slice(-12));
            }
            return found;
        })()
        """;

    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var both = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley", industry: "26");
        var west = await star.ReferralAsync(20110501, region: "22130", clusters: "photon-valley", industry: "28");
        await star.ReferralAsync(20110701, region: "22100", industry: "09", bank: "0150", branch: "003");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_500_000, region: "22130");
        await star.OutcomeAsync(20100901, "patent-filed", 15, referral: west, region: "22130", industry: "28");
        await star.OutcomeAsync(20110901, "patent-filed", 12, verification: "verified", referral: both, region: "22203", industry: "26");
        await star.OutcomeAsync(20110901, "product", 4, referral: west, region: "22130", industry: "28", firstModelCase: true);
        await star.OutcomeAsync(20110901, "added-sales", 1, amount: 1_234_567_890, referral: west, region: "22130", industry: "28");
        await star.DollarDatasetAsync("american"); // so that a dataset can be chosen
        await star.OutcomeAsync(20110901, "patent-filed", 2, dataset: "american");
        await star.TargetAsync(2011, "outcomes", 16);
        await star.TargetAsync(2011, "referrals", 10); // missed, and so named in the headlines
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Theory]
    [InlineData("ja", ColorScheme.Light, 1440)]
    [InlineData("ja", ColorScheme.Dark, 390)]
    [InlineData("en", ColorScheme.Light, 390)]
    [InlineData("en", ColorScheme.Dark, 1440)]
    [InlineData("en", ColorScheme.Light, 1280)]
    [InlineData("en", ColorScheme.Light, 1024)]
    [InlineData("ja", ColorScheme.Light, 768)]
    public async Task Page_ForEverybody_IsAccessibleFitsAndObeysTheContentPolicy(string language, ColorScheme scheme, int width)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var visitor = (await site.OpenPageAsync(width, scheme: scheme)).Context; // one for all pages: fonts and scripts come once

        var found = new List<string>();
        foreach (
            var address in NavigationEntry
                .All.Select(entry => entry.Address)
                .Concat([
                    "/?fiscal_year=2010",
                    "/?measure=conversion_rate",
                    "/rows",
                    "/dictionary",
                    "/regions?map=rate&subregion=22-west",
                    "/regions/branch?branch=0149-101",
                    "/no-such-page",
                ])
        )
        {
            var page = await visitor.NewPageAsync();
            var watch = new PageWatch(page);
            await page.GotoAsync(
                new Uri(site.Address, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}dataset=samples&lang={language}").ToString(),
                new() { WaitUntil = WaitUntilState.NetworkIdle }
            );
            await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
            found.AddRange((await Axe.FindingsAsync(page)).Select(finding => $"{address} {finding}"));
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var beyond)
                found.Add($"{address} is {beyond} px too wide");
            found.AddRange((await page.EvaluateAsync<string[]>(Outside)).Select(part => $"{address} at {width} px: {part}"));
            // With nothing chosen, all choices stand on one line; a long name may take another.
            var isPlain = width >= 1440 && !address.Contains('?', StringComparison.Ordinal);
            if (isPlain && await page.EvaluateAsync<double>("document.querySelector('.slicers')?.offsetHeight ?? 0") is > 50 and var high)
                found.Add($"{address} has choices {high} px high");
            if (await page.EvaluateAsync<string>("document.documentElement.lang") != language)
                found.Add($"{address} is not in {language}");
            found.AddRange(
                watch
                    .Complaints.Where(complaint => address != "/no-such-page" || !complaint.Contains("404", StringComparison.Ordinal))
                    .Select(complaint => $"{address} {complaint}")
            );
            if (language == "ja")
                found.AddRange((await page.EvaluateAsync<string[]>(BadLines)).Select(words => $"{address} at {width} px breaks a line badly at {words}"));
            await page.CloseAsync();
        }

        Assert.Empty(found);
    }
}
