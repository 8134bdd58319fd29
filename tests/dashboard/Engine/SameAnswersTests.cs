using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Postgres and the columns in memory give the same answers, down to the last unit, label and note.</summary>
public class SameAnswersTests(PostgresFixture postgres)
{
    private static readonly string[] Filters =
    [
        "fiscal_year=2009",
        "fiscal_year=2008 fiscal_year=2010",
        "quarter=2008-Q1",
        "quarter=not-applicable",
        "month=2008-05 month=not-applicable",
        "cluster=photon-valley",
        "cluster=photon-valley cluster=pharma-valley",
        "cluster=none",
        "cluster=not-applicable cluster=none cluster=pharma-valley",
        "sponsor=metropolis",
        "sponsor=shizuoka cluster=photon-valley",
        "programme=none cluster=none",
        "prefecture=22",
        "subregion=22-west subregion=22-east",
        "municipality=unknown",
        "industry_division=unknown",
        "bank=0149 company_size=301+",
        "bank=nobody",
        "channel=branch-network technology_field=optics",
        "fiscal_year=2009 subregion=22-west cluster=pharma-valley",
    ];

    [Fact]
    public async Task EveryMeasure_ByEverySlicer_IsTheSame()
    {
        await using var star = await StarAsync();
        using var engines = await HeldAsync(star);
        var measures = engines.Catalog.Measures.Keys.ToList();
        foreach (var by in engines.Catalog.Slicers.Keys.Prepend(""))
        {
            await engines.SameAsync(BothEngines.Query(string.Join(' ', measures), by));
            await engines.SameAsync([.. measures.Select(measure => BothEngines.Query(measure, by))]);
        }
    }

    [Fact]
    public async Task EveryFilter_OnAPageOfQuestions_IsTheSame()
    {
        await using var star = await StarAsync();
        using var engines = await HeldAsync(star);
        foreach (var filter in Filters)
        {
            string[] by =
            [
                "",
                "fiscal_year",
                "cluster",
                "programme",
                "cluster sponsor",
                "prefecture fiscal_year",
                "municipality",
                "quarter",
                "month",
                "industry_group",
                "company_size channel",
                "branch",
            ];
            await engines.SameAsync([
                .. by.Select(b =>
                    BothEngines.Query(
                        "referrals companies_referred open_referrals open_over_90_days conversion_rate reached_product commercialisation_rate outcomes companies_with_outcome engagements contract_amount company_share_amount outcomes.previous open_referrals.previous",
                        b,
                        filter
                    )
                ),
            ]);
        }
    }

    [Fact]
    public async Task Targets_AreTheSame()
    {
        await using var star = await StarAsync();
        using var engines = await HeldAsync(star);
        await engines.SameAsync(BothEngines.Query("outcomes outcomes.target outcomes.target_attainment", "fiscal_year"));
        await engines.SameAsync(BothEngines.Query("outcomes outcomes.target outcomes.target_attainment", "subregion", "fiscal_year=2009"));
    }

    [Fact]
    public async Task Scopes_AreTheSame()
    {
        await using var star = await StarAsync();
        using var engines = await HeldAsync(star);
        foreach (
            var scope in new[]
            {
                new Scope { Banks = ["0150"] },
                new Scope { Regions = ["22-west", "13"] },
                new Scope { Institutes = ["riken"], Regions = ["22"] },
                new Scope { Banks = ["none of them"] },
            }
        )
        {
            foreach (var by in new[] { "", "fiscal_year", "subregion", "cluster", "bank" })
            {
                await engines.SameAsync(BothEngines.Query("referrals companies_referred outcomes contract_amount open_referrals", by, scope: scope));
            }

            await engines.SameMembersAsync("cluster", "samples", scope);
            await engines.SameMembersAsync("municipality", "samples", scope);
        }
    }

    [Fact]
    public async Task EmptyDataset_IsTheSame()
    {
        await using var star = await StarAsync();
        using var engines = await HeldAsync(star);
        await engines.SameAsync(BothEngines.Query("referrals outcomes open_referrals", "fiscal_year", dataset: "ledgers"));
        await engines.SameDatasetsAsync();
    }

    [Fact]
    public async Task Publications_BringTheirDelta_AndStayTheSame()
    {
        await using var star = await StarAsync();
        using var engines = await HeldAsync(star);
        var changed = (long)(await star.ScalarAsync("select min(referral_id) from mart.fct_referrals where published_to = 2147483647"))!;
        await star.CloseReferralAsync(changed);
        await star.ExecuteAsync(
            $"update mart.brg_referral_cluster set published_to = {star.Next} where referral_id = {changed + 1} and published_to = 2147483647"
        );
        await star.ReferralAsync(20090701, region: "22203", clusters: "photon-valley pharma-valley", company: 77, size: "21-50");
        await star.OutcomeAsync(20100801, "prototype", quantity: 4, referral: changed + 1);
        await star.ExecuteAsync("update mart.dim_cluster set name_ja = '改名', name_en = 'Renamed' where cluster_code = 'photon-valley'");
        await star.PublishAsync();

        await engines.SameAsync(BothEngines.Query("referrals", publication: 1), "memory");
        engines.Stars.Announce(2);
        await engines.SameAsync(BothEngines.Query("referrals"), "postgres");
        await engines.Stars.RefreshAsync();

        Assert.True(engines.Stars.States.Single(s => s.Dataset == "samples") is { WasDelta: true, Publication: 2, RowsRead: < 20 });
        foreach (var by in new[] { "", "fiscal_year", "cluster", "programme", "subregion", "month", "company_size" })
        {
            await engines.SameAsync([
                BothEngines.Query("referrals companies_referred outcomes open_referrals engagements contract_amount", by),
                BothEngines.Query("referrals outcomes", by, "cluster=none"),
            ]);
        }

        await engines.SameAsync(BothEngines.Query("referrals", publication: 1), "postgres");
    }

