using Analytics.Dashboard.Questions;
using Analytics.Etl.Lists;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Lists;

/// <summary>A programme of another country, declared in an installation alone: its regions, its currency and its source, as the README says.</summary>
public sealed class BritishProgrammeTests(PostgresFixture postgres) : IDisposable
{
    const string Regions = """
        code,level,name_ja,name_en,parent,latitude,longitude
        GB,country,イギリス,United Kingdom,,,
        UKC,area,,North East,GB,,
        UKM,area,,Scotland,GB,,
        UKC1,prefecture,,Tees Valley and Durham,UKC,54.6,-1.4
        UKC2,prefecture,,"Northumberland, and Tyne and Wear",UKC,55.1,-1.8
        UKM7,prefecture,,Eastern Scotland,UKM,56.4,-3.2
        UKC22,municipality,,Tyneside,UKC2,54.98,-1.6
        """;

    const string Grants = """
        name: grants
        label: {ja: 英国の研究開発助成, en: UK innovation grants}
        description: {ja: 地域の企業への助成。, en: Grants to companies by region.}
        dataset: uk_grants
        feeds: [engagements]
        key: [engagement_number]
        currency: GBP
        money_unit: pounds
        columns:
          - {name: engagement_number, header: Project, type: identifier, required: true}
          - {name: company_name, header: Company, type: text, required: true}
          - {name: started_date, header: Start, type: date, required: true}
          - {name: contract_amount, header: Grant, type: money, required: true}
          - {name: region_code, header: Region, type: identifier}
          - {name: engagement_type, always: subsidy}
        """;

    const string File = """
        Project,Company,Start,Grant,Region
        1001,Tyne Optics Ltd,2008-05-01,"£120,000.50",UKC22
        1002,Durham Foods Ltd,2008-06-02,£1.5m,UKC1
        1003,Forth Marine Ltd,2009-01-15,"80,000",UKM7
        1004,Nowhere Ltd,2009-02-15,"5,000",UKZ9
        """;

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Grants_InPoundsByNutsRegion_LoadByDeclarationsAlone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay("Regions/nuts.csv", Regions);
        _folder.Overlay("Sources/grants.yaml", Grants);
        var line = Line(ledgers);
        Assert.All(line.Lists, list => Assert.Empty(list.Faults));

        var report = await line.Run.LoadAsync([new OfferedFile(ledgers.File(File), "load")], cancellation: Cancellation);

        Assert.Equal(("grants", "uk_grants", FileFate.Loaded, 0), (report.Files[0].Source, report.Files[0].Dataset, report.Files[0].Fate, report.RowsRejected));
        Assert.Equal("GBP", await ledgers.QueryAsync("select currency from mart.dim_dataset where dataset_code = 'uk_grants'"));
        // In pence, each where its region lies: the town in its NUTS 2 and NUTS 1 region; the code that no list has is unknown.
        Assert.Equal(
            """
            1001 12000050 GB UKC UKC2 UKC22
            1002 150000000 GB UKC UKC1 not-applicable
            1003 8000000 GB UKM UKM7 not-applicable
            1004 500000 unknown unknown unknown unknown
            """,
            await ledgers.QueryAsync(
                """
                select e.engagement_number, e.contract_amount, r.country_code, r.area_code, r.prefecture_code, r.municipality_code
                from mart.fct_engagements e join mart.dim_region r using (region_key) order by 1
                """
            )
        );

