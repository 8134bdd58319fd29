using Analytics.Etl.Load;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Load;

/// <summary>Outcomes of a source that knows no referrals: each is a case of its own, with the company, place and industry that its row names.</summary>
public sealed class OutcomesAloneTests(PostgresFixture postgres) : IDisposable
{
    const string Source = """
        name: patent_list
        label: {ja: 特許一覧, en: Patents}
        description: {ja: 県が集めた特許。, en: Patents that a prefecture collected.}
        dataset: ledgers
        feeds: [outcomes]
        key: [outcome_number]
        industry_revision: 13
        columns:
          - {name: outcome_number, header: 特許番号, type: identifier, required: true}
          - {name: outcome_type, header: 特許の段階, type: choice, required: true, choices: {patent-filed: [出願], licence: [許諾]}}
          - {name: outcome_date, header: 特許日, type: date, required: true}
          - {name: corporate_number, header: 出願人番号, type: corporate-number}
          - {name: company_name, header: 出願人, type: text}
          - {name: region_code, header: 出願地, type: municipality-code}
          - {name: industry_code, header: 出願業種, type: industry-code}
        """;

    const string Header = "特許番号,特許の段階,特許日,出願人番号,出願人,出願地,出願業種";

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryRow_IsInTheStar_ByThePlaceAndIndustryThatItNames()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var run = Run(ledgers);

        // P1 and P2 are of one company; P4 names nobody, P5 only a place.
        var report = await run.LoadAsync(
            [
                ledgers.Offer(
                    Header,
                    "P1,出願,2008-05-01,,遠州光学,22130,27",
                    "P2,許諾,2009-05-01,,遠州光学,22130,27",
                    "P3,出願,2008-06-01,1000020042021,石巻市,04202,09",
                    "P4,出願,2008-07-01,,,,",
                    "P5,許諾,2009-08-01,,,22130,"
                ),
            ],
            cancellation: Cancellation
        );

        Assert.Equal((5, 0, 5), (report.Files[0].RowsLoaded, report.RowsRejected, report.Publication.RowsOpened));
        Assert.Equal("04202: 1 1\n22130: 3 2\nunknown: 1 1\ntotal: 5 4", Sorted(await ledgers.FiguresAsync("outcomes companies_with_outcome", "municipality")));
        Assert.Equal("09: 1\n27: 2\nunknown: 2\ntotal: 5", Sorted(await ledgers.FiguresAsync("outcomes", "industry_group")));
        Assert.Equal("2008: 3\n2009: 2\ntotal: 5", Plain(await ledgers.FiguresAsync("outcomes", "fiscal_year")));
        Assert.Equal("5 0 0", await ledgers.CountsAsync());

        // The same file once more changes nothing; a correction changes one row.
        Assert.False(
            (await run.LoadAsync([ledgers.Offer(Header + ",備考", "P1,出願,2008-05-01,,遠州光学,22130,27,")], cancellation: Cancellation)).Publication.IsNew
        );
        var corrected = await run.LoadAsync([ledgers.Offer(Header, "P4,出願,2008-07-01,,,22203,")], cancellation: Cancellation);
        Assert.Equal((1, 1), (corrected.Publication.RowsOpened, corrected.Publication.RowsClosed));
        Assert.Equal(
            "22203: 1",
            Sorted(await ledgers.FiguresAsync("outcomes", "municipality")).Split('\n').Single(line => line.StartsWith("22203", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task BesideReferrals_TheyAreOfTheSameCompany_AndTheReferralsFiguresStay()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var run = Run(ledgers);
        await run.LoadAsync(
            [
                ledgers.Offer(Ledgers.Referral + ",法人番号", "1,2008-04-01,0149,石巻市,1000020042021"),
                ledgers.Offer(Ledgers.Outcome, "1,1,特許出願,2009-06-01"),
                ledgers.Offer(Header, "P3,出願,2008-06-01,1000020042021,石巻市,04202,"),
            ],
            cancellation: Cancellation
        );

        Assert.Equal("1 2 1", await ledgers.TotalAsync("referrals outcomes companies_with_outcome"));
        Assert.Equal(
            "1 1",
            await ledgers.QueryAsync(
                "select count(distinct company_id), count(*) filter (where referral_id = -2) from mart.fct_outcomes where published_to = 2147483647"
            )
        );
    }

    LoadRun Run(Ledgers ledgers)
    {
        var file = Path.Combine(_folder.Path, "model", "Sources", "patent_list.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Source);
        return new LoadingPipeline(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System).Run;
    }

    static string Sorted(string figures) =>
        string.Join(
            '\n',
            Plain(figures).Split('\n').OrderBy(line => line.StartsWith("total", StringComparison.Ordinal)).ThenBy(line => line, StringComparer.Ordinal)
        );

    static string Plain(string figures) => System.Text.RegularExpressions.Regex.Replace(figures, @"\(\w+\)", "");
}