    [Fact]
    public async Task TooLittleMemory_LeavesItToPostgres_AndSaysSo()
    {
        await using var star = await StarAsync();
        using var engines = new BothEngines(star.Warehouse.Reader, mostBytes: 1);
        await engines.Stars.RefreshAsync();
        var result = await engines.SameAsync(BothEngines.Query("referrals", "fiscal_year"), "postgres");
        Assert.Equal("It does not fit into the memory that the columns may take.", result.Trace.WhyNotMemory!.En);
    }

    [Fact]
    public async Task SumThatCouldLeave64Bits_IsLeftToPostgres()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.EngagementAsync(20090501, "joint-research", contract: long.MaxValue - 5);
        await star.EngagementAsync(20090601, "joint-research", contract: long.MaxValue - 6);
        await star.PublishAsync();
        using var engines = await HeldAsync(star);
        await engines.SameAsync(BothEngines.Query("contract_amount engagements", "fiscal_year"), "postgres");
        await engines.SameAsync(BothEngines.Query("engagements", "fiscal_year"));
    }

    private static async Task<BothEngines> HeldAsync(Star star)
    {
        var engines = new BothEngines(star.Warehouse.Reader);
        await engines.Stars.RefreshAsync();
        return engines;
    }

    /// <summary>Some of everything: several years, regions, overlapping clusters, years without days, unknown amounts, changed companies, targets.</summary>
    private async Task<Star> StarAsync()
    {
        var star = await Star.CreateAsync(postgres);
        var random = new Random(7);
        string[] regions = ["22131", "22132", "22203", "22130", "-1", "13101"],
            clusters = ["", "photon-valley", "pharma-valley photon-valley", "san-en-nanshin", "hamamatsu-optronics pharma-valley"],
            sizes = ["1-20", "21-50", "301+", "unknown"];
        for (var number = 0; number < 60; number++)
        {
            var (year, month, day) = (2007 + random.Next(5), 1 + random.Next(12), 1 + random.Next(28));
            var isYear = number % 9 == 0;
            var date = isYear ? year * 10_000 + 101 : year * 10_000 + month * 100 + day;
            int Later(double chance) => random.NextDouble() < chance ? (year + random.Next(4)) * 10_000 + 1_231 : -3;
            var region = regions[random.Next(regions.Length)];
            var id = await star.ReferralAsync(
                date,
                region,
                clusters[random.Next(clusters.Length)],
                company: 1 + random.Next(25),
                matched: random.Next(5) > 0,
                bank: random.Next(2) == 0 ? "0149" : "0150",
                branch: $"10{random.Next(3)}",
                size: sizes[random.Next(4)],
                precision: isYear ? "year" : "day",
                institute: random.Next(3) == 0 ? "riken" : "aist",
                field: random.Next(2) == 0 ? "optics" : "food",
                industry: random.Next(2) == 0 ? "-1" : "09",
                engaged: Later(0.6),
                research: Later(0.3),
                prototype: Later(0.2),
                product: Later(0.2),
                sales: Later(0.2),
                closed: number % 11 == 0 ? -1 : Later(0.4)
            );
            if (number % 2 == 0)
            {
                await star.EngagementAsync(
                    date,
                    number % 4 == 0 ? "joint-research" : "consultation",
                    number % 6 == 0 ? -2 : id,
                    number % 10 == 0 ? "preparing" : "in-progress",
                    number % 8 == 0 ? null : random.Next(9_000) * 1_000L,
                    number % 3 == 0 ? null : 1_000,
                    region,
                    precision: isYear ? "year" : "day",
                    ended: Later(0.5)
                );
                await star.OutcomeAsync(
                    date,
                    number % 4 == 0 ? "product" : "added-sales",
                    1 + random.Next(3),
                    number % 4 == 0 ? null : random.Next(1_000_000),
                    number % 3 == 0 ? "verified" : "self-reported",
                    id,
                    number % 12 == 0,
                    1 + random.Next(25),
                    region,
                    precision: isYear ? "year" : "day"
                );
            }
        }

        await star.TargetAsync(2009, "outcomes", 12);
        await star.TargetAsync(2009, "outcomes", 5, region: "22-west");
        await star.PublishAsync("2012-06-30");
        return star;
    }
}
