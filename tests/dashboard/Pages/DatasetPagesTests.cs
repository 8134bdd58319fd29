using Analytics.Etl.Load;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>Every dataset opens on its own figures, in its own words, and offers every measure that it has.</summary>
public class DatasetPagesTests(Shared shared) : IClassFixture<Shared>
{
    private const string Ishinomaki = "1000020042021,石巻市";

    private static readonly string[] Pages = ["", "regions", "clusters", "industries", "review"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Ledgers: FY2010 one referral; outcomes none, so that they open with engagements (one). SBIR 2001: two awards of 850,000 dollars, one of them
    // advanced Alpha Optics to development; 2000: one.
    // Subsidies FY2023: four of 6,700,000 yen, one of them for research; FY2022: one. A dataset that nobody has declared holds two meetings alone: it
    // opens with the first measure that has rows.
    private static async Task<Ledgers> LoadAsync(PostgresFixture postgres)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral + ",市区町村コード", "1,2010-05-10,0149,遠州光学,22130", "2,2011-03-31,0149,伊豆精機,22206"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2010-07-01"),
            ledgers.Offer(
                OpenData.Awards,
                OpenData.Award(2000, "I", "Energy", "Alpha Optics Inc", "Reno, NV, 89501", 90_000, 1),
                OpenData.Award(2001, "II", "Energy", "Alpha Optics Inc", "Reno, NV, 89501", 750_000, 2),
                OpenData.Award(2001, "I", "Defense", "Beta Labs", "Austin, TX, 78701", 100_000, 3)
            ),
            ledgers.Offer(
                OpenData.Subsidies,
                $"1,{Ishinomaki},循環型社会形成推進交付金,1000000,2023-06-01",
                $"2,{Ishinomaki},成長型中小企業等研究開発支援事業,3000000,2023-07-01",
                $"3,{Ishinomaki},介護扶助費等国庫負担金,2000000,2023-08-01",
                $"4,{Ishinomaki},介護扶助費等国庫負担金,500000,2022-08-01",
                $"5,{Ishinomaki},介護扶助費等国庫負担金,700000,2024-03-31"
            )
        );
        await ledgers.LoadAsync(
            new OfferedFile(
                ledgers.File(Ledgers.Text(Ledgers.Meeting, "M1,2010-05-20,甲", "M1,2010-05-20,乙", "M2,2011-03-31,乙")),
                "load",
                Dataset: "own_meetings",
                Owner: "aist"
            )
        );
        return ledgers;
    }

    [Theory]
    [InlineData("ledgers", "2010年度の連携件数は 1件", "紹介件数 連携件数")]
    [InlineData("sbir", "2001年の採択件数は 2件、前年より1件増えました。", "採択件数 採択額 開発段階への進展件数")]
    [InlineData("miyagi_subsidies", "2023年度の補助金件数は 4件、前年度より3件増えました。", "補助金件数 補助金額")]
    [InlineData("own_meetings", "2010年度の技術交流会の開催回数は 2回", "技術交流会の開催回数")]
    public async Task Overview_OfADataset_OpensOnItsOwnFiguresInItsOwnWords(string dataset, string headline, string cards)
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);

        await page.GotoAsync(new Uri(site.Address, $"?dataset={dataset}").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(headline);
        await Assertions.Expect(page.Locator(".kpi h2")).ToHaveTextAsync(cards.Split(' '));
        await Assertions.Expect(page.Locator(".kpi .figure")).ToHaveCountAsync(cards.Split(' ').Length);
        await Assertions.Expect(page.Locator("#trend apex-chart .stage.drawn")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".visual .blank")).ToHaveCountAsync(0);
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task EveryPageOfEveryDataset_ShowsFiguresAndOffersEveryMeasure()
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        var model = SemanticModel.Direct((await shared.OfAsync(LoadAsync)).Warehouse.Reader, ModelCatalog.Load());
        var datasets = (await model.DatasetsAsync(Cancellation)).Where(d => !d.IsEmpty).ToList();
        Assert.Equal(["ledgers", "miyagi_subsidies", "own_meetings", "sbir"], datasets.Select(d => d.Code).Order(StringComparer.Ordinal));
        var page = await site.OpenPageAsync(locale: "en-US");
        var watch = new PageWatch(page);
        foreach (var dataset in datasets)
        {
            foreach (var path in Pages)
            {
                await page.GotoAsync(new Uri(site.Address, $"{path}?dataset={dataset.Code}").ToString());
                await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
                await Assertions.Expect(page.Locator("h1")).Not.ToContainTextAsync("No data");
                await Assertions.Expect(page.Locator(".message")).ToHaveCountAsync(0);
                if (path is "review")
                    continue; // about measures of its own
                await page.Locator(".slicers[data-alive]").WaitForAsync(); // before, what was prerendered is about to be replaced
                var options = page.GetByRole(AriaRole.Combobox, new() { Name = "Measure" }).Locator("option");
                await Assertions.Expect(options).ToHaveCountAsync(dataset.Measures.Count > 1 ? dataset.Measures.Count : 0); // one alone is no choice
                var offered = await options.EvaluateAllAsync<string[]>("options => options.map(o => new URL(o.value, location).searchParams.get('measure'))");
                if (dataset.Measures.Count > 1)
                    Assert.Equal(dataset.Measures.Order(StringComparer.Ordinal), offered.Order(StringComparer.Ordinal));
            }
        }

        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Subsidies_TheirRows_AreOneLinkAway()
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        var page = await site.OpenPageAsync();
        await page.GotoAsync(new Uri(site.Address, "?dataset=miyagi_subsidies").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        await page.Locator(".slicers[data-alive]").WaitForAsync();
        await page.Locator(".kpi").First.GetByRole(AriaRole.Button).ClickAsync();
        await page.Locator(".kpi").First.Locator("a[href^='/rows']").ClickAsync();

        await Assertions.Expect(page.Locator(".lines tbody tr")).ToHaveCountAsync(4);
    }

    // An award has no referral, a subsidy no address: neither page says otherwise, and what is not of one kind has a name.
    [Theory]
    [InlineData("sbir", "採択年による", "初採択の年による")]
    [InlineData("miyagi_subsidies", "交付決定日による", null)]
    public async Task EveryPageOfOpenData_SpeaksOfWhatItHolds(string dataset, string ofEvents, string? ofCohorts)
    {
        await using var site = await shared.VisitAsync(LoadAsync);
        var page = await site.OpenPageAsync();
        foreach (var path in new[] { "", "regions", "review", "rows" })
        {
            await page.GotoAsync(new Uri(site.Address, $"{path}?dataset={dataset}").ToString());
            await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
            Assert.DoesNotContain("紹介", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            if (path is "")
                await Assertions.Expect(page.Locator("#trend .sub")).ToContainTextAsync(ofEvents);
        }

        // On a phone the key figures of the review stand apart, however many there are.
        var phone = await site.OpenPageAsync(390);
        await phone.GotoAsync(new Uri(site.Address, $"review?dataset={dataset}").ToString());
        Assert.Equal(
            0,
            await phone.EvaluateAsync<int>("[...document.querySelectorAll('.figs > section')].filter(part => part.scrollWidth > part.clientWidth + 1).length")
        );

        if (ofCohorts is not null)
        {
            await page.GotoAsync(new Uri(site.Address, $"?dataset={dataset}&measure=referrals").ToString());
            await Assertions.Expect(page.Locator("#trend .sub")).ToContainTextAsync(ofCohorts);
        }
        else
        {
            await page.GotoAsync(new Uri(site.Address, $"?dataset={dataset}").ToString());
            await Assertions.Expect(page.Locator("#research-stages .name")).ToHaveTextAsync(["その他の補助金", "研究開発支援（サポイン・Go-Tech）"]);
        }
    }

    [Fact]
    public void WordsOfDatasets_StandForTextsOfThePages() =>
        Assert.All(DatasetDeclaration.Rewordable, key => Assert.True(Analytics.Dashboard.Localization.Texts.Entries.ContainsKey(key), key));
}
