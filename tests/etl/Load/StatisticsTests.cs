using Analytics.Etl.Load;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Storage;
using Analytics.Tests.Dashboard.Engine;

namespace Analytics.Tests.Etl.Load;

/// <summary>
/// Published aggregates by region, industry, period and indicator, as statistical offices give them out: declared in an installation alone, summed by
/// both engines.
/// </summary>
public sealed class StatisticsTests(PostgresFixture postgres) : IDisposable
{
    const string Regions = """
        code,level,name_en,parent
        GB,country,United Kingdom,
        UKC,area,North East,GB
        UKM,area,Scotland,GB
        UKC1,prefecture,Tees Valley and Durham,UKC
        UKC2,prefecture,"Northumberland, and Tyne and Wear",UKC
        UKM7,prefecture,Eastern Scotland,UKM
        """;

    // One file, two indicators: one is money, in millions of pounds; the other counts patents.
    const string Source = """
        name: regional_accounts
        label: {ja: 英国の地域指標, en: UK regional indicators}
        description: {ja: NUTS地域の総付加価値と特許件数。, en: GVA and patents by NUTS region.}
        dataset: uk_regions
        feeds: [statistics]
        key: [indicator, period, region]
        currency: GBP
        money_unit: million pounds
        fiscal_year_start: 1
        columns:
          - {name: region, header: NUTS code, type: identifier, required: true}
          - {name: period, header: Year, type: year, required: true}
          - {name: indicator, header: Indicator, type: choice, required: true, choices: {gva: [GVA], patents: [Patents]}}
          - {name: value, header: Value, type: text, required: true}
          - {name: unit, header: Unit, type: text}
        measured:
          value: value
          unit: unit
          by: indicator
          kinds: {money: [gva], count: [patents]}
        """;

    const string Gva = """
        kind: sum
        fact: statistics
        value: amount
        where: {indicator: gva}
        time: event
        unit: currency
        sort: 300
        label: {ja: 総付加価値, en: GVA}
        description: {ja: その年の総付加価値の合計。, en: Gross value added of the year.}
        """;

    const string Patents = """
        kind: sum
        fact: statistics
        value: quantity
        where: {indicator: patents}
        time: event
        unit: cases
        sort: 301
        label: {ja: 特許件数, en: Patents}
        description: {ja: その年の特許件数の合計。, en: Patents of the year.}
        """;

    const string Header = "NUTS code,Year,Indicator,Value,Unit";

    static readonly string[] Rows =
    [
        "UKC1,2008,GVA,1500.5,million pounds",
        "UKC2,2008,GVA,2000,million pounds",
        "UKM7,2008,GVA,3000,million pounds",
        "UKC1,2009,GVA,1600,million pounds",
        "UKC2,2009,GVA,1900,million pounds",
        "UKC1,2008,Patents,12,",
        "UKC2,2008,Patents,20,",
        "UKM7,2009,Patents,7,",
    ];

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Indicators_AreSummedByRegionAndYear_AlikeInBothEngines()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = await LoadedAsync(ledgers, Rows);
        Assert.Equal("", await ledgers.FindingsAsync("uk_regions"));
        using var engines = new BothEngines(ledgers.Warehouse.Reader, line.Model);
        await engines.Stars.RefreshAsync(Cancellation);

