using Analytics.Tests.Sql.Model;
using static Microsoft.Playwright.Assertions;

namespace Analytics.Tests.Dashboard.Pages.Dictionary;

/// <summary>The dictionary as people find and search it.</summary>
public class DictionaryPageTests(Shared shared) : IClassFixture<Shared>
{
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20110601);
        await star.PublishAsync("2012-03-31");
        return star;
    }

    [Fact]
    public async Task Page_FromTheDataPage_IsSearchedAndSaysWhatTheApiSays()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(1440);
        await page.GotoAsync(new Uri(site.Address, "/data?lang=en").ToString());
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Data dictionary" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Data dictionary");

        await page.GetByRole(Microsoft.Playwright.AriaRole.Searchbox).FillAsync("conversion_rate research");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.Locator(".terms article")).ToHaveCountAsync(1);
        var term = page.Locator(".terms article");
        await Expect(term.Locator("h3")).ToContainTextAsync("research_conversion_rate");
        await Expect(term).ToContainTextAsync("(count(referrals) where days_to_research ≤ 730) ÷ count(referrals)");
        await Expect(term).ToContainTextAsync("sql/Model/Measures/research_conversion_rate.yaml");

        var answer = await (
            await page.Context.APIRequest.GetAsync(new Uri(site.Address, "/api/v1/dictionary?q=conversion_rate%20research&lang=en").ToString())
        ).JsonAsync();
        var found = Assert.Single(answer!.Value.GetProperty("terms").EnumerateArray());
        Assert.Equal(
            "measure research_conversion_rate percent cohort",
            string.Join(' ', new[] { "kind", "name", "unit", "timeBasis" }.Select(name => found.GetProperty(name).GetString()))
        );
        await Expect(term).ToContainTextAsync(found.GetProperty("definition").GetString()!);
        await Expect(term).ToContainTextAsync(found.GetProperty("description").GetString()!);
        var wrong = await page.Context.APIRequest.GetAsync(new Uri(site.Address, "/api/v1/dictionary?kind=page").ToString());
        Assert.Equal(400, wrong.Status);
    }
}
