using Analytics.Etl.Lists;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Lists;

/// <summary>A classification of industries that is not Japan's, declared in an installation alone.</summary>
public sealed class IndustryListTests(PostgresFixture postgres) : IDisposable
{
    const string Nace = """
        code,level,name_en,name_ja,parent,revision,valid_from,valid_to
        C,division,Manufacturing,製造業,,2008,2008-01-01,
        G,division,Wholesale and retail trade,,,2008,,
        C26,major-group,"Computer, electronic and optical products",,C,2008,,
        C26.1,group,Electronic components,,C26,2008,,
        C26.11,detailed,Manufacture of electronic components,,C26.1,2008,,2024-12-31
        G46,major-group,Wholesale trade,,G,2008,,
        """;

    const string Grants = """
        name: zim_grants
        label: {ja: ドイツの助成, en: German grants}
        description: {ja: 企業への助成。, en: Grants to companies.}
        dataset: zim
        feeds: [engagements]
        key: [engagement_number]
        currency: EUR
        money_unit: euros
        industry_revision: 2008
        columns:
          - {name: engagement_number, header: Projekt, type: identifier, required: true}
          - {name: company_name, header: Firma, type: text, required: true}
          - {name: started_date, header: Beginn, type: date, required: true}
          - {name: contract_amount, header: Betrag, type: money, required: true}
          - {name: industry_code, header: WZ, type: identifier}
          - {name: engagement_type, always: subsidy}
        """;

    const string File =
        "Projekt,Firma,Beginn,Betrag,WZ\nZ1,Optik GmbH,2008-05-01,1000,C26.11\nZ2,Handel AG,2008-06-01,200,G46\nZ3,Werk KG,2009-01-01,30,C\nZ4,Ohne,2009-02-01,4,09\n";

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Industries_OfAnotherClassification_HoldGrants_AndNoCodeOfJapansMeansOneOfThem()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = Declared(ledgers, Nace);
        Assert.All(line.Lists, list => Assert.Empty(list.Faults));
        Assert.Empty(line.Sources.Faults);

        var report = await line.Run.LoadAsync([new OfferedFile(ledgers.File(File), "load")], cancellation: Cancellation);

        Assert.Equal((FileFate.Loaded, 0), (report.Files[0].Fate, report.RowsRejected));
        // 09 is food manufacturing in JSIC, and nothing in this list.
        Assert.Equal(
            "Z1 C26.11 C C26\nZ2 G46 G G46\nZ3 C C not-applicable\nZ4 unknown unknown unknown",
            await ledgers.QueryAsync(
                """
                select e.engagement_number, i.industry_code, i.division_code, i.group_code from mart.fct_engagements e join mart.dim_industry i using (industry_key) order by 1
                """
            )
        );
        // 1,000 + 30 euros in manufacturing, 200 in trade, 4 nobody knows where.
        Assert.Equal("C: 1030\nG: 200\nunknown: 4\ntotal: 1234", await ledgers.FiguresAsync("subsidy_amount", "industry_division", dataset: "zim"));
        var named = await ledgers.AskAsync("subsidy_amount", "industry_division", "zim");
        Assert.Equal(("製造業", "Manufacturing"), (named.Rows[0].Members[0].Label.Ja, named.Rows[0].Members[0].Label.En));
        Assert.Equal("2024-12-31", await ledgers.QueryAsync("select valid_to from mart.dim_industry where industry_code = 'C26.11'"));
        Assert.Equal(
            "13 14 2008",
            await ledgers.QueryAsync("select string_agg(distinct revision::text, ' ' order by revision::text) from mart.dim_industry where industry_key > 0")
        );
    }

    [Fact]
    public async Task List_ThatIsCorrected_MovesPublishedRows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await Declared(ledgers, Nace).Run.LoadAsync([new OfferedFile(ledgers.File(File), "load")], cancellation: Cancellation);

        var line = Declared(
            ledgers,
            Nace.Replace("C26,major-group,\"Computer, electronic and optical products\",,C,", "C26,major-group,Electronics,,G,", StringComparison.Ordinal)
        );
        var report = await line.Publisher.PublishAsync(cancellation: Cancellation);

        Assert.Equal((true, 1, 1), (report.IsNew, report.RowsOpened, report.RowsClosed));
        Assert.Equal("C: 30\nG: 1200\nunknown: 4\ntotal: 1234", await ledgers.FiguresAsync("subsidy_amount", "industry_division", dataset: "zim"));
        Assert.False((await line.Publisher.PublishAsync(cancellation: Cancellation)).IsNew);
    }

    [Theory]
    [InlineData(
        "G46,major-group,Wholesale trade,,G,2008",
        "G46,major-group,Wholesale trade,,G,13",
        7,
        "'revision' is a number from 100 to 9999 for the classification, such as 2008 for NACE Rev. 2 (below 100 are revisions of JSIC), not '13'."
    )]
    [InlineData("G46,major-group", "G46,section", 7, "There is no level 'section'. Allowed: division, major-group, group, detailed.")]
    [InlineData("G46,major-group,Wholesale trade,,G", "G46,major-group,Wholesale trade,,H", 7, "The list has no industry 'H', which is its parent.")]
    [InlineData("Electronic components,,C26", "Electronic components,,C", 5, "What is narrower than a major group lies in an industry of that level.")]
    [InlineData("G46,major-group", "C26,major-group", 7, "'C26' is on line 4 as well.")]
    [InlineData("G,division,Wholesale and retail trade,,", "G,division,Wholesale and retail trade,,C", 3, "A division has no parent.")]
    [InlineData("C26.1,group", "C 26,group", 5, "An industry's code is made of letters, digits, dots and hyphens, 20 at most, not 'C 26'.")]
    [InlineData("2024-12-31", "2024", 6, "'valid_to' is written as 2008-04-01, not '2024'.")]
    [InlineData(
        "revision,",
        "version,",
        1,
        "The column 'revision' is missing. Allowed: code, level, name_ja, name_en, parent, revision, valid_from, valid_to."
    )]
    public async Task List_AtFault_IsLeftOutWithItsLine(string right, string wrong, int row, string reason)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var list = Declared(ledgers, Nace.Replace(right, wrong, StringComparison.Ordinal)).Lists.OfType<IndustryLists>().Single();

        Assert.Empty(list.Members);
        Assert.Contains(list.Faults, fault => fault.Line == row && fault.ToString().EndsWith(reason, StringComparison.Ordinal));
    }

    LoadingPipeline Declared(Ledgers ledgers, string list)
    {
        _folder.Overlay("Industries/nace.csv", list);
        _folder.Overlay("Sources/zim_grants.yaml", Grants);
        return new(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);
    }
}
