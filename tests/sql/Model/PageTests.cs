using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>Questions that are asked together and answered by statements that they share: each has its own rows, its own measures and its own total.</summary>
public class PageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task QuestionsAboutTheSameRows_EachHaveTheirOwnRowsAndTotals()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley pharma-valley", company: 1);
        await star.ReferralAsync(20080701, region: "22203", clusters: "pharma-valley", company: 1);
        await star.ReferralAsync(20091001, region: "22203", company: 2);
        await star.ReferralAsync(20090101, region: "22203", company: 3, precision: "year");
        await star.PublishAsync("2010-03-31");

        Assert.Equal(
            [
                "total: 4 3",
                "2008: 3 2, 2009: 1 1, total: 4 3",
                "22-east: 3, 22-west: 1, total: 4",
                "22-east|2008: 2 2, 22-east|2009: 1 1, 22-west|2008: 1 1, 22-west|2009: 0 0, total: 4 3",
                // A referral in two clusters stands in both rows, and once in the total.
                "photon-valley: 1 1, pharma-valley: 2 1, none: 2 2, total: 4 3",
                "2008-Q1: 1, 2008-Q2: 1, 2008-Q3: 0, 2008-Q4: 0, 2009-Q1: 0, 2009-Q2: 0, 2009-Q3: 1, not-applicable: 1, total: 4",
            ],
            await AskedAsync(
                star,
                ("referrals companies_referred", ""),
                ("referrals companies_referred", "fiscal_year"),
                ("referrals", "subregion"),
                ("referrals companies_referred", "subregion fiscal_year"),
                ("referrals companies_referred", "cluster"),
                ("referrals", "quarter")
            )
        );
    }

    [Fact]
    public async Task QuestionsAboutOtherRows_AreNotMixed()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, region: "22131", clusters: "photon-valley", company: 1);
        await star.ReferralAsync(20090401, region: "22203", clusters: "pharma-valley", company: 1);
        await star.ReferralAsync(20100331, region: "22203", company: 2);
        await star.PublishAsync("2010-03-31");

        async Task<string> One(string filters) =>
            (await star.RowsAsync("referrals companies_referred", "subregion", filters)).Replace("\n", ", ", StringComparison.Ordinal);
        Assert.Equal("22-east: 2 2, 22-west: 0 0, total: 2 2", await One("fiscal_year=2009")); // its first day and its last
        Assert.Equal("22-east: 0 0, 22-west: 1 1, total: 1 1", await One("fiscal_year=2008"));
        Assert.Equal("22-east: 2 2, 22-west: 1 1, total: 3 2", await One("fiscal_year=2008 fiscal_year=2009"));
        Assert.Equal("22-east: 1 1, 22-west: 1 1, total: 2 1", await One("month=2008-05 month=2009-04"));
        Assert.Equal("22-east: 0 0, 22-west: 1 1, total: 1 1", await One("fiscal_year.not=2009"));
        Assert.Equal("22-west: 1 1, total: 1 1", await One("cluster=photon-valley"));
    }

    /// <summary>Asked in one go; each answer's rows as the slicers order them, and its totals.</summary>
    private static async Task<IReadOnlyList<string>> AskedAsync(Star star, params (string Measures, string By)[] questions)
    {
        var answers = await star.Model.AnswerAsync(
            [
                .. questions.Select(q => new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = q.Measures.Split(' '),
                    By = q.By.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                }),
            ],
            TestContext.Current.CancellationToken
        );
        return
        [
            .. answers.Select(answer =>
                string.Join(
                    ", ",
                    answer
                        .Result!.Rows.Where(row => row.Members.Count > 0)
                        .Select(row => $"{string.Join('|', row.Members.Select(m => m.Code))}: {Values(row.Cells)}")
                        .Append($"total: {Values(answer.Result.Totals)}")
                )
            ),
        ];

        static string Values(IEnumerable<Cell> cells) => string.Join(' ', cells.Select(cell => $"{cell.Value:0}"));
    }
}
