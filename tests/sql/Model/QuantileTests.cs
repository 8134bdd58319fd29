using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>A measure of an installation's own: what a share of the rows does not exceed, interpolated between neighbours. Worked out by hand.</summary>
public sealed class QuantileTests(PostgresFixture postgres) : IDisposable
{
    private const string Declaration = """
        kind: quantile
        fact: engagements
        value: contract_amount
        share: 0.5
        where: {engagement_type: [joint-research, commissioned-research]}
        time: event
        unit: currency
        sort: 900
        label: {ja: 契約額の中央値, en: Median contract}
        description: {ja: 契約額の中央値。, en: The median of what contracts are worth.}
        """;

    private readonly string _folder = Temporary.Folder("analytics-quantile-");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Median_LiesBetweenTheMiddleTwo_AndUnknownValuesAreLeftOut()
    {
        await using var star = await Star.CreateAsync(postgres);
        foreach (var amount in new long?[] { 900_000, 100_000, 400_000, 200_000, null })
        {
            await star.EngagementAsync(20080501, "joint-research", contract: amount);
        }

        await star.EngagementAsync(20090501, "commissioned-research", contract: 7_000_001);
        await star.EngagementAsync(20090501, "consultation", contract: 5);
        await star.EngagementAsync(20100501, "joint-research");
        await star.EngagementAsync(20110501, "consultation", contract: 5);
        await star.PublishAsync("2012-03-31");

        // (200,000 + 400,000) ÷ 2 of four; one alone; none known; none at all. All five: the middle one, 400,000.
        var result = await AskAsync(star, Declaration, "fiscal_year");
        Assert.Equal(
            ["2008 300000 Value 4", "2009 7000001 Value 1", "2010  NoData ", "2011  NotApplicable "],
            result.Rows.Select(r => $"{r.Members[0].Code} {r.Cells[0].Value:0.####} {r.Cells[0].State} {r.Cells[0].Cases}")
        );
        Assert.Equal((400_000m, MeasureUnit.Currency), (result.Totals[0].Value, result.Measures[0].Unit));

        // A quarter of the way from the first to the last of four: 100,000 + 0.75 × 100,000.
        var lower = await AskAsync(star, Declaration.Replace("share: 0.5", "share: 0.25", StringComparison.Ordinal), "fiscal_year");
        Assert.Equal(175_000m, lower.Rows[0].Cells[0].Value);
    }

    [Fact]
    public async Task Rows_BehindAQuantile_AreThoseWhoseValueIsKnown()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.EngagementAsync(20080501, "joint-research", contract: 300);
        await star.EngagementAsync(20080502, "joint-research", contract: 100);
        await star.EngagementAsync(20080503, "joint-research");
        await star.PublishAsync();

        var rows = await Model(star, Declaration).SingleRowsAsync(Question("", "median_contract"), TestContext.Current.CancellationToken);

        Assert.Equal((2L, 200m), (rows.Total, rows.Result.Totals[0].Value));
        Assert.Equal([300m, 100m], rows.Rows.Select(r => r.Value));
    }

    private Task<Result> AskAsync(Star star, string declaration, string by) =>
        Model(star, declaration).AnswerAsync(Question(by, "median_contract"), TestContext.Current.CancellationToken);

    private SemanticModel Model(Star star, string declaration)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Measures"));
        File.WriteAllText(Path.Combine(_folder, "Measures/median_contract.yaml"), declaration);
        var catalog = ModelCatalog.Load(_folder);
        Assert.Empty(catalog.Faults);
        return SemanticModel.Direct(star.Warehouse.Reader, catalog);
    }

    private static Query Question(string by, params IReadOnlyList<string> measures) =>
        new()
        {
            Scope = Scope.All,
            Dataset = "samples",
            Measures = measures,
            By = by.Length == 0 ? [] : [by],
        };
}
