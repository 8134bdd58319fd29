using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Etl.Load;
using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests;

/// <summary>
/// The whole way: five ledgers as people keep them (tests/Fixtures/golden: CP932 with title, subtotal and era dates, UTF-8 with BOM, a workbook with merged
/// cells) → star → model → HTTP → page in a real browser, with figures worked out by hand from the rows:
/// <code>
///  referral  day         bank company        sub-region  clusters         |  engagement of  day         type, amount         counts
///  1         2008-04-01  0149 遠州光学 (no.)  west        photon, optronics|  E1  1/0149     2008-06-02  consultation         2008
///  2         2008-05-12  0149 高橋製作所      west        photon           |  E2  1/0149     2008-10-01  joint, 12,500 千円    2008
///  3 (twice) 2009-03-31  0149 駿河フーズ      central     foods            |  E3  2/0149     2009-02-01  commissioned, 3 百万円 2008
///  4         2009-04-01  0149 伊豆ファーマ    east        pharma           |  E4  3/0149     2009-04-02  information          not an engagement
///  5         2009-06-01  0149 遠州光学 (no.)  west        none             |  E5  1/?        rejected: two banks have a No. 1
///  6         2009-06-01  0149 高橋製作所      west        san-en, photon   |  E6  4/0149     2009-05-01  in preparation       no
///  7         rejected: 29 February 2009                                    |  E7  77/0149    waits for its referral
///  8, 8      rejected: same number, different content                      |  E8  6/0149     2009-07-15  joint, 8,000 千円     2009
///  1         2008-10-01  0150 浜名湖水産      west        none             |  E9  1/0150     2009-12-01  cancelled            2009
///  9         2009-11-05  0150 富士精密        unknown     none (a name that nobody knows)
///
///  outcome of      day         what                        counts          |  outcome of     what
///  O1  1/0149      2009-03-01  patents filed, 2            2008: 2         |  O4  2/0149     rejected: minus one prototype
///  O2  1/0149      2009-09-30  product, model case         2009: 1         |  O6  4/0149     rejected: a day before its referral
///  O3  1/0149      2010-03-31  sales 1,200 千円, verified   2009            |  O7  1/?        rejected: which bank's?
///  O5  3/0149      2009-12-01  new business                2009: 1         |  O8  6/0149     rejected: cumulative
///  O9  2/0149      2010-01-15  3 jobs                      2009            |  O10 99/0150    waits
///  O11 6/0149      2010-02-01  prototype, model case       2009: 1         |
///  O12 1/0150      2010-02-01  sales 2 百万円, self-reported 2009            |  targets 2009: outcomes 4; referrals in the west 3; one for nowhere is rejected
/// </code>
/// Rejected 3 + 1 + 4 + 1 = 9, waiting 2, used 8 referrals + 7 engagements + 7 outcomes + 2 targets = 24. Data to 2010-03-31, so that FY2009 is complete.
/// </summary>
public partial class GoldenPathTests(PostgresFixture postgres, BrowserFixture browser)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LedgersAsPeopleKeepThem_ReachModelApiAndPage_WithTheFiguresCountedByHand()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync([.. LoadRun.Expand(Fixtures).Select(path => new OfferedFile(path, "load"))]);
        Assert.All(report.Files, file => Assert.Equal(FileFate.Loaded, file.Fate));
        Assert.Equal(
            [("referral_ledger", 7, 3), ("referral_ledger", 2, 0), ("engagement_ledger", 9, 0), ("outcome_survey", 10, 2), ("target_sheet", 3, 0)],
            report.Files.Select(file => (file.Source!, file.RowsLoaded, file.RowsRejected))
        );
        await ModelAsync(ledgers);

        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var byApi = await ApiAsync(site);
        await PageAsync(site, byApi);
    }

    static string Fixtures => Path.Combine(RepositoryRoot, "tests", "Fixtures", "golden");

    static string RepositoryRoot =>
        typeof(GoldenPathTests)
            .Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>()
            .Single(one => one.Key == "RepositoryRoot")
            .Value!;

    static async Task ModelAsync(Ledgers ledgers)
    {
        Assert.Equal(
            "2008: 4 4 3 2\n2009: 4 4 2 3\ntotal: 8 6 5 5",
            await ledgers.FiguresAsync("referrals companies_referred engagements outcomes", "fiscal_year")
        );
        Assert.Equal(
            "2008: 1 1 1 0 0\n2009: 1 1 0 0 1\ntotal: 2 2 1 0 1",
            await ledgers.FiguresAsync("consultations joint_research commissioned_research know_how information", "fiscal_year")
        );
        Assert.Equal(
            "2008: 15500000 5000000\n2009: 8000000 NoData\ntotal: 23500000 5000000",
            Blank(await ledgers.FiguresAsync("contract_amount company_share_amount", "fiscal_year"))
        );
        Assert.Equal("2008: 2 0 0 0\n2009: 0 1 1 1\ntotal: 2 1 1 1", await ledgers.FiguresAsync("patents products prototypes new_businesses", "fiscal_year"));
        Assert.Equal(
            "3200000 1200000 2000000 3 2",
            await ledgers.TotalAsync("added_sales added_sales_verified added_sales_self_reported jobs model_cases", "fiscal_year=2009")
        );
        Assert.Equal(
            "22-central: 1 1\n22-east: 1 0\n22-west: 5 4\nunknown: 1 0\ntotal: 8 5",
            Sorted(await ledgers.FiguresAsync("referrals outcomes", "subregion"))
        );
        Assert.Equal(
            "foods-science-hills: 1 1\nhamamatsu-optronics: 1 3\nnone: 3 0\npharma-valley: 1 0\nphoton-valley: 3 4\nsan-en-nanshin: 1 1\ntotal: 8 5",
            Sorted(await ledgers.FiguresAsync("referrals outcomes", "cluster"))
        );
        Assert.Equal("09: 2 1\n16: 1 0\n26: 3 1\n27: 2 3\ntotal: 8 5", Sorted(await ledgers.FiguresAsync("referrals outcomes", "industry_group")));
        Assert.Equal("3 4 75 2", await ledgers.TotalAsync("outcomes outcomes.target outcomes.target_attainment outcomes.previous", "fiscal_year=2009"));
        Assert.Equal("2 3", await ledgers.TotalAsync("referrals referrals.target", "fiscal_year=2009 subregion=22-west"));
        Assert.Equal(
            "2010-03-31 24 9 2",
            await ledgers.QueryAsync(
                "select data_through, rows_used, rows_rejected, rows_waiting from audit.publication_datasets where dataset_code = 'ledgers'"
            )
        );
        Assert.Equal(
            "cumulative date-nonexistent key-conflict key-conflict number-negative outcome-before-referral referral-ambiguous referral-ambiguous target-region-unknown",
            await ledgers.QueryAsync("select string_agg(rule, ' ' order by rule) from audit.findings where kind = 'rejected'")
        );
    }

    /// <summary>Referrals and outcomes of 2009 by cluster, as the API gives them: label → figures.</summary>
    static async Task<Dictionary<string, (int Referrals, int Outcomes)>> ApiAsync(DashboardSite site)
    {
        using var http = new HttpClient { BaseAddress = site.Address };
        using var answer = JsonDocument.Parse(
            await http.GetStringAsync(new Uri("api/v1/query?measure=referrals&measure=outcomes&by=cluster&fiscal_year=2009", UriKind.Relative), Cancellation)
        );
        var root = answer.RootElement;
        Assert.Equal("ledgers", root.GetProperty("dataset").GetString());
        Assert.Equal(
            (24, 9, 2),
            (
                root.GetProperty("counts").GetProperty("used").GetInt32(),
                root.GetProperty("counts").GetProperty("rejected").GetInt32(),
                root.GetProperty("counts").GetProperty("waiting").GetInt32()
            )
        );
        Assert.Equal((4, 3), (root.GetProperty("totals").GetProperty("referrals").GetInt32(), root.GetProperty("totals").GetProperty("outcomes").GetInt32()));
        var rows = root.GetProperty("rows")
            .EnumerateArray()
            .ToDictionary(
                row => row.GetProperty("cluster_label").GetString()!,
                row => (row.GetProperty("referrals").GetInt32(), row.GetProperty("outcomes").GetInt32())
            );
        Assert.Equal(
            new Dictionary<string, (int, int)>
            {
                ["三遠南信ネットワーク"] = (1, 1),
                ["浜松オプトロニクスクラスター"] = (0, 1),
                ["フォトンバレー"] = (1, 2),
                ["フーズ・サイエンス・ヒルズ"] = (0, 1),
                ["ファルマバレー"] = (1, 0),
                ["クラスターなし"] = (2, 0),
            },
            rows
        );
        return rows;
    }

    async Task PageAsync(DashboardSite site, Dictionary<string, (int Referrals, int Outcomes)> byApi)
    {
        var page = await site.OpenPageAsync();
        var watch = new PageWatch(page);
        await page.GotoAsync(site.Address.ToString());
        await Assertions.Expect(page.Locator("apex-chart .stage.drawn").First).ToBeVisibleAsync();

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("2009年度の成果件数は 3件、前年度より1件増え");
        foreach (var (card, value) in new[] { ("紹介件数", "4件"), ("連携件数", "2件"), ("成果件数", "3件"), ("契約額", "8,000千円") })
            await Assertions.Expect(page.Locator(".kpi", new() { HasText = card }).Locator(".value").First).ToHaveTextAsync(value);
        await Assertions.Expect(page.Locator(".stamp")).ToContainTextAsync("データの基準日 2010-03-31");
        await Assertions.Expect(page.Locator(".stamp")).ToContainTextAsync("却下 9行、紹介待ち 2件");
        await Assertions.Expect(page.Locator(".badge")).ToHaveCountAsync(0);

        var clusters = page.Locator(".visual", new() { HasText = "クラスター別の成果件数" });
        await Assertions.Expect(clusters.Locator("> .note").First).ToContainTextAsync("行の合計 5、総数 3");
        var shown = new Dictionary<string, int>();
        foreach (var row in await clusters.Locator("tbody tr").AllAsync())
            shown[(await row.Locator("th").TextContentAsync())!.Trim()] = int.Parse(
                Digits().Match((await row.Locator("td").First.TextContentAsync())!).Value,
                System.Globalization.CultureInfo.InvariantCulture
            );
        // The panel asks for outcomes alone, and a cluster that has none stands in it with 0.
        Assert.Equal(byApi.ToDictionary(row => row.Key, row => row.Value.Outcomes), shown);
        Assert.Empty(watch.Complaints);
    }

    static string Sorted(string rows) =>
        string.Join('\n', rows.Split('\n').OrderBy(row => row.StartsWith("total", StringComparison.Ordinal)).ThenBy(row => row, StringComparer.Ordinal));

    /// <summary>A sum of nothing known is blank, whatever its state.</summary>
    static string Blank(string rows) => rows.Replace("NotApplicable", "NoData", StringComparison.Ordinal);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