        // Pages compare them as regions of a country that is neither Japan nor the United States.
        var result = await ledgers.AskAsync("subsidy_amount", "prefecture subregion municipality", "uk_grants");
        Assert.Equal((1_705_000.50m, "GBP"), (result.Totals[0].Value, result.Currency));
        var places = RegionTree.Of(result);
        Assert.Equal((false, false, false), (places.IsOfJapan, places.IsOfStates, places.HasMunicipalities));
        Assert.Equal(["UKC1", "UKC2", "UKC22", "UKM7"], places.Choices().Select(choice => choice.Member.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_ThatIsCorrected_MovesPublishedRows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay("Regions/nuts.csv", Regions);
        _folder.Overlay("Sources/grants.yaml", Grants);
        await Line(ledgers).Run.LoadAsync([new OfferedFile(ledgers.File(File), "load")], cancellation: Cancellation);

        // The region that was missing comes, and the town moves.
        _folder.Overlay("Regions/nuts.csv", Regions.Replace("Tyneside,UKC2", "Tyneside,UKC1", StringComparison.Ordinal) + "\nUKZ9,prefecture,,Nowhere,UKC,,");
        var report = await Line(ledgers).Publisher.PublishAsync(cancellation: Cancellation);

        Assert.Equal((true, 2, 2), (report.IsNew, report.RowsOpened, report.RowsClosed));
        Assert.Equal(
            "1001 UKC1 UKC22\n1004 UKZ9 not-applicable",
            await ledgers.QueryAsync(
                """
                select e.engagement_number, r.prefecture_code, r.municipality_code from mart.fct_engagements e join mart.dim_region r using (region_key)
                where e.published_to = 2147483647 and e.engagement_number in ('1001', '1004') order by 1
                """
            )
        );
        Assert.False((await Line(ledgers).Publisher.PublishAsync(cancellation: Cancellation)).IsNew);
    }

    [Theory]
    [InlineData("GB,country,イギリス,United Kingdom,,,", "JP,country,日本,Japan,,,", 2, "'JP' is a region of the product's.")]
    [InlineData("UKC,area", "UKC,nuts1", 3, "There is no level 'nuts1'. Allowed: country, area, prefecture, subregion, municipality.")]
    [InlineData(
        "UKC1,prefecture,,Tees Valley and Durham,UKC,",
        "UKC1,prefecture,,Tees Valley and Durham,UKX,",
        5,
        "The list has no region 'UKX', which is its parent."
    )]
    [InlineData(
        "Tyneside,UKC2,54.98",
        "Tyneside,UKC,54.98",
        8,
        "What is narrower than a prefecture lies in a region of that level (a state, a province, a NUTS 2 region)."
    )]
    [InlineData("Tyneside,UKC2,54.98", "Tyneside,UKC2,154.98", 8, "'latitude' is a number of degrees from −90 to 90, not '154.98'.")]
    [InlineData("UKM7,prefecture", "UKC1,prefecture", 7, "'UKC1' is on line 5 as well.")]
    [InlineData("UKM,area,,Scotland", "UKM,area,,", 4, "It has no name (name_ja or name_en).")]
    [InlineData(
        "parent,latitude",
        "within,latitude",
        1,
        "There is no column 'within'. Allowed: code, level, name_ja, name_en, parent, valid_from, valid_to, latitude, longitude."
    )]
    public async Task List_AtFault_IsLeftOutWithItsLine(string right, string wrong, int row, string reason)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay("Regions/nuts.csv", Regions.Replace(right, wrong, StringComparison.Ordinal));
        var lists = Lists(ledgers);

        Assert.Empty(lists.Members);
        Assert.Contains(lists.Faults, fault => fault.Line == row && fault.ToString().EndsWith(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_OfAnyCharacters_AreApplied_AndOverlongOnesAreAFault()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay(
            "Regions/nuts.csv",
            Regions.Replace("Tees Valley and Durham", "※-\0 '", StringComparison.Ordinal).Replace("area,,Scotland", "area,,*", StringComparison.Ordinal)
        );
        await Line(ledgers).Publisher.PublishAsync(cancellation: Cancellation);
        Assert.Equal("※- '\n*", await ledgers.QueryAsync("select name_en from mart.dim_region where region_code in ('UKC1', 'UKM') order by 1 desc"));

        _folder.Overlay("Regions/nuts.csv", Regions.Replace("area,,Scotland", "area,," + new string('S', 201), StringComparison.Ordinal));
        Assert.Equal("A name has 200 characters at most.", Assert.Single(Lists(ledgers).Faults).Reason.En);
    }

    [Theory]
    [InlineData("", "The column 'code' is missing.")]
    [InlineData("code,level,parent,name_en\nGB", "There is no level ''.")]
    [InlineData("code,level,parent,name_en\nGB,country,,\"United", "The CSV cannot be read")]
    [InlineData("code,level,parent,name_en\nGB,country,,\"United\"x\nUKC,area,GB,North", "The CSV cannot be read")]
    [InlineData("code,code,level,parent,name_en\nGB,GB,country,,United Kingdom", "The column 'code' is there twice.")]
    public async Task List_ThatIsNoCsv_IsLeftOutAlone(string text, string reason)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay("Regions/nuts.csv", text);
        var line = Line(ledgers);

        Assert.Empty(Lists(ledgers).Members);
        Assert.Contains(Lists(ledgers).Faults, fault => fault.Reason.En.StartsWith(reason, StringComparison.Ordinal));
        Assert.False((await line.Publisher.PublishAsync(cancellation: Cancellation)).HasFailed);
    }

    RegionLists Lists(Ledgers ledgers) => Line(ledgers).Lists.OfType<RegionLists>().Single();

    LoadingPipeline Line(Ledgers ledgers) => new(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);
}
