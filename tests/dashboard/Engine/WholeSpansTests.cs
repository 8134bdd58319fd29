using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// What is kept of whole spans gives the figures that their rows give: asked for whole, in part and not at all, by one column and by two, also after
/// changes. Rows are cut small.
/// </summary>
public class WholeSpansTests(PostgresFixture postgres)
{
    private const string Referred = "referrals companies_referred";
    private const string Engaged = "engagements contract_amount";

    private static readonly SegmentSizes Small = new()
    {
        SmallBlock = 2,
        LargeBlock = 4,
        LargeSpan = 8,
        FewRows = 0,
        ManyRows = 1,
    };

    private static readonly string[] Regions = ["22203", "22206", "22210"];

    // In each of 2008 to 2010 24 referrals: 8 a region, of 6 companies that come again every year, 12 in April and 12 in October. An engagement of
    // each, every second with a contract of 100,000.
    private static async Task<Star> FillAsync(PostgresFixture postgres)
    {
        var star = await Star.CreateAsync(postgres);
        for (var row = 0; row < 72; row++)
        {
            var (date, region, company) = ((2008 + row / 24) * 10_000 + (row % 2 == 0 ? 415 : 1015), Regions[row % 3], 100 + row % 6);
            var referral = await star.ReferralAsync(date, region, clusters: row % 4 == 0 ? "photon-valley" : "", company: company);
            await star.EngagementAsync(
                date,
                row % 4 < 2 ? "joint-research" : "consultation",
                referral,
                contract: row % 4 < 2 ? 100_000 : null,
                region: region,
                company: company
            );
        }

        await star.PublishAsync();
        return star;
    }

