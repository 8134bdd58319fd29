using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Medians of waiting times and sales per contract: from the columns in memory the same as from Postgres, by whatever they are asked.</summary>
public class SpreadAnswersTests(PostgresFixture postgres)
{
    private const string Medians = "median_days_to_engagement median_days_to_product median_years_to_development";
    private const string Quotients = "sales_per_contract sales_per_contract_verified sales_per_contract_self_reported";

    [Fact]
    public async Task Medians_OfAHandfulOfReferrals_AreThoseWorkedOutByHand()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401, clusters: "photon-valley pharma-valley", engaged: 20080411, product: 20100401, closed: 20090331);
        await star.ReferralAsync(20080401, clusters: "photon-valley", engaged: 20080421, product: 20090401);
        await star.ReferralAsync(20080401, closed: 20080416); // closed without
        await star.ReferralAsync(20080401, engaged: 20080501, closed: 20080430); // closed a day before it engaged, which did not prevent it
        await star.ReferralAsync(20080401, closed: -1); // closed, nobody knows when
        await star.ReferralAsync(20080401);
        await star.ReferralAsync(20080101, precision: "year", engaged: 20080102, clusters: "foods-science-hills"); // takes no part
        await star.EngagementAsync(20080411, "consultation");
        await star.OutcomeAsync(20090401, "product");
        await star.PublishAsync();
        using var engines = await HeldAsync(star);

        // 1/6 at 10, 2/6 at 20, 3/6 at 30. Of the two in Photon Valley one is engaged at 10, the other at 20, and they have products at 730 and 365.
        Assert.Equal([30, 10, 10, null], await ValuesAsync("median_days_to_engagement"));
        Assert.Equal([null, 365, 730, null], await ValuesAsync("median_days_to_product"));

        async Task<IReadOnlyList<decimal?>> ValuesAsync(string measure)
        {
            var result = await engines.SameAsync(BothEngines.Query(measure, "cluster"));
            return
            [
                result.Totals[0].Value,
                .. new[] { "photon-valley", "pharma-valley", "foods-science-hills" }.Select(code =>
                    result.Rows.Single(r => r.Members[0].Code == code).Cells[0].Value
                ),
            ];
        }
    }

    [Fact]
    public async Task Quotients_OfFiveCompanies_AreThoseWorkedOutByHand()
    {
        await using var star = await Star.CreateAsync(postgres);
        for (var company = 1; company <= 5; company++)
        {
            // Contracts 1 + 2 + 3 + 4 + 5 = 15 million, sales of the first 3 and of the second 9: 12.
            await star.ReferralAsync(
                20080401,
                company: company,
                clusters: "photon-valley pharma-valley",
                contract3y: company * 1_000_000,
                verified3y: company == 1 ? 3_000_000 : null,
                reported3y: company == 2 ? 9_000_000 : null
            );
        }

        await star.ReferralAsync(20080401, company: -1, contract3y: 1_000_000, verified3y: 4_000_000); // nobody's, but in both sums
        await star.ReferralAsync(20080401, company: 6, verified3y: 1_000_000); // without a contract
        await star.ReferralAsync(20080401, company: 7, contract3y: 0, verified3y: 1_000_000);
        await star.EngagementAsync(20080501, "joint-research");
        await star.OutcomeAsync(20080601, "added-sales", amount: 1);
        await star.PublishAsync();
        using var engines = await HeldAsync(star);

        var result = await engines.SameAsync(BothEngines.Query("sales_per_contract", "cluster", "fiscal_year=2008"));
        Assert.Equal((1m, 5L), (result.Totals[0].Value!.Value, result.Totals[0].Cases!.Value));
        Assert.Equal(0.8m, result.Rows.Single(r => r.Members[0].Code == "pharma-valley").Cells[0].Value);
        Assert.Contains(result.Notes, n => n.Text.En.Contains("56.3 %", StringComparison.Ordinal)); // 9 of 16 million
    }

    [Fact]
    public async Task EverySlicer_AFilter_AndAScope_AreTheSame()
    {
        await using var star = await ManyAsync();
        using var engines = await HeldAsync(star);
        string[] filters =
        [
            "",
            "fiscal_year=2008 fiscal_year=2009",
            "quarter=2008-Q1 quarter=not-applicable",
            "cluster=photon-valley",
            "cluster=none",
            "subregion=22-west company_size=1-20",
            "bank=nobody",
        ];
        Scope[] scopes = [new() { Banks = ["0150"] }, new() { Regions = ["22-west"], Institutes = ["riken"] }, new() { Banks = ["none of them"] }];
        foreach (var by in engines.Catalog.Slicers.Keys.Append("").Append("cluster sponsor").Append("fiscal_year prefecture cluster"))
        {
            await engines.SameAsync([
                .. filters.Select(filter => BothEngines.Query($"{Medians} {Quotients} referrals", by, filter)),
                .. scopes.Select(scope => BothEngines.Query($"{Medians} {Quotients}", by, scope: scope)),
            ]);
        }

        var years = await engines.SameAsync(BothEngines.Query($"{Medians} {Quotients}", "fiscal_year"));
        Assert.All(
            Enumerable.Range(0, 6),
            measure => Assert.Contains(years.Rows.Select(r => r.Cells[measure]).Concat([years.Totals[measure]]), cell => cell.Value > 0)
        );
    }

    [Fact]
    public async Task YearBefore_AndAsOfTheSamePoint_AreTheSame()
    {
        await using var star = await ManyAsync("2011-10-17"); // within a year: a year before, all that came later has not happened
        using var engines = await HeldAsync(star);
        foreach (var by in new[] { "", "fiscal_year", "quarter", "subregion", "cluster" })
        {
            await engines.SameAsync([
                .. new[] { "", "fiscal_year=2011", "fiscal_year=2010" }.Select(filter =>
                    BothEngines.Query(
                        string.Join(
                            ' ',
                            $"{Medians} {Quotients}"
                                .Split(' ')
                                .SelectMany(m => new[] { m, $"{m}.previous", $"{m}.to_date", $"{m}.previous_to_date", $"{m}.change" })
                        ),
                        by,
                        filter
                    )
                ),
            ]);
        }
    }

    [Fact]
    public async Task OnlyYears_OfCalendarYears_AreTheSame()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.DollarDatasetAsync("grants");
        await star.ReferralAsync(19830101, precision: "year", developed: 19840101, dataset: "grants"); // 1 year
        await star.ReferralAsync(19830101, precision: "year", developed: 19870101, dataset: "grants"); // 4 years
        await star.ReferralAsync(19830101, precision: "year", dataset: "grants");
        await star.ReferralAsync(19900101, precision: "year", developed: 19900101, dataset: "grants"); // at once
        await star.ReferralAsync(19900101, precision: "year", developed: 20030101, dataset: "grants"); // after the last day
        await star.ReferralAsync(19990301, dataset: "grants"); // 3 whole years and 10 months
        await star.ReferralAsync(19960229, dataset: "grants", developed: 20000228); // a day short of 4 years
        await star.OutcomeAsync(19840101, "advanced", dataset: "grants", precision: "year");
        await star.PublishAsync("2002-12-31");
        using var engines = await HeldAsync(star);

        var years = await engines.SameAsync(BothEngines.Query("median_years_to_development median_days_to_engagement", "fiscal_year", dataset: "grants"));
        Assert.Equal(
            ["1983: 4", "1990: 0", "1996: 3"],
            years
                .Rows.Where(r => r.Cells[0].Value is not null)
                .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Members[0].Code}: {r.Cells[0].Value}"))
        );
        foreach (var by in new[] { "", "quarter", "month", "prefecture", "company_size" })
        {
            await engines.SameAsync(
                BothEngines.Query("median_years_to_development median_days_to_engagement median_years_to_development.previous", by, dataset: "grants")
            );
        }
    }

    [Fact]
    public async Task Publications_BringWhatHasChanged()
    {
        await using var star = await ManyAsync();
        using var engines = await HeldAsync(star);
        var first = (long)(await star.ScalarAsync("select min(referral_id) from mart.fct_referrals where published_to = 2147483647"))!;
        await star.CloseReferralAsync(first);
        await star.ReferralAsync(20090701, company: 3, engaged: 20090702, product: 20090901, contract3y: 7_000_000_000_000, verified3y: -5);
        await star.PublishAsync();
        await engines.Stars.RefreshAsync();

        Assert.True(engines.Stars.States.Single(s => s.Dataset == "samples").WasDelta);
        foreach (var by in new[] { "", "fiscal_year", "cluster" })
        {
            await engines.SameAsync(BothEngines.Query($"{Medians} {Quotients}", by));
        }
    }

    private static async Task<BothEngines> HeldAsync(Star star)
    {
        var engines = new BothEngines(star.Warehouse.Reader);
        await engines.Stars.RefreshAsync();
        return engines;
    }

    private async Task<Star> ManyAsync(string dataThrough = "2013-03-31")
    {
        var star = await Star.CreateAsync(postgres);
        var random = new Random(11);
        string[] regions = ["22131", "22101", "22203", "13101", "-1"],
            clusters = ["", "", "photon-valley", "pharma-valley photon-valley", "san-en-nanshin"];
        for (var number = 0; number < 70; number++)
        {
            var (year, month, day) = (2008 + random.Next(4), 1 + random.Next(12), 1 + random.Next(28));
            var isYear = number % 9 == 0;
            int Later(double chance) => random.NextDouble() < chance ? (year + random.Next(3)) * 10_000 + 1_200 + 1 + random.Next(31) : -3;
            long? Amount(double chance) => random.NextDouble() < chance ? random.Next(9_000) * 1_000L : null;
            await star.ReferralAsync(
                isYear ? year * 10_000 + 101 : year * 10_000 + month * 100 + day,
                regions[random.Next(5)],
                clusters[random.Next(5)],
                company: 1 + random.Next(20),
                bank: random.Next(2) == 0 ? "0149" : "0150",
                size: random.Next(2) == 0 ? "1-20" : "301+",
                precision: isYear ? "year" : "day",
                institute: random.Next(3) == 0 ? "riken" : "aist",
                engaged: Later(0.8),
                product: Later(0.7),
                closed: number % 11 == 0 ? -1 : Later(0.3),
                developed: Later(0.8),
                contract3y: Amount(0.9),
                verified3y: Amount(0.5),
                reported3y: Amount(0.5)
            );
        }

        await star.EngagementAsync(20090501, "joint-research");
        await star.OutcomeAsync(20100601, "product");
        await star.OutcomeAsync(20100601, "added-sales", amount: 1);
        await star.OutcomeAsync(20100601, "advanced");
        await star.PublishAsync(dataThrough);
        return star;
    }
}
