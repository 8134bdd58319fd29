namespace Analytics.Tests.Sql.Model;

/// <summary>Finance and grants of patents: counted for themselves, never as outcomes.</summary>
public class FinanceTests(PostgresFixture postgres)
{
    [Fact, WorkedByHand("loans loan_amount investment patents_granted")]
    public async Task LoansLoanAmountInvestmentAndPatentsGranted_AreNoOutcomes()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.OutcomeAsync(20080501, "loan", amount: 30_000_000);
        await star.OutcomeAsync(20090331, "loan", amount: 12_000_000);
        await star.OutcomeAsync(20090401, "loan", quantity: 3); // their amount is unknown
        await star.OutcomeAsync(20080601, "investment", amount: 5_000_000);
        await star.OutcomeAsync(20080601, "patent-granted", quantity: 3);
        await star.OutcomeAsync(20080601, "patent-filed", quantity: 2);
        await star.PublishAsync("2010-03-31");

        // 2008: two loans of 30 + 12 million; 2009: three, of which nobody knows the amount. Only the two patents filed are outcomes.
        Assert.Equal(
            "2008: 2 42000000 5000000 3 2\n2009: 3 NoData 0 0 0\ntotal: 5 42000000 5000000 3 2",
            await star.RowsAsync("loans loan_amount investment patents_granted outcomes", "fiscal_year")
        );
    }
}
