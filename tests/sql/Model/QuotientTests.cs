using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>Added sales per contract amount: sums of the same referrals, never shown for a few companies, never without what the largest one brought.</summary>
public class QuotientTests(PostgresFixture postgres)
{
    private const string Measures = "sales_per_contract sales_per_contract_verified sales_per_contract_self_reported";

    [Fact, WorkedByHand("sales_per_contract sales_per_contract_verified sales_per_contract_self_reported")]
    public async Task SalesPerContract_SumsOverTheSameReferrals_WithItsTwoParts()
    {
        await using var star = await Star.CreateAsync(postgres);
        await FiveCompaniesAsync(star);
        await star.ReferralAsync(20080501, company: 6, verified3y: 5_000_000); // no contract: not in it
        await star.ReferralAsync(20080501, company: 7, contract3y: 0, reported3y: 5_000_000); // none either
        await star.PublishAsync();

        // Contracts 1 + 2 + 3 + 4 + 6 (two of company 5: 4 and 2) = 16 million. Sales verified 2 + 6 = 8, reported 1 + 1 = 2.
        Assert.Equal(": 0.625 0.5 0.125\ntotal: 0.625 0.5 0.125", await star.RowsAsync(Measures, filters: "fiscal_year=2008"));
        var result = await star.AskAsync("sales_per_contract", filters: "fiscal_year=2008");
        Assert.Equal((MeasureUnit.Ratio, "cohort", 5L), (result.Measures[0].Unit, result.Measures[0].TimeBasis, result.Totals[0].Cases!.Value));
        // Company 5 brought 6 + 1 = 7 of 10 million. Of 6 referrals, 4 say something about sales (company 4's 0 is something, company 3 says nothing,
        // nor does company 5's second).
        Assert.Equal(
            ["5 companies; the largest brought 70.0 % of the added sales.", "Added sales are known for 4 of 6 referrals with a contract."],
            result.Notes.Where(n => n.Code is "largest_company" or "known").Select(n => n.Text.En).Take(2)
        );
    }

    [Fact]
    public async Task SalesPerContract_UnderFiveCompanies_IsSuppressed_HoweverManyReferrals()
    {
        await using var star = await Star.CreateAsync(postgres);
        await FiveCompaniesAsync(star, region: "22131");
        for (var referral = 0; referral < 6; referral++)
        {
            await star.ReferralAsync(20080501, region: "22101", company: 1 + referral % 4, contract3y: 1_000_000, verified3y: 1_000_000);
        }

        await star.PublishAsync();

        // West: as above. Central: 4 companies. Together 16 of 22 million, of 5 companies.
        Assert.Equal("22-central: Suppressed\n22-west: 0.625\ntotal: 0.7273", await star.RowsAsync("sales_per_contract", "subregion", "fiscal_year=2008"));
        var notes = (await star.AskAsync("sales_per_contract", "subregion", "fiscal_year=2008")).Notes;
        Assert.Contains(notes, n => n.Text.En == "Of the rows, Western Shizuoka depends most on one company (70.0 %).");
        Assert.Equal(": Suppressed\ntotal: Suppressed", await star.RowsAsync("sales_per_contract", filters: "fiscal_year=2008 subregion=22-central"));
        // Where it is suppressed, nothing about the largest company is told either.
        Assert.DoesNotContain(
            (await star.AskAsync("sales_per_contract", filters: "fiscal_year=2008 subregion=22-central")).Notes,
            n => n.Code is "largest_company" or "known"
        );
    }

    [Fact]
    public async Task SalesPerContract_ImmatureUntilThreeYearsAfterTheCohort()
    {
        await using var star = await Star.CreateAsync(postgres);
        await FiveCompaniesAsync(star);
        await star.PublishAsync("2012-03-31"); // 2009-03-31 + 1,096 days = 2012-03-31
        Assert.Equal("2008: 0.625\ntotal: 0.625(Immature)", await star.RowsAsync("sales_per_contract", "fiscal_year"));

        await star.PublishAsync("2012-03-30");
        Assert.Equal("2008: 0.625(Immature)\ntotal: 0.625(Immature)", await star.RowsAsync("sales_per_contract", "fiscal_year", "fiscal_year=2008"));
    }

    [Fact]
    public async Task SalesPerContract_WithoutContracts_IsNotApplicable_AndIsNeverCalledAReturn()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, verified3y: 1);
        await star.EngagementAsync(20080501, "consultation");
        await star.PublishAsync();

        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("sales_per_contract", filters: "fiscal_year=2008"));
        Assert.All(
            Measures.Split(' ').Select(name => ModelCatalog.Load().Measures[name]),
            m => Assert.DoesNotContain("return", m.Label.En + m.Description.En, StringComparison.OrdinalIgnoreCase)
        );
    }

    private static async Task FiveCompaniesAsync(Star star, string region = "22131")
    {
        await star.ReferralAsync(20080401, region, company: 1, contract3y: 1_000_000, verified3y: 2_000_000);
        await star.ReferralAsync(20080401, region, company: 2, contract3y: 2_000_000, reported3y: 1_000_000);
        await star.ReferralAsync(20080401, region, company: 3, contract3y: 3_000_000);
        await star.ReferralAsync(20080401, region, company: 4, contract3y: 4_000_000, verified3y: 0);
        await star.ReferralAsync(20080401, region, company: 5, contract3y: 4_000_000, verified3y: 6_000_000, reported3y: 1_000_000);
        await star.ReferralAsync(20090331, region, company: 5, contract3y: 2_000_000);
        await star.EngagementAsync(20080501, "joint-research");
        await star.OutcomeAsync(20080601, "added-sales", amount: 1);
    }
}
