using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Dashboard.Engine;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// Readers share the columns without locks while publications bring their deltas: each page is of one publication, whole, whichever engine it came
/// from.
/// </summary>
public class ReadersTests(PostgresFixture postgres)
{
    private const int Readers = 4,
        Publications = 6,
        Added = 3;

    [Fact]
    public async Task Page_AskedWhilePublicationsCome_IsOfOneOfThemWhole()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadMoreAsync(ledgers, 1);
        var catalog = ModelCatalog.Load();
        using var stars = new MemoryStars(ledgers.Warehouse.Reader, catalog, 1L << 30);
        await stars.RefreshAsync(TestContext.Current.CancellationToken);
        var model = new SemanticModel(catalog, new PostgresStars(ledgers.Warehouse.Reader, catalog), stars);
        var (answers, isOver) = (new ConcurrentBag<(string Engine, int Publication)>(), false);

        var readers = Enumerable
            .Range(0, Readers)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!Volatile.Read(ref isOver))
                    {
                        answers.Add(Whole(await model.AnswerAsync(Page, TestContext.Current.CancellationToken)));
                        await Task.Delay(20, TestContext.Current.CancellationToken);
                    }
                })
            )
            .ToList();
        for (var publication = 2; publication <= Publications; publication++)
        {
            await LoadMoreAsync(ledgers, publication);
            stars.Announce(publication);
            await stars.RefreshAsync(TestContext.Current.CancellationToken);
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(readers);
        Assert.True(stars.States.Single(s => s.Dataset == "ledgers") is { WasDelta: true, Publication: Publications });
        Assert.Contains(answers, a => a.Engine == "memory");
        Assert.True(answers.Select(a => a.Publication).Distinct().Count() > Publications / 2, "hardly any publication came while readers asked");
    }

    private static IReadOnlyList<Query> Page =>
        [
            BothEngines.Query("referrals companies_referred", dataset: "ledgers"),
            BothEngines.Query("referrals outcomes", "fiscal_year", dataset: "ledgers"),
            BothEngines.Query("referrals", "bank fiscal_year", dataset: "ledgers"),
        ];

    // Each publication brings as many referrals as the one before, each of a company of its own, in a year of their own, with an outcome.
    private static (string Engine, int Publication) Whole(IReadOnlyList<Answered> page)
    {
        var results = page.Select(a => a.Result ?? throw new InvalidOperationException($"{a.Fault}")).ToList();
        var (publication, referrals) = (results[0].Publication, Added * results[0].Publication);
        Assert.All(results, result => Assert.Equal((publication, (decimal?)referrals), (result.Publication, result.Totals[0].Value)));
        Assert.Equal(referrals, results[0].Totals[1].Value);
        Assert.Equal((referrals, referrals), (results[1].Rows.Sum(row => row.Cells[0].Value), results[1].Rows.Sum(row => row.Cells[1].Value)));
        Assert.Equal(referrals, results[2].Rows.Sum(row => row.Cells[0].Value));
        return (results[0].Trace.Engine, publication);
    }

    private static Task LoadMoreAsync(Ledgers ledgers, int publication)
    {
        var numbers = Enumerable.Range(Added * publication, Added).ToList();
        return ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Referral,
                [.. numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n},{2004 + publication}-06-01,0149,会社{n}"))]
            ),
            ledgers.Offer(Ledgers.Outcome, [.. numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n},{n},特許出願,2013-03-01"))])
        );
    }
}