        // 1,500.5 + 2,000 + 3,000 and 1,600 + 1,900 million pounds; 12 + 20 and 7 patents.
        Assert.Equal("2008: 6500500000 32\n2009: 3500000000 7\ntotal: 10000500000 39", await TextAsync(engines, "gva uk_patents", "fiscal_year"));
        Assert.Equal("UKC: 7000500000 32\nUKM: 3000000000 7\ntotal: 10000500000 39", await TextAsync(engines, "gva uk_patents", "area"));
        // A region without a published figure has none; it has not 0.
        Assert.Equal("UKC1: 1600000000\nUKC2: 1900000000\nUKM7: NoData\ntotal: 3500000000", await TextAsync(engines, "gva", "prefecture", "fiscal_year=2009"));
        // Published for all industries together: what industry a pound is of nobody told; an aggregate has no company, and neither bank nor programme.
        foreach (var by in new[] { "bank", "company_size", "month", "cluster" })
            await engines.SameAsync(BothEngines.Query("gva uk_patents", by, dataset: "uk_regions"), engine: null);
        // Known to the end of the last year, although its rows stand at its first day.
        Assert.Equal(
            "2008-01-01 2009-12-31 8",
            await ledgers.QueryAsync("select first_date, data_through, rows_used from audit.publication_datasets where dataset_code = 'uk_regions'")
        );
    }

    [Fact]
    public async Task Corrections_CloseOneRow_AndTheRowsOfAFigureLeadToTheirLines()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = await LoadedAsync(ledgers, Rows);
        await line.Run.LoadAsync([ledgers.Offer(Header, "UKC1,2008,GVA,1400,million pounds", "UKC2,2008,GVA,2000,million pounds")], cancellation: Cancellation);

        Assert.Equal(
            "1 1 8",
            await ledgers.QueryAsync(
                "select count(*) filter (where published_to = 2), count(*) filter (where published_from = 2), count(*) filter (where published_to = 2147483647) from mart.fct_statistics"
            )
        );
        var model = SemanticModel.Direct(ledgers.Warehouse.Reader, line.Model);
        var rows = await model.SingleRowsAsync(BothEngines.Query("gva", "", "fiscal_year=2008 prefecture=UKC1", "uk_regions"), Cancellation);
        Assert.Equal((1, 1_400_000_000m), (rows.Total, rows.Sum));
        var row = Assert.Single(rows.Rows);
        Assert.Equal(("gva", null, 2008, 1_400_000_000m, 2, 2), (row.Number, row.Company, row.Year, row.Value, row.Batch, row.Line));
        Assert.Equal("1 8\n2 2", await ledgers.QueryAsync("select batch_id, count(*) from staging.row_fates where fate <> 'lost' group by 1 order by 1"));
    }

    [Fact]
    public async Task Totals_AreLeftOut_WithinTheirIndicatorAlone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadedAsync(ledgers, ["GB,2008,GVA,9000,million pounds", "UKC,2008,GVA,3500,million pounds", .. Rows, "UKM,2008,Patents,4,"]);

        // Scotland's patents of 2008 stand: none of its regions tells that year.
        Assert.Equal("warning statistics-total 2:gva / GB\nwarning statistics-total 3:gva / UKC", await ledgers.FindingsAsync("uk_regions"));
        Assert.Equal("9", await ledgers.QueryAsync("select count(*) from mart.fct_statistics"));
        Assert.Equal("passed 2\nstar 9", await ledgers.QueryAsync("select fate, count(*) from staging.row_fates group by 1 order by 1"));
    }

    [Fact]
    public async Task Industries_AndQuarters_ShareGroundWithWhatHoldsThem()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay(
            "Sources/research.yaml",
            """
            name: research
            label: {ja: 研究開発費, en: R&D expenditure}
            description: {ja: 県の研究開発費。, en: Expenditure by prefecture.}
            dataset: research
            feeds: [statistics]
            key: [indicator, period, frequency, region, industry_code]
            currency: JPY
            money_unit: 百万円
            industry_revision: 13
            columns:
              - {name: region, header: 地域, type: text, required: true}
              - {name: period, header: 期首, type: date, required: true}
              - {name: frequency, header: 周期, type: choice, required: true, choices: {year: [年], quarter: [四半期], month: [月]}}
              - {name: industry_code, header: 産業, type: industry-code}
              - {name: amount, header: 研究開発費, type: money, required: true}
              - {name: indicator, always: rd}
            """
        );
        _folder.Overlay("Measures/rd.yaml", Gva.Replace("indicator: gva", "indicator: rd", StringComparison.Ordinal));
        var line = Line(ledgers);
        Assert.Empty(line.Sources.Faults);
        var report = await line.Run.LoadAsync(
            [
                ledgers.Offer(
                    "地域,期首,周期,産業,研究開発費(百万円)",
                    "静岡県,2009-04-01,年,,100",
                    "静岡県,2009-04-01,四半期,E,10",
                    "静岡県,2009-08-15,四半期,E,20",
                    "静岡県,2009-04-01,四半期,09,4",
                    "静岡県,2009-07-01,月,E,7",
                    "愛知県,2010-02-01,月,,3"
                ),
            ],
            cancellation: Cancellation
        );
        Assert.Equal((FileFate.Loaded, 0), (report.Files[0].Fate, report.RowsRejected));

        // The year holds the quarters; E holds food (09) in the first quarter; the second quarter holds July.
        Assert.Equal(
            "warning statistics-total 2:rd / 静岡県\nwarning statistics-total 3:rd / 静岡県 / E\nwarning statistics-total 4:rd / 静岡県 / E",
            await ledgers.FindingsAsync("research")
        );
        Assert.Equal(
            "20090401 20090630 09 4000000\n20090701 20090731 E 7000000\n20100201 20100228 not-applicable 3000000",
            await ledgers.QueryAsync(
                "select period_date_key, period_end_date_key, industry_code, amount from mart.fct_statistics join mart.dim_industry using (industry_key) where published_to = 2147483647 order by 1"
            )
        );
        using var engines = new BothEngines(ledgers.Warehouse.Reader, line.Model);
        await engines.Stars.RefreshAsync(Cancellation);
        Assert.Equal("2009-Q1: 4000000\n2009-Q2: 7000000\n2009-Q4: 3000000\ntotal: 14000000", await TextAsync(engines, "rd", "quarter", dataset: "research"));
        Assert.Equal("E: 11000000\nnot-applicable: 3000000\ntotal: 14000000", await TextAsync(engines, "rd", "industry_division", dataset: "research"));
    }

    [Fact]
    public async Task Faults_AreRejectedWithLineAndMend()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = await LoadedAsync(
            ledgers,
            [
                "UKZ9,2008,GVA,1,million pounds",
                "UKC1,1960,Patents,1,",
                "UKC1,2045,Patents,1,",
                "UKC2,2008,Patents,1.5,",
                "UKC1,2008,Jobs,1,",
                "UKM7,2008,Patents,3,",
            ]
        );

        Assert.Equal(
            "2 statistics-region-unknown UKZ9\n3 statistics-period-outside 1960-01-01\n4 statistics-period-in-future 2045-01-01",
            await ledgers.QueryAsync(
                "select line, rule, value from audit.findings where kind = 'rejected' and stage = 'publication' and published_to = 2147483647 order by line"
            )
        );
        Assert.Equal(
            "5 6",
            await ledgers.QueryAsync(
                "select string_agg(distinct line::text, ' ' order by line::text) from audit.findings where kind = 'rejected' and stage = 'load'"
            )
        );
        Assert.Equal("UKM7 3", await ledgers.QueryAsync("select region_code, quantity from mart.fct_statistics join mart.dim_region using (region_key)"));

        // What the region's later row says is rejected: what was said before does not go on as if nothing had come.
        await line.Run.LoadAsync([ledgers.Offer(Header, "UKM7,2008,Patents,some,")], cancellation: Cancellation);
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from mart.fct_statistics where published_to = 2147483647"));
    }

    [Theory]
    [InlineData(
        "where: {indicator: gva}",
        "where: {amount: \">0\"}",
        4,
        "'where' must hold 'indicator': values of statistics add up within one indicator and never over several, such as GVA and patents."
    )]
    [InlineData("where: {indicator: gva}\n", "", 1, "'where' must hold 'indicator'")]
    [InlineData("where: {indicator: gva}", "where: {indicator: {not: patents}}", 4, "'where' must hold 'indicator'")]
    [InlineData(
        "kind: sum",
        "kind: count",
        1,
        "Rows of statistics are published aggregates, not cases: their number says nothing, so they are only summed. Allowed: sum."
    )]
    public void Measure_OverNoIndicator_IsRefusedWithItsLine(string right, string wrong, int row, string reason)
    {
        _folder.Overlay("Measures/gva.yaml", Gva.Replace(right, wrong, StringComparison.Ordinal));
        var fault = Assert.Single(ModelCatalog.Load(Path.Combine(_folder.Path, "model")).Faults);
        Assert.Equal(row, fault.Line);
        Assert.Contains(reason, fault.ToString(), StringComparison.Ordinal);
    }

    async Task<LoadingPipeline> LoadedAsync(Ledgers ledgers, string[] rows)
    {
        _folder.Overlay("Regions/nuts.csv", Regions);
        _folder.Overlay("Sources/regional_accounts.yaml", Source);
        _folder.Overlay("Measures/gva.yaml", Gva);
        _folder.Overlay("Measures/uk_patents.yaml", Patents);
        var line = Line(ledgers);
        Assert.Empty(line.Sources.Faults);
        Assert.Empty(line.Model.Faults);
        var report = await line.Run.LoadAsync([ledgers.Offer(Header, rows)], cancellation: Cancellation);
        Assert.Equal((FileFate.Loaded, "regional_accounts"), (report.Files[0].Fate, report.Files[0].Source));
        return line;
    }

    LoadingPipeline Line(Ledgers ledgers) => new(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);

    static async Task<string> TextAsync(BothEngines engines, string measures, string by, string filters = "", string dataset = "uk_regions")
    {
        var result = await engines.SameAsync(BothEngines.Query(measures, by, filters, dataset));
        return string.Join(
            '\n',
            result.Rows.Select(row => $"{string.Join('|', row.Members.Select(m => m.Code))}: {Cells(row.Cells)}").Append($"total: {Cells(result.Totals)}")
        );

        static string Cells(IEnumerable<Cell> cells) =>
            string.Join(
                ' ',
                cells.Select(cell => cell.Value is { } value ? value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture) : $"{cell.State}")
            );
    }
}
