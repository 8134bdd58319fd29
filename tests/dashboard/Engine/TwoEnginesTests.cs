using Analytics.Dashboard.Engine;
using Analytics.Etl.Load;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl;
using Analytics.Tests.Etl.Load;
using Analytics.Tests.Etl.Samples;
using CsCheck;
using Npgsql;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// Two engines, one answer: thousands of questions drawn at random, on the samples and on the real SBIR awards, go through Postgres and through the
/// columns in memory.
/// </summary>
[Collection(nameof(SampleFiles))]
public sealed class TwoEnginesTests(PostgresFixture postgres, SampleFiles samples, SbirLoad sbir) : IClassFixture<SbirLoad>
{
    private const int Pages = 400;

    [Fact]
    public async Task Samples_AnyQuestion_HasTheSameAnswerFromBoth()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var line = new LoadingPipeline(warehouse.Loader, DataFolder.Resolve(folder.Path), TimeProvider.System);
        var files = samples.Summary.Files.Select(file => new OfferedFile(Path.Combine(samples.Folder, file.Path), "inbox", Owner: file.Owner)).ToList();
        // In two publications, the second of which the columns take as what has changed: a referral's case grows, waiting rows find their referral.
        await line.Run.LoadAsync([.. files.Take(files.Count / 2)]);
        using var stars = new MemoryStars(warehouse.Reader, ModelCatalog.Load(), long.MaxValue);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);
        await line.Run.LoadAsync([.. files.Skip(files.Count / 2)]);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.True(stars.States.Single(s => s.Dataset == "samples").WasDelta);
        await NoDifferenceAsync(warehouse, stars, "samples", newest: 2);
    }

    [Fact]
    public async Task SbirAwards_AnyQuestion_HasTheSameAnswerFromBoth()
    {
        await sbir.EnsureAsync();
        var warehouse = sbir.Ledgers.Warehouse;
        using var stars = new MemoryStars(warehouse.Reader, ModelCatalog.Load(), long.MaxValue);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);

        await NoDifferenceAsync(warehouse, stars, "sbir", newest: 1);
    }

    private static async Task NoDifferenceAsync(Warehouse warehouse, MemoryStars stars, string dataset, int newest)
    {
        var catalog = ModelCatalog.Load();
        // Whether they agree is asked here, not how long it takes on a machine that does much else.
        await using var patient = NpgsqlDataSource.Create(warehouse.ReaderConnection + ";Command Timeout=300");
        var direct = SemanticModel.Direct(patient, catalog);
        var memory = new SemanticModel(catalog, new PostgresStars(patient, catalog), stars);
        var pages = await GeneratedPages.OfAsync(direct, dataset, newest);
        var (answered, inMemory) = (0, 0);

        await pages.Pages.SampleAsync(
            async page =>
            {
                var (expected, actual) = (await direct.AnswerAsync(page), await memory.AnswerAsync(page));
                for (var index = 0; index < page.Count; index++)
                {
                    var (left, right) = (AnswerText.Of(expected[index]), AnswerText.Of(actual[index]));
                    if (left != right)
                        throw new InvalidOperationException($"{page[index].CanonicalText()}\n--- Postgres\n{left}\n--- memory\n{right}");
                    if (actual[index].Result is not { } result)
                        continue;
                    Interlocked.Increment(ref answered);
                    if (result.Trace.Engine == "memory")
                        Interlocked.Increment(ref inMemory);
                    // Establishments are not held: figures set against them read these from Postgres, and say so.
                    else if (
                        result.Query.Publication == newest
                        && !page[index].Measures.Any(name => name.EndsWith(".per_1000_establishments", StringComparison.Ordinal))
                    )
                        throw new InvalidOperationException($"{page[index].CanonicalText()} went to {result.Trace.Engine}: {result.Trace.WhyNotMemory?.En}");
                }
            },
            iter: Pages,
            threads: 2,
            print: page => string.Join('\n', page.Select(q => q.CanonicalText()))
        );

        // Questions that mean nothing are refused by both; of the others most are about the newest publication.
        Assert.True(answered > Pages && inMemory > answered * 0.8, $"{answered} answered, {inMemory} of them from memory");
    }
}