    [Fact]
    public async Task Spans_AskedForWholeAndInPart_GiveWhatTheirRowsGive()
    {
        await using var star = await FillAsync(postgres);
        using var engines = new BothEngines(star.Warehouse.Reader, sizes: Small);
        await engines.Stars.RefreshAsync(TestContext.Current.CancellationToken);

        // The second time all is kept.
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal("72 6", await TotalsAsync(engines, Referred));
            Assert.Equal("72 3600000", await TotalsAsync(engines, Engaged));
            Assert.Equal("24 6", await TotalsAsync(engines, Referred, "fiscal_year=2009"));
            Assert.Equal("48 6", await TotalsAsync(engines, Referred, "fiscal_year=2008 fiscal_year=2010"));
            // A region has two companies, one in April and one in October.
            Assert.Equal("24 2", await TotalsAsync(engines, Referred, "municipality=22203"));
            Assert.Equal("8 2", await TotalsAsync(engines, Referred, "municipality=22203 fiscal_year=2010"));
            // Halves of years: no span is asked for whole.
            Assert.Equal("12 3", await TotalsAsync(engines, Referred, "quarter=2009-Q1"));
            Assert.Equal("36 3600000", await TotalsAsync(engines, Engaged, "engagement_type=joint-research"));
            // Nothing at all.
            Assert.Equal("0 0", await TotalsAsync(engines, Referred, "fiscal_year=2011"));
            Assert.Equal("0 0", await TotalsAsync(engines, Referred, "municipality=22211"));

            Assert.Equal("2008: 24 6, 2009: 24 6, 2010: 24 6", await RowsAsync(engines, Referred, "fiscal_year"));
            Assert.Equal("22203: 24 2, 22206: 24 2, 22210: 24 2", await RowsAsync(engines, Referred, "municipality"));
            Assert.Equal("photon-valley: 18 3, none: 54 6", await RowsAsync(engines, Referred, "cluster"));
            Assert.Equal("22203: 8 2, 22206: 8 2, 22210: 8 2", await RowsAsync(engines, Referred, "municipality", "fiscal_year=2008"));
            Assert.Equal("consultation: 12 , joint-research: 12 1200000", await RowsAsync(engines, Engaged, "engagement_type", "fiscal_year=2010"));
            Assert.Equal("consultation: 12 , joint-research: 12 1200000", await RowsAsync(engines, Engaged, "engagement_type", "municipality=22206"));
        }
    }

    // Publication 2 closes the four rows of a company in 2009: spans with them are read, others are not. It brings three of 2010, in a segment of
    // their own, two of them of a new company.
    [Fact]
    public async Task Spans_SomeOfWhoseRowsAreClosed_AreReadAgain()
    {
        await using var star = await FillAsync(postgres);
        using var engines = new BothEngines(star.Warehouse.Reader, sizes: Small);
        await engines.Stars.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal("72 6", await TotalsAsync(engines, Referred));

        await star.ExecuteAsync(
            "update mart.fct_referrals set published_to = 2 where company_id = 100 and referred_date_key / 10000 = 2009 and published_to = 2147483647"
        );
        await star.ReferralAsync(20100501, "22210", company: 7);
        await star.ReferralAsync(20100601, "22210", company: 7);
        await star.ReferralAsync(20100601, "22203", company: 101);
        await star.PublishAsync();
        await engines.Stars.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.True(engines.Stars.States.Single(s => s.Dataset == "samples").WasDelta);

        for (var time = 0; time < 2; time++)
        {
            // 72 - 4 + 3; company 7 lies below all that the first segment knows.
            Assert.Equal("71 7", await TotalsAsync(engines, Referred));
            Assert.Equal("20 5", await TotalsAsync(engines, Referred, "fiscal_year=2009"));
            Assert.Equal("2008: 24 6, 2009: 20 5, 2010: 27 7", await RowsAsync(engines, Referred, "fiscal_year"));
            Assert.Equal("22203: 21 3, 22206: 24 2, 22210: 26 3", await RowsAsync(engines, Referred, "municipality"));
            Assert.Equal("4 1", await TotalsAsync(engines, Referred, "municipality=22203 fiscal_year=2009"));
        }
    }

    [Fact]
    public async Task Spans_OfAFewRows_GiveTheSameAnswerAsPostgresToAnyQuestion()
    {
        await using var star = await FillAsync(postgres);
        using var engines = new BothEngines(star.Warehouse.Reader, sizes: Small);
        await engines.Stars.RefreshAsync(TestContext.Current.CancellationToken);
        await star.ExecuteAsync(
            "update mart.fct_referrals set published_to = 2 where company_id = 100 and referred_date_key / 10000 = 2009 and published_to = 2147483647"
        );
        await star.ReferralAsync(20100501, "22210", company: 7, clusters: "photon-valley");
        await star.PublishAsync();
        await engines.Stars.RefreshAsync(TestContext.Current.CancellationToken);
        string[] slicers = ["fiscal_year", "quarter", "municipality", "cluster", "engagement_type", "branch", "company_size"];
        string[] filters =
        [
            "",
            "fiscal_year=2009",
            "fiscal_year=2008 fiscal_year=2010",
            "quarter=2010-Q1",
            "municipality=22203",
            "municipality=22210 fiscal_year=2010",
            "cluster=photon-valley",
            "cluster=none fiscal_year=2009",
        ];

        // All at once, so that questions about the same rows are answered in one pass.
        string[] bys = ["", .. slicers, .. slicers.SelectMany(by => slicers.Where(other => other != by).Select(other => $"{by} {other}"))];
        var queries = filters
            .SelectMany(filter => bys.Select(by => (By: by, Filter: filter)))
            .Select(q => BothEngines.Query(q.By.Contains("engagement_type", StringComparison.Ordinal) ? Engaged : $"{Referred} {Engaged}", q.By, q.Filter))
            .ToList();
        await engines.SameAsync(queries);
        await engines.SameAsync(queries);
    }

    private static async Task<string> TotalsAsync(BothEngines engines, string measures, string filters = "") =>
        Text((await engines.SameAsync(BothEngines.Query(measures, "", filters))).Totals);

    private static async Task<string> RowsAsync(BothEngines engines, string measures, string by, string filters = "") =>
        string.Join(", ", (await engines.SameAsync(BothEngines.Query(measures, by, filters))).Rows.Select(row => $"{row.Members[0].Code}: {Text(row.Cells)}"));

    private static string Text(IEnumerable<Cell> cells) => string.Join(' ', cells.Select(cell => $"{cell.Value:0}"));
}
