using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>What datasets tell of themselves: what they hold, and with which year pages open.</summary>
public class DatasetsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task DefaultFiscalYear_OneDayBeforeTheEnd_IsTheYearBefore()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20070501);
        await star.ReferralAsync(20080501);
        await star.PublishAsync("2009-03-30");

        Assert.Equal(2007, (await Summary(star)).DefaultFiscalYear);
    }

    [Fact]
    public async Task Datasets_TellWhatTheyHold()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.OutcomeAsync(20080601, "product");
        await star.PublishAsync();

        var datasets = await star.Model.DatasetsAsync(TestContext.Current.CancellationToken);
        var samples = datasets.Single(d => d.Code == "samples");

        // Without an engagement in it there is no conversion, and none that waits for one; what was never engaged has reached no stage.
        Assert.Equal(
            [
                "referrals",
                "reached_prototype",
                "reached_product",
                "companies_referred",
                "open_referrals",
                "commercialisation_rate",
                "outcomes",
                "companies_with_outcome",
                "products",
                "verified_share",
            ],
            samples.Measures
        );
        Assert.Equal(
            (1, new DateOnly(2013, 3, 31), new DateOnly(2008, 5, 1), 2008, 2012),
            (samples.Publication, samples.DataThrough, samples.FirstDate, samples.FirstFiscalYear, samples.DefaultFiscalYear)
        );
        Assert.Empty(datasets.Single(d => d.Code == "ledgers").Measures);
        Assert.Equal("samples", DatasetSummary.DefaultOf(datasets));

        await star.DollarDatasetAsync("us");
        await star.EngagementAsync(20010101, "phase-1", dataset: "us", precision: "year");
        await star.PublishAsync();
        // Only years are known there: nothing that asks for days.
        Assert.Equal(["engagements"], (await star.Model.DatasetsAsync(TestContext.Current.CancellationToken)).Single(d => d.Code == "us").Measures);
        Assert.Equal("us", DatasetSummary.DefaultOf(await star.Model.DatasetsAsync(TestContext.Current.CancellationToken))); // the only real one with rows

        await star.ReferralAsync(20080501, dataset: "ledgers");
        await star.PublishAsync();
        datasets = await star.Model.DatasetsAsync(TestContext.Current.CancellationToken);
        Assert.Equal("ledgers", DatasetSummary.DefaultOf(datasets));
        Assert.Equal("us", DatasetSummary.DefaultOf(datasets, configured: "us"));
    }

    private static async Task<DatasetSummary> Summary(Star star) =>
        (await star.Model.DatasetsAsync(TestContext.Current.CancellationToken)).Single(d => d.Code == "samples");
}
