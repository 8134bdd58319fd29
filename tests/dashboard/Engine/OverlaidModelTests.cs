using System.Globalization;
using Analytics.Dashboard.Engine;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// An analyst's measures and slicers while the dashboard runs: taken up, mended and taken away without a restart, with the columns in memory
/// following.
/// </summary>
public sealed class OverlaidModelTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Temporary.Folder("analytics-overlay-");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Declaration_AddedMendedAndRemoved_IsTakenUpWithoutARestart()
    {
        await using var star = await FilledStarAsync();
        var catalog = new OverlaidCatalog(_folder);
        using var stars = new MemoryStars(star.Warehouse.Reader, catalog.Current, 1L << 32);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);
        var model = new OverlaidModel(catalog, star.Warehouse.Reader, [stars]);
        Assert.Equal("memory", (await AskAsync("engagements")).Engine);
        var version = model.Catalog.Version;
        Assert.False(catalog.Refresh());

        Write("count: 1");
        Assert.True(catalog.Refresh());
        Assert.NotEmpty(model.Catalog.Faults);
        Assert.All(model.Catalog.Faults, fault => Assert.EndsWith("long_engagements.yaml", fault.File, StringComparison.Ordinal));
        Assert.Equal("2", (await AskAsync("engagements")).Value); // the others go on

        Write(Measure);
        Assert.True(catalog.Refresh());
        Assert.Empty(model.Catalog.Faults);
        Assert.NotEqual(version, model.Catalog.Version);
        // Columns that this measure needs are not in memory yet: Postgres answers.
        Assert.Equal(("1", "postgres"), await AskAsync("long_engagements"));
        stars.Use(catalog.Current);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("1", "memory"), await AskAsync("long_engagements"));

        File.Delete(Path.Combine(_folder, "Measures/long_engagements.yaml"));
        Assert.True(catalog.Refresh());
        Assert.Equal(version, model.Catalog.Version);
        await Assert.ThrowsAsync<QueryException>(() => AskAsync("long_engagements"));
        Assert.Equal("2", (await AskAsync("engagements")).Value);

        async Task<(string Value, string Engine)> AskAsync(string measure)
        {
            var result = await model.AnswerAsync(
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = [measure],
                },
                TestContext.Current.CancellationToken
            );
            return (result.Totals[0].Value!.Value.ToString(CultureInfo.InvariantCulture), result.Trace.Engine);
        }
    }

    [Fact]
    public async Task Declaration_ThatNeedsNoOtherColumn_LeavesTheColumnsInMemory()
    {
        await using var star = await FilledStarAsync();
        var catalog = new OverlaidCatalog(_folder);
        using var stars = new MemoryStars(star.Warehouse.Reader, catalog.Current, 1L << 32);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);
        var model = new OverlaidModel(catalog, star.Warehouse.Reader, [stars]);
        var held = stars.States.Single(state => state.Dataset == "samples");

        Write(Measure.Replace("duration_days: \">=365\"", "contract_amount: \">=5\"", StringComparison.Ordinal));
        Assert.True(catalog.Refresh());

        var result = await model.AnswerAsync(
            new Query
            {
                Scope = Scope.All,
                Dataset = "samples",
                Measures = ["long_engagements"],
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal((1, "memory"), (result.Totals[0].Value, result.Trace.Engine));
        stars.Use(catalog.Current);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(held, stars.States.Single(state => state.Dataset == "samples"));
    }

    private const string Measure = """
        kind: count
        fact: engagements
        where: {duration_days: ">=365"}
        time: event
        unit: cases
        sort: 900
        label: {ja: 長い連携, en: Long engagements}
        description: {ja: 一年以上の連携。, en: Engagements of a year or more.}
        """;

    /// <summary>Two engagements: 10 yen, 400 days; 1 yen, 30 days.</summary>
    private async Task<Star> FilledStarAsync()
    {
        var star = await Star.CreateAsync(postgres);
        var referral = await star.ReferralAsync(20080501);
        await star.EngagementAsync(20080601, "joint-research", referral, contract: 10, share: 1);
        await star.EngagementAsync(20080701, "joint-research", referral, contract: 1, share: 1);
        await star.ExecuteAsync("update mart.fct_engagements set duration_days = case contract_amount when 10 then 400 else 30 end");
        await star.PublishAsync();
        return star;
    }

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Measures"));
        File.WriteAllText(Path.Combine(_folder, "Measures/long_engagements.yaml"), text);
    }
}
