using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Dashboard.Exports;
using Analytics.Tests.Dashboard.Api;

namespace Analytics.Tests.Dashboard.Visuals;

/// <summary>A member keeps its colour on every page and in every export, whatever is chosen.</summary>
public partial class PaletteTests(PostgresFixture postgres, Shared shared) : IClassFixture<Shared>
{
    // FY2010: west 15, east 3, central 1. FY2011: east 9, central 5, west 2. Pharma Valley: no west.
    private static async Task<ApiSite> SiteAsync(PostgresFixture postgres)
    {
        var site = await ApiSite.CreateAsync(postgres, withPages: true);
        var west = await site.Star.ReferralAsync(20100501, region: "22130", clusters: "photon-valley");
        var east = await site.Star.ReferralAsync(20100601, region: "22203", clusters: "pharma-valley photon-valley");
        var central = await site.Star.ReferralAsync(20110701, region: "22100", clusters: "pharma-valley foods-science-hills");
        foreach (
            var (date, count, referral, region) in new[]
            {
                (20100901, 15, west, "22130"),
                (20100901, 3, east, "22203"),
                (20100901, 1, central, "22100"),
                (20110901, 2, west, "22130"),
                (20110901, 9, east, "22203"),
                (20110901, 5, central, "22100"),
            }
        )
            await site.Star.OutcomeAsync(date, "patent-filed", count, referral: referral, region: region);
        await site.Star.PublishAsync("2012-03-31");
        return site;
    }

    [Theory]
    [InlineData("", new[] { "中部", "東部", "西部" })]
    [InlineData("clusters", new[] { "フーズ・サイエンス・ヒルズ", "ファルマバレー", "フォトンバレー" })]
    public async Task Member_WhateverIsChosen_KeepsItsColour(string page, string[] members)
    {
        var site = await shared.OfAsync(SiteAsync);

        var seen = new List<(string Member, string Colour)>();
        foreach (
            var choice in new[]
            {
                "",
                "&fiscal_year=2010",
                "&fiscal_year=2011",
                "&measure=referrals",
                "&cluster=pharma-valley",
                "&cluster=photon-valley",
                "&subregion.not=22-central",
                "&subregion=22-east",
            }
        )
            seen.AddRange(LinesOf(await site.TextAsync($"/{page}?dataset=samples&lang=ja{choice}")));

        var colours = seen.Where(s => members.Contains(s.Member)).Distinct().ToList();
        Assert.Equal(members.Order(StringComparer.Ordinal), colours.Select(c => c.Member).Order(StringComparer.Ordinal)); // one colour each
        Assert.Equal(members.Length, colours.Select(c => c.Colour).Distinct().Count()); // and each its own
    }

    // Nine industries of one division, two more than colours. In the order of their codes the ninth would look as the second, yet both are among the largest.
    [Fact]
    public async Task Members_MoreThanColours_TheLargestDiffer()
    {
        await using var site = await ApiSite.CreateAsync(postgres, withPages: true);
        foreach (var (industry, count) in new[] { ("09", 1), ("10", 30), ("11", 1), ("12", 1), ("13", 1), ("14", 8), ("15", 9), ("16", 1), ("17", 20) })
        {
            for (var i = 0; i < count; i++)
                await site.Star.ReferralAsync(20110501, industry: industry);
        }

        await site.Star.PublishAsync("2012-03-31");

        var lines = LinesOf(await site.TextAsync("/industries?dataset=samples&lang=ja")).ToList();

        Assert.Equal(5, lines.Count);
        Assert.Equal(5, lines.Select(line => line.Colour).Distinct().Count());
    }

    [Fact]
    public async Task Member_InAnExport_HasTheColourOfThePage()
    {
        var site = await shared.OfAsync(SiteAsync);
        var colours = LinesOf(await site.TextAsync("/?dataset=samples&lang=ja")).ToDictionary(l => l.Member, l => Tokens.Of(l.Colour).ToString()[3..]);

        var all = await site.TextAsync("/api/v1/plots/trend.svg?dataset=samples&fiscal_year=2010");
        var two = await site.TextAsync("/api/v1/plots/trend.svg?dataset=samples&fiscal_year=2011&cluster=pharma-valley");

        Assert.All(colours.Values, colour => Assert.Contains(colour, all, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            ["中部", "東部"],
            colours.Where(c => two.Contains(c.Value, StringComparison.OrdinalIgnoreCase)).Select(c => c.Key).Order(StringComparer.Ordinal)
        );
    }

    // The lines of a page's pictures as they are told to the browser.
    private static IEnumerable<(string Member, string Colour)> LinesOf(string html) =>
        from match in Drawing().Matches(html)
        let drawing = JsonDocument.Parse(WebUtility.HtmlDecode(match.Groups[1].Value)).RootElement
        where drawing.GetProperty("kind").GetString() == "line"
        from series in drawing.GetProperty("series").EnumerateArray()
        select (series.GetProperty("name").GetString()!, series.GetProperty("color").GetString()!);

    [GeneratedRegex("drawing=\"([^\"]+)\"")]
    private static partial Regex Drawing();
}
