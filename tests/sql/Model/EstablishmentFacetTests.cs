using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>
/// Figures per 1,000 establishments: only of a single year, and only where all establishments of the region and industry are known. All worked out by
/// hand.
/// </summary>
public class EstablishmentFacetTests(PostgresFixture postgres)
{
    const string Facet = "referrals.per_1000_establishments";

    [Fact]
    public async Task Row_OfOneYearRegionAndIndustry_IsSetAgainstItsOwnEstablishments()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20080501, "22130", "24", 3);
        await ReferralsAsync(star, 20090501, "22130", "24", 4);
        await ReferralsAsync(star, 20090501, "22203", "24", 1);
        await star.EstablishmentsAsync(2008, "22130", "24", 400);
        await star.EstablishmentsAsync(2009, "22130", "24", 320);
        await star.PublishAsync("2010-03-31");

        // 3 ÷ 400 and 4 ÷ 320, of each row's own year; of Numazu nothing is known.
        Assert.Equal("2008: 7.5\n2009: 12.5\ntotal: NotApplicable", await star.RowsAsync(Facet, "fiscal_year", "municipality=22130 industry_group=24"));
        Assert.Equal(
            "22130: 12.5\n22203: NotApplicable\ntotal: NotApplicable",
            await star.RowsAsync(Facet, "municipality", "fiscal_year=2009 industry_group=24")
        );
        Assert.Equal(
            ": NotApplicable\ntotal: NotApplicable",
            await star.RowsAsync(Facet, filters: "fiscal_year=2008 fiscal_year=2009 municipality=22130 industry_group=24")
        );
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync(Facet, filters: "fiscal_year=2010 municipality=22130 industry_group=24"));
        var result = await star.AskAsync(Facet, "municipality", "fiscal_year=2009 industry_group=24");
        Assert.Equal(MeasureUnit.PerThousand, result.Measures[0].Unit);
        Assert.Equal("分母は、2009年度の事業所数です（320か所）。", result.Notes.Single(n => n.Code == "establishments").Text.Ja);
        Assert.Equal(
            "2 of 3 figures are not shown: they are not of one fiscal year, or not all establishments of their region and industry are known (2 years from FY2008 to FY2009 are known).",
            result.Notes.Single(n => n.Code == "establishments_unknown").Text.En
        );
    }

    [Fact]
    public async Task Region_IsAnsweredWhereAllItsTownsOrItselfAreKnown()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20120501, "22130", "24", 6);
        await ReferralsAsync(star, 20120501, "22203", "24", 2);
        // The west of 2012: eight towns. In two of them no establishment of this group, but of another: they are known.
        foreach (
            var (town, group, number) in new[]
            {
                ("22130", "24", 300),
                ("22211", "24", 60),
                ("22213", "24", 40),
                ("22216", "24", 30),
                ("22221", "24", 20),
                ("22224", "24", 50),
                ("22223", "09", 9),
                ("22461", "09", 5),
            }
        )
        {
            await star.EstablishmentsAsync(2012, town, group, number);
        }

        await star.EstablishmentsAsync(2012, "22203", "24", 100); // the east has more towns than Numazu
        await star.EstablishmentsAsync(2012, "23", "24", 999);
        await star.PublishAsync("2013-03-31");

        Assert.Equal(
            "22-east: NotApplicable\n22-west: 12\ntotal: NotApplicable",
            await star.RowsAsync(Facet, "subregion", "fiscal_year=2012 industry_group=24 prefecture=22")
        ); // 6 ÷ 500
        Assert.Equal("22: NotApplicable\ntotal: NotApplicable", await star.RowsAsync(Facet, "prefecture", "fiscal_year=2012 industry_group=24"));
        Assert.Equal("22203: 20\ntotal: 20", await star.RowsAsync(Facet, "municipality", "fiscal_year=2012 industry_group=24 municipality=22203")); // 2 ÷ 100
        await ReferralsAsync(star, 20120501, "23", "24", 3);
        await star.PublishAsync("2013-03-31");
        Assert.Equal("22: NotApplicable\n23: 3.003\ntotal: NotApplicable", await star.RowsAsync(Facet, "prefecture", "fiscal_year=2012 industry_group=24"));
    }

    [Fact]
    public async Task Industry_IsAnsweredWhereAllItsGroupsOrItselfAreKnown()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20080501, "22130", "37", 2);
        await ReferralsAsync(star, 20080501, "22130", "24", 1);
        foreach (var (group, number) in new[] { ("37", 10), ("38", 10), ("39", 60), ("40", 10), ("41", 10) }) // all of division G
        {
            await star.EstablishmentsAsync(2008, "22130", group, number);
        }

        await star.EstablishmentsAsync(2008, "22130", "24", 400); // a part of division E
        await star.PublishAsync("2009-03-31");

        Assert.Equal("E: NotApplicable\nG: 20\ntotal: NotApplicable", await star.RowsAsync(Facet, "industry_division", "fiscal_year=2008 municipality=22130")); // 2 ÷ 100

        foreach (var division in "ABCDFHIJKLMNOPQR")
        {
            await star.EstablishmentsAsync(2008, "22130", $"{division}", 10);
        }

        await star.ExecuteAsync(
            $"update mart.fct_establishments set industry_key = (select industry_key from mart.dim_industry where industry_code = 'E' and revision = 13 and is_current) where establishments = 400"
        );
        await star.PublishAsync("2009-03-31");
        // 100 of G, 400 of E, 16 × 10: all that a census of businesses counts.
        Assert.Equal(": 4.5455\ntotal: 4.5455", await star.RowsAsync(Facet, filters: "fiscal_year=2008 municipality=22130")); // 3 ÷ 660
    }

    [Fact]
    public async Task SlicersAndMeasuresThatDoNotGo_AreNamed()
    {
        await using var star = await Star.CreateAsync(postgres);
        await ReferralsAsync(star, 20080501, "22130", "24", 3);
        Assert.Equal("No establishments are on record.", await WhyAsync(Facet, ""));
        await star.EstablishmentsAsync(2008, "22130", "24", 400);

        Assert.Equal("Establishments cannot be broken down by “Bank”.", await WhyAsync(Facet, "municipality=22130 industry_group=24 bank=0149"));
        Assert.Equal("Establishments cannot be broken down by “Quarter”.", await WhyAsync(Facet, "municipality=22130 industry_group=24 quarter=2008-Q1"));
        Assert.StartsWith("1 of 1 figures are not shown", await WhyAsync(Facet, "municipality.not=22131 industry_group=24"), StringComparison.Ordinal);
        var banks = await star.AskAsync(Facet, filters: "fiscal_year=2008 municipality=22130 industry_group=24", scope: new Scope { Banks = ["0149"] });
        Assert.Equal((CellState.NotApplicable, "establishments_unknown"), (banks.Totals[0].State, banks.Notes[^1].Code));

        async Task<string> WhyAsync(string measure, string filters)
        {
            await star.PublishAsync("2009-03-31");
            var result = await star.AskAsync(measure, filters: filters + (filters.Contains("quarter", StringComparison.Ordinal) ? "" : " fiscal_year=2008"));
            Assert.Equal(CellState.NotApplicable, result.Totals[0].State);
            return result.Notes.Single(n => n.Code == "establishments_unknown").Text.En;
        }
    }

    [Fact]
    public async Task Amounts_KeepTheirCurrency_RatesHaveNone_AndARunningYearIsProvisional()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20120501, "22130", industry: "24", engaged: 20120601);
        await star.EngagementAsync(20120601, "joint-research", contract: 2_000_000, region: "22130");
        await star.EstablishmentsAsync(2012, "22130", "24", 400);
        await star.PublishAsync("2012-09-30");
        var held = "fiscal_year=2012 municipality=22130 industry_group=24";

        Assert.Equal(
            ": 2.5(Provisional) NotApplicable\ntotal: 2.5(Provisional) NotApplicable",
            await star.RowsAsync($"{Facet} conversion_rate.per_1000_establishments", filters: held)
        );
        var result = await star.AskAsync("contract_amount.per_1000_establishments conversion_rate.per_1000_establishments", filters: held);
        Assert.Equal(MeasureUnit.Currency, result.Measures[0].Unit);
        Assert.Equal(
            "Conversion rate: A rate, a time or a quotient is not divided by establishments.",
            result.Notes.Single(n => n.Code == "establishments_not_applicable").Text.En
        );
    }

    private static async Task ReferralsAsync(Star star, int date, string region, string industry, int count)
    {
        for (var referral = 0; referral < count; referral++)
        {
            await star.ReferralAsync(date, region, industry: industry);
        }
    }
}
