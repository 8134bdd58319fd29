using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Etl.Load;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Lists;

/// <summary>What the README declares under "Three examples", taken from there letter by letter: each loads a file, and its figures can be asked.</summary>
public sealed partial class ReadmeExamplesTests(PostgresFixture postgres) : IDisposable
{
    static readonly string Root = typeof(DashboardSite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Grants_IndicatorsAndPatents_LoadByTheReadmeAlone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = Declared(ledgers);

        var report = await line.Run.LoadAsync(
            [
                ledgers.Offer(
                    "Project,Company,Start,Grant,NUTS code",
                    "1001,Tyne Optics Ltd,2008-05-01,\"£120,000.50\",UKC2",
                    "1002,Durham Foods Ltd,2009-06-02,£1.5m,UKC1"
                ),
                ledgers.Offer(
                    "NUTS code,Year,Indicator,Value,Unit",
                    "GB,2008,GVA,9000,",
                    "UKC1,2008,GVA,1500.5,",
                    "UKC2,2008,GVA,2000,",
                    "UKC1,2008,Patents,12,"
                ),
                ledgers.Offer("Projekt,Firma,Beginn,Betrag,WZ", "Z1,Optik GmbH,2008-05-01,1000,C26.11", "Z2,Werk KG,2009-01-01,30,C"),
                ledgers.Offer(
                    "出願番号,出願人,出願日,市区町村コード",
                    "特願2008-1,遠州光学,2008-05-01,22130",
                    "特願2008-2,遠州光学,2008-09-01,22130",
                    "特願2009-1,駿河食品,2009-05-01,22203"
                ),
            ],
            cancellation: Cancellation
        );

        Assert.Equal(["uk_grants", "uk_indicators", "zim", "town_patents"], report.Files.Select(file => file.Source));
        Assert.All(report.Files, file => Assert.Equal(FileFate.Loaded, file.Fate));
        Assert.Equal(0, report.RowsRejected);
        // The United Kingdom's row is the total of its regions: 1,500.5 + 2,000 million pounds.
        Assert.Equal(
            "UKC1: 1500000 1500500000\nUKC2: 120000.5 2000000000\ntotal: 1620000.5 3500500000",
            await TextAsync(ledgers, line, "uk", "subsidy_amount gva", "prefecture")
        );
        Assert.Equal("C: 1030\ntotal: 1030", await TextAsync(ledgers, line, "zim", "subsidy_amount", "industry_division"));
        Assert.Equal("2008: 2\n2009: 1\ntotal: 3", await TextAsync(ledgers, line, "town", "patents", "fiscal_year"));
        Assert.Equal("22130: 1\n22203: 1\ntotal: 2", await TextAsync(ledgers, line, "town", "companies_with_outcome", "municipality"));
    }

    [Fact]
    public async Task Indicators_Alone_FillPagesThatSpeakOfNothingElse()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = Declared(ledgers);
        await line.Run.LoadAsync(
            [ledgers.Offer("NUTS code,Year,Indicator,Value,Unit", "UKC1,2008,GVA,1500,", "UKC2,2008,GVA,2000,", "UKC1,2009,GVA,1600,", "UKC2,2009,GVA,1900,")],
            cancellation: Cancellation
        );
        await using var app = await DashboardSite.RunAsync(ledgers.Warehouse, Cancellation, folder: _folder.Path);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");

        foreach (var path in new[] { "/", "/regions", "/industries", "/clusters", "/review", "/rows" })
        {
            var page = await client.GetAsync(new Uri($"{path}?dataset=uk", UriKind.Relative), Cancellation);
            var html = await page.Content.ReadAsStringAsync(Cancellation);
            Assert.True(page.IsSuccessStatusCode, $"{path}: {page.StatusCode}");
            var text = WebText().Replace(html[html.IndexOf("<main", StringComparison.Ordinal)..], " ");
            Assert.DoesNotContain("address in the ledger", text, StringComparison.Ordinal);
            if (path == "/")
                Assert.Contains("GVA", text, StringComparison.Ordinal);
        }
    }

    LoadingPipeline Declared(Ledgers ledgers)
    {
        var blocks = Block()
            .Matches(File.ReadAllText(Path.Combine(Root, "README.md")))
            .Select(block => (Name: block.Groups[1].Value, Text: block.Groups[2].Value))
            .ToList();
        Assert.Equal(
            [
                "Regions/nuts.csv",
                "Sources/uk_grants.yaml",
                "Sources/uk_indicators.yaml",
                "Measures/gva.yaml",
                "Datasets/uk.yaml",
                "Industries/nace.csv",
                "Sources/zim.yaml",
                "Sources/town_patents.yaml",
            ],
            blocks.Select(block => block.Name)
        );
        foreach (var (name, text) in blocks)
            _folder.Overlay(name, text);
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);
        Assert.Empty(line.Sources.Faults);
        Assert.Empty(line.Model.Faults);
        Assert.All(line.Lists, list => Assert.Empty(list.Faults));
        return line;
    }

    static async Task<string> TextAsync(Ledgers ledgers, LoadingPipeline line, string dataset, string measures, string by)
    {
        var model = SemanticModel.Direct(ledgers.Warehouse.Reader, line.Model);
        var result = await model.AnswerAsync(
            new Query
            {
                Scope = Scope.All,
                Dataset = dataset,
                Measures = measures.Split(' '),
                By = [by],
            },
            Cancellation
        );
        return string.Join('\n', result.Rows.Select(row => $"{row.Members[0].Code}: {Cells(row.Cells)}").Append($"total: {Cells(result.Totals)}"));

        static string Cells(IEnumerable<Cell> cells) =>
            string.Join(
                ' ',
                cells.Select(cell => cell.Value is { } value ? value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture) : $"{cell.State}")
            );
    }

    [GeneratedRegex(@"^```(?:csv|yaml)\n# (\w+/\w+\.\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex WebText();
}
