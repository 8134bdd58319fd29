namespace Analytics.Tests.Sql.Model;

/// <summary>Every measure against a case worked out by hand; answers are compared as the text of <see cref="Star.RowsAsync"/>.</summary>
public class FiguresTests(PostgresFixture postgres)
{
    [Fact, WorkedByHand("referrals")]
    public async Task Referrals_ByFiscalYear_FollowTheFiscalYearAndFillGaps()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080331); // FY2007: the last day
        await star.ReferralAsync(20080401); // FY2008: the first day
        await star.ReferralAsync(20090215); // FY2008
        await star.ReferralAsync(20110101); // FY2010; FY2009 has none
        await star.PublishAsync();

        Assert.Equal(
            """
            2007: 1
            2008: 2
            2009: 0
            2010: 1
            total: 4
            """,
            await star.RowsAsync("referrals", "fiscal_year")
        );
    }

    [Fact, WorkedByHand("companies_referred")]
    public async Task CompaniesReferred_SameCompanyInTwoYears_CountsOnceInTheTotal()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, company: 7);
        await star.ReferralAsync(20080601, company: 7);
        await star.ReferralAsync(20090501, company: 7);
        await star.ReferralAsync(20090501, company: 8);
        await star.ReferralAsync(20090501, company: 9, matched: false);
        await star.PublishAsync();

        var result = await star.AskAsync("companies_referred", "fiscal_year");

        Assert.Equal("2008: 1\n2009: 3\ntotal: 3", await star.RowsAsync("companies_referred", "fiscal_year"));
        var note = Assert.Single(result.Notes);
        Assert.Equal("unmatched", note.Code);
        Assert.Equal("1 unmatched, each counted as a company of its own.", note.Text.En);
    }

    [Fact, WorkedByHand("engagements consultations joint_research commissioned_research know_how information")]
    public async Task Engagements_EachTypeAndState_CountAsDefined()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.EngagementAsync(20080501, "information");
        await star.EngagementAsync(20080501, "consultation");
        await star.EngagementAsync(20080501, "consultation", state: "cancelled"); // counts
        await star.EngagementAsync(20080501, "consultation", state: "preparing"); // does not
        await star.EngagementAsync(20080501, "joint-research");
        await star.EngagementAsync(20080501, "commissioned-research");
        await star.EngagementAsync(20080501, "know-how");
        await star.EngagementAsync(20080501, "know-how", state: "unknown"); // a blank state is not "in preparation"
        await star.EngagementAsync(20080501, "subsidy", contract: 900);
        await star.EngagementAsync(20080501, "phase-1");
        await star.PublishAsync();

        // consultation 2 + joint 1 + commissioned 1 + know-how 2 + phase-1 1
        Assert.Equal(
            ": 7 2 1 1 2 1\ntotal: 7 2 1 1 2 1",
            await star.RowsAsync("engagements consultations joint_research commissioned_research know_how information")
        );
    }

    [Fact, WorkedByHand("contract_amount company_share_amount")]
    public async Task ContractAmount_WholeContractInItsFirstYear_WithoutSubsidies()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.EngagementAsync(20080501, "joint-research", contract: 3_000_000, share: 1_000_000);
        await star.EngagementAsync(20090501, "joint-research", contract: 2_000_000); // share unknown
        await star.EngagementAsync(20090501, "subsidy", contract: 50_000_000, share: 1);
        await star.EngagementAsync(20100501, "consultation"); // no contract at all
        await star.EngagementAsync(20110501, "consultation", contract: 0); // nor here: no share to be known
        await star.PublishAsync();

        Assert.Equal(
            """
            2008: 3000000 1000000
            2009: 2000000 NoData
            2010: NoData 0
            2011: 0 0
            total: 5000000 1000000
            """,
            await star.RowsAsync("contract_amount company_share_amount", "fiscal_year")
        );
        var note = Assert.Single((await star.AskAsync("company_share_amount")).Notes);
        Assert.Equal(("known", "Known for 1 of 2 contracts."), (note.Code, note.Text.En));
    }

    [Fact, WorkedByHand("outcomes companies_with_outcome patents licences prototypes products new_businesses new_companies jobs advanced")]
    public async Task Outcomes_SumOfQuantity_OverCountedTypesOnly()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.OutcomeAsync(20080501, "patent-filed", quantity: 3, company: 1);
        await star.OutcomeAsync(20080501, "patent-granted", quantity: 5, company: 9);
        await star.OutcomeAsync(20080501, "licence", company: 1);
        await star.OutcomeAsync(20080501, "prototype", quantity: 2, company: 2);
        await star.OutcomeAsync(20080501, "product", company: 2);
        await star.OutcomeAsync(20080501, "new-business", company: 3);
        await star.OutcomeAsync(20080501, "new-company", company: 3);
        await star.OutcomeAsync(20080501, "jobs", quantity: 12);
        await star.OutcomeAsync(20080601, "jobs", quantity: -5);
        await star.OutcomeAsync(20080501, "investment", amount: 1);
        await star.OutcomeAsync(20080501, "loan", amount: 1);
        await star.OutcomeAsync(20080501, "advanced", quantity: 4);
        await star.PublishAsync();

        // 3 + 1 + 2 + 1 + 1 + 1 = 9, of companies 1, 2 and 3
        Assert.Equal(
            "total: 9 3 3 1 2 1 1 1 7 4",
            (await star.RowsAsync("outcomes companies_with_outcome patents licences prototypes products new_businesses new_companies jobs advanced")).Split(
                '\n'
            )[1]
        );
    }

    [Fact, WorkedByHand("added_sales added_sales_verified added_sales_self_reported")]
    public async Task AddedSales_ItsTwoParts_AddUpToTheTotal()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.OutcomeAsync(20080501, "added-sales", amount: 12_000_000, verification: "verified");
        await star.OutcomeAsync(20080501, "added-sales", amount: 5_000_000);
        await star.OutcomeAsync(20080501, "loan", amount: 80_000_000);
        await star.PublishAsync();

        Assert.Equal(
            ": 17000000 12000000 5000000\ntotal: 17000000 12000000 5000000",
            await star.RowsAsync("added_sales added_sales_verified added_sales_self_reported")
        );
    }

    [Fact, WorkedByHand("model_cases")]
    public async Task ModelCases_SeveralFlagsOnOneReferral_CountAtTheFirst()
    {
        await using var star = await Star.CreateAsync(postgres);
        var referral = await star.ReferralAsync(20080501);
        await star.OutcomeAsync(20080601, "product", referral: referral, firstModelCase: true);
        await star.OutcomeAsync(20090601, "patent-filed", referral: referral);
        await star.PublishAsync();

        Assert.Equal("2008: 1\n2009: 0\ntotal: 1", await star.RowsAsync("model_cases", "fiscal_year"));
    }

    [Fact]
    public async Task Amounts_InDollars_ComeInMajorUnits()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.DollarDatasetAsync("us");
        await star.EngagementAsync(20010101, "phase-1", contract: 9_999_950, dataset: "us", precision: "year", region: "US-CA");
        await star.EngagementAsync(20020101, "phase-2", contract: 50, dataset: "us", precision: "year", region: "US-MA");
        await star.PublishAsync("2002-12-31");

        Assert.Equal("2001: 99999.5\n2002: 0.5\ntotal: 100000", await star.RowsAsync("contract_amount", "fiscal_year", dataset: "us"));
        Assert.Equal("US-CA: 1\nUS-MA: 1\ntotal: 2", await star.RowsAsync("engagements", "prefecture", dataset: "us"));
        var year = (await star.AskAsync("engagements", "fiscal_year", dataset: "us")).Rows[0].Members[0];
        Assert.Equal(("2001", "2001年", "2001"), (year.Code, year.Label.Ja, year.Label.En));
    }

    [Fact]
    public async Task YearPrecision_ByMonthAndQuarter_IsNotApplicable()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080101, precision: "year");
        await star.ReferralAsync(20080115);
        await star.PublishAsync();

        Assert.Equal("2008-01: 1\nnot-applicable: 1\ntotal: 2", await star.RowsAsync("referrals", "month"));
        Assert.Equal("2007-Q4: 1\nnot-applicable: 1\ntotal: 2", await star.RowsAsync("referrals", "quarter"));
        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals", filters: "quarter=2007-Q4"));
    }

    [Fact]
    public async Task Dates_AfterDataThrough_DoNotCount()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20090331);
        await star.ReferralAsync(20090401);
        await star.EngagementAsync(20100101, "joint-research");
        await star.PublishAsync("2009-03-31");

        Assert.Equal("2008: 1 0\ntotal: 1 0", await star.RowsAsync("referrals engagements", "fiscal_year"));
    }
}
