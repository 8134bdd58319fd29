using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Regions;

/// <summary>The page of regions in a real browser, over a small star whose figures are counted by hand.</summary>
public class RegionsPageTests(PostgresFixture postgres, BrowserFixture browser, Shared shared) : IClassFixture<Shared>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Outcomes of FY2011: Hamamatsu 12, Iwata 4 (west 16), Shizuoka city 9, Numazu 5: 30 in all; FY2010: 10 in Hamamatsu. The west's target: 20.
    // Referrals of FY2011: 12 in Hamamatsu (bank 0149), 2 in Numazu (0150-201), 1 of an unknown place; one of Hamamatsu's led to an engagement.
    private static async Task<Star> StarAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        var first = await star.ReferralAsync(20110601, region: "22130", industry: "28");
        for (var day = 2; day <= 12; day++)
            await star.ReferralAsync(20110600 + day, region: "22130", industry: "28");
        await star.EngagementAsync(20110701, "joint-research", first, region: "22130");
        await star.ExecuteAsync(
            $"update mart.fct_referrals set first_engagement_date_key = 20110701, days_to_engagement = 30, furthest_stage = 'engagement' where referral_id = {first}"
        );
        await star.ReferralAsync(20110701, region: "22203", bank: "0150", branch: "201");
        await star.ReferralAsync(20120301, region: "22203", bank: "0150", branch: "201");
        await star.ReferralAsync(20111001, region: "-1");
        await star.OutcomeAsync(20100901, "patent-filed", 10, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 12, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 4, region: "22211");
        await star.OutcomeAsync(20110901, "patent-filed", 9, region: "22100");
        await star.OutcomeAsync(20110901, "patent-filed", 5, region: "22203");
        await star.TargetAsync(2011, "outcomes", 20, region: "22-west");
        await star.PublishAsync("2012-03-31");
        return star;
    }

    private static async Task OpenAsync(IPage page, DashboardSite site, string address)
    {
        await page.GotoAsync(new Uri(site.Address, address).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.Locator(".slicers[data-alive]").WaitForAsync(); // before, what was prerendered is about to be replaced, and focus and clicks with it
    }

    [Fact]
    public async Task Regions_FromTheCountryDownToAMunicipality_TellsEachInWordsAndKeepsTheWayBack()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);
        await OpenAsync(page, site, "regions?dataset=samples");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("2011年度の成果件数は 30件。うち16件が西部です。");

        await page.Locator("#region-ranking").GetByRole(AriaRole.Link, new() { Name = "西部" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("西部の2011年度の成果件数は 16件。静岡県全体の53%、うち12件が浜松市です。");
        await Assertions.Expect(page.Locator(".answer p")).ToContainTextAsync("前年度より6件増え、目標20件の80.0%です。");
        Assert.EndsWith("/regions?dataset=samples&subregion=22-west", page.Url, StringComparison.Ordinal);

        await page.Locator("#map").GetByRole(AriaRole.Link, new() { Name = "浜松市 12件" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("浜松市の2011年度の成果件数は 12件。西部全体の75%、静岡県全体の40%");
        await Assertions.Expect(page.Locator(".crumbs li")).ToHaveTextAsync(["全国", "静岡県", "西部", "浜松市"]);
        await Assertions.Expect(page.Locator("#map .chosen .ring")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#map .faded")).ToHaveCountAsync(3);
        // A municipality has no parts: its industries stand in their place.
        await Assertions.Expect(page.Locator("#region-ranking h2")).ToHaveTextAsync("産業別の順位");

        await page.Locator(".crumbs").GetByRole(AriaRole.Link, new() { Name = "静岡県" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("静岡県の2011年度の成果件数は 30件");
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Ranking_FewerThanTenReferrals_TakesNoRankAndShowsCasesInsteadOfARate()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        await OpenAsync(page, site, "regions?dataset=samples&prefecture=22");

        var rows = page.Locator("#region-ranking tbody tr");
        // Rank, referrals, outcomes, conversion, of target, change. The west: 12 referrals; Numazu's 2 lie in the east.
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("西部");
        await Assertions.Expect(rows.Nth(0).Locator("td")).ToHaveTextAsync(["1", "12", "16", "8.3%*", "80.0%", "+6 ↑"]);
        await Assertions
            .Expect(page.Locator("#region-ranking tr", new() { HasText = "東部" }).Locator("td"))
            .ToHaveTextAsync(["—", "2", "5", "2件中 0件*", "—", "+5 ↑"]);
        await Assertions.Expect(page.Locator("#region-ranking > .note").First).ToContainTextAsync("順位を付けません");
    }

    [Fact]
    public async Task Map_CasesWithoutAPlace_AreCountedBeneathAndTheRateIsASwitchAway()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        await OpenAsync(page, site, "regions?dataset=samples&measure=referrals");
        await Assertions.Expect(page.Locator("#map > .note", new() { HasText = "市区町村が不明の1件は、地図に表示していません" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#map > .note").First).ToContainTextAsync("@svg-maps/japan（CC BY 4.0）");

        await page.Locator("#map").GetByRole(AriaRole.Link, new() { Name = "割合" }).ClickAsync();

        // Hamamatsu has a rate (1 of 12), Numazu's two are too few for one.
        await Assertions.Expect(page.Locator("#map h2")).ToHaveTextAsync("市区町村別の連携転換率（地図）");
        await Assertions.Expect(page.Locator("#map .spot.hollow")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#map").GetByRole(AriaRole.Link, new() { Name = "沼津市 2件中 0件" })).ToHaveCountAsync(1);
        var radii = await page.Locator("#map .dot").EvaluateAllAsync<double[]>("dots => dots.map(d => d.r.baseVal.value)");
        Assert.Equal([12, 12], radii);
    }

    [Fact]
    public async Task Map_Amounts_HaveAreasInTheirProportion()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        await OpenAsync(page, site, "regions?dataset=samples");

        var largest = await page.Locator("#map [aria-label='浜松市 12件'] .dot").EvaluateAsync<double>("d => d.r.baseVal.value");
        var smallest = await page.Locator("#map [aria-label='磐田市 4件'] .dot").EvaluateAsync<double>("d => d.r.baseVal.value");

        Assert.Equal(3, largest * largest / (smallest * smallest), 1);
    }

    [Fact]
    public async Task Map_OfTheKeyboard_IsOneTabStopFromWhichArrowsLeadOn()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        await OpenAsync(page, site, "regions?dataset=samples");
        var stops = page.Locator("#map .spot[tabindex='0']");
        await Assertions.Expect(stops).ToHaveCountAsync(1);
        await Assertions.Expect(stops).ToHaveAttributeAsync("aria-label", "浜松市 12件");

        // From west to east: Hamamatsu, Iwata, Shizuoka, Numazu; the last one has none further on.
        await stops.FocusAsync();
        foreach (var next in new[] { "磐田市 4件", "静岡市 9件", "沼津市 5件", "沼津市 5件" })
        {
            await page.Keyboard.PressAsync("ArrowRight");
            Assert.Equal(next, await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        }

        // Wherever the arrows led, Tab leaves the map, and comes back to where it begins.
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.closest('.map svg') === null && document.activeElement !== document.body"));
        await page.Keyboard.PressAsync("Shift+Tab");
        Assert.Equal("浜松市 12件", await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Shift+Tab");
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.closest('.map svg') === null && document.activeElement !== document.body"));

        await page.Locator("#map [aria-label^='沼津市']").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("静岡市の2011年度の成果件数は 9件");
        await Assertions.Expect(stops).ToHaveAttributeAsync("aria-label", "静岡市 9件");
    }

    [Fact]
    public async Task Map_OfARate_FadesWhatIsNotChosen()
    {
        await using var star = await StarAsync(postgres);
        for (var day = 1; day <= 10; day++)
            await star.ReferralAsync(20110800 + day, region: "22203");
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();
        await OpenAsync(page, site, "regions?dataset=samples&map=rate&subregion=22-west");

        await Assertions.Expect(page.Locator("#map [aria-label^='沼津市']")).ToHaveCSSAsync("opacity", "0.32");
        await Assertions.Expect(page.Locator("#map [aria-label^='浜松市']")).ToHaveCSSAsync("opacity", "1");
        await Assertions.Expect(page.Locator("#map .words.wide text")).ToHaveTextAsync(["浜松 8.3%"]);
    }

    [Fact]
    public async Task Ranking_LongerThanItsRoom_SaysThatItGoesOnAndKeepsTheTotalApart()
    {
        await using var star = await StarAsync(postgres);
        await star.DollarDatasetAsync("abroad");
        string[] states = ["AL", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN"];
        foreach (var state in states)
            await star.EngagementAsync(20110501, "phase-1", contract: 1_000_00, region: $"US-{state}", dataset: "abroad");
        await star.PublishAsync("2012-12-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync(locale: "en-US");
        await OpenAsync(page, site, "regions?dataset=abroad&fiscal_year=2011");

        var ranking = page.Locator("#region-ranking");
        await Assertions.Expect(ranking.Locator("tbody tr")).ToHaveCountAsync(21);
        await Assertions.Expect(ranking.Locator(".on-screen")).ToHaveTextAsync("21 rows in all: scroll within the table for more.");
        Assert.True(
            await ranking
                .Locator(".long")
                .EvaluateAsync<bool>(
                    "list => list.scrollHeight > list.clientHeight && list.querySelector('tfoot th').getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom + 1"
                ),
            "The total is out of sight."
        );
        Assert.NotEqual("none", await ranking.Locator("tfoot th").EvaluateAsync<string>("total => getComputedStyle(total).boxShadow"));

        // So does the table of a picture, once it takes its place.
        var bars = page.Locator("#region-bars");
        await Assertions.Expect(bars.Locator(".on-screen")).ToHaveCountAsync(0);
        await bars.GetByRole(AriaRole.Button, new() { Name = "as a table" }).ClickAsync();
        await Assertions.Expect(bars.Locator(".on-screen")).ToHaveTextAsync("21 rows in all: scroll within the table for more.");
        Assert.InRange(await bars.Locator(".long").EvaluateAsync<int>("list => list.clientHeight"), 300, 520);
    }

    [Fact]
    public async Task Branches_SeveralBanks_LeadToTheirBranchesAndEachToItsList()
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync();
        await OpenAsync(page, site, "regions?dataset=samples");
        await page.Locator("#branches").GetByRole(AriaRole.Link, new() { Name = "0149 銀行0149" }).ClickAsync();

        // Eleven of Hamamatsu and the one of an unknown place were made more than 90 days before 31 March 2012 and wait.
        var row = page.Locator("#branches tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row.Locator("td")).ToHaveTextAsync(["13", "1", "! 12", "30", "一覧を印刷"]);
        await row.GetByRole(AriaRole.Link, new() { Name = "一覧を印刷" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("銀行0149　支店101の紹介は 13件");
    }

    [Fact]
    public async Task Regions_AmericanStates_HaveNoMapNoBanksAndDollars()
    {
        await using var star = await StarAsync(postgres);
        await star.DollarDatasetAsync("abroad");
        await star.EngagementAsync(20110501, "phase-1", contract: 123_456_789_00, region: "US-CA", dataset: "abroad");
        await star.EngagementAsync(20110601, "phase-1", contract: 1_000_000_00, region: "US-TX", dataset: "abroad");
        await star.OutcomeAsync(20110701, "advanced", region: "US-CA", dataset: "abroad");
        await star.PublishAsync("2012-12-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync(locale: "en-US");

        await OpenAsync(page, site, "regions?dataset=abroad&fiscal_year=2011&measure=contract_amount");

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Contract amount in 2011 came to $124 million: $123 million of them in California.");
        await Assertions.Expect(page.Locator(".crumbs")).ToContainTextAsync("United States");
        await Assertions.Expect(page.Locator("#map")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#branches")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#region-ranking h2")).ToHaveTextAsync("Ranking by state");
    }

    [Theory]
    [InlineData("regions?dataset=samples", ColorScheme.Light, 1440)]
    [InlineData("regions?dataset=samples&lang=en&subregion=22-west&bank=0149", ColorScheme.Dark, 390)]
    [InlineData("regions?dataset=samples&municipality=22130&map=rate&lang=en", ColorScheme.Light, 390)]
    [InlineData("regions?dataset=samples&municipality=22130&map=rate", ColorScheme.Dark, 1440)]
    [InlineData("regions/branch?dataset=samples&branch=0149-101", ColorScheme.Dark, 1440)]
    [InlineData("regions/branch?dataset=samples&branch=0149-101&lang=en&years=one", ColorScheme.Light, 390)]
    public async Task Page_ForEverybody_HasNoAxeFinding(string address, ColorScheme scheme, int width)
    {
        await using var site = await shared.VisitAsync(StarAsync);
        var page = await site.OpenPageAsync(width, scheme: scheme);
        await OpenAsync(page, site, address);

        Assert.Empty(await Axe.FindingsAsync(page));
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
    }
}
