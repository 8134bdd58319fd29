using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>Values are parameters and names come from declarations: nothing that a person types becomes SQL.</summary>
public class InjectionTests(PostgresFixture postgres)
{
    private static readonly string[] Attempts =
    [
        "'; drop table mart.fct_referrals; --",
        "x' or '1'='1",
        "1) or (1=1",
        "\\'; select pg_sleep(9) --",
        "$$; drop schema mart cascade; $$",
        "{columns}",
        "@dataset",
        "%",
        "none' or true --",
    ];

    [Fact]
    public async Task Values_ThatLookLikeSql_AreOnlyCodesThatNothingHas()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.OutcomeAsync(20080501, "product");
        await star.EngagementAsync(20080501, "know-how");
        await star.PublishAsync();

        foreach (var slicer in star.Model.Catalog.Slicers.Values.Where(s => s.Kind != SlicerKind.Time))
        {
            var result = await star.Model.AnswerAsync(
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["referrals", "engagements", "outcomes", "referrals.previous", "referrals.target"],
                    By = [slicer.Name],
                    Filters = new Dictionary<string, IReadOnlyList<string>> { [slicer.Name] = Attempts },
                },
                TestContext.Current.CancellationToken
            );
            Assert.Empty(result.Rows);
            Assert.All(result.Totals, cell => Assert.True(cell.Value is null or 0));
        }

        Assert.Equal(": 1\ntotal: 1", await star.RowsAsync("referrals"));
    }

    [Fact]
    public async Task Names_ThatLookLikeSql_AreUnknown()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var attempt in Attempts)
        {
            await Refused(
                "measure",
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = [attempt],
                }
            );
            await Refused(
                "measure",
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["referrals." + attempt],
                }
            );
            await Refused(
                "by",
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["referrals"],
                    By = [attempt],
                }
            );
            await Refused(
                attempt,
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["referrals"],
                    Filters = new Dictionary<string, IReadOnlyList<string>> { [attempt] = ["1"] },
                }
            );
            await Refused(
                "fiscal_year",
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["referrals"],
                    Filters = new Dictionary<string, IReadOnlyList<string>> { ["fiscal_year"] = [attempt] },
                }
            );
            await Refused(
                "dataset",
                new Query
                {
                    Scope = Scope.All,
                    Dataset = attempt,
                    Measures = ["referrals"],
                }
            );
        }

        async Task Refused(string parameter, Query query)
        {
            var fault = (await Assert.ThrowsAsync<QueryException>(() => star.Model.AnswerAsync(query, TestContext.Current.CancellationToken))).Fault;
            Assert.Equal(parameter, fault.Parameter);
            Assert.NotEmpty(fault.Allowed);
        }
    }

    [Fact]
    public async Task Reader_WhoAnswers_CanWriteNoFact()
    {
        await using var star = await Star.CreateAsync(postgres);
        await using var command = star.Warehouse.Reader.CreateCommand("update mart.fct_referrals set line = 0");

        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Assert.Equal("42501", refusal.SqlState);
    }
}
