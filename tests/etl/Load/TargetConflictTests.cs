namespace Analytics.Tests.Etl.Load;

/// <summary>Target sheets that contradict themselves: the figure that is one of them says so, with both sums.</summary>
public class TargetConflictTests(PostgresFixture postgres)
{
    const string Header = "紹介番号,紹介日,銀行コード,企業名,市区町村コード";

    const string Hamamatsu = "1,2011-05-01,0149,遠州光学,22130",
        Shizuoka = "2,2011-06-01,0149,駿河食品,22100",
        Tokyo = "3,2011-07-01,0149,江戸電機,13101";

    [Fact]
    public async Task Regions_ThatAddUpToMoreThanTheWhole_AreTold_BesideEachOfThem()
    {
        await using var ledgers = await LoadedAsync(
            "2011,成果件数,,,205",
            "2011,成果件数,西部,,95",
            "2011,成果件数,中部,,80",
            "2011,成果件数,東部,,60",
            "2010,成果件数,,,190",
            "2010,成果件数,西部,,90"
        );

        // 95 + 80 + 60 = 235.
        const string told = "The targets do not agree (FY2011: those of the regions add up to 235, that of the whole is 205).";
        Assert.Equal(told, await ledgers.NotesAsync("targets_disagree", "outcomes.target", filters: "fiscal_year=2011"));
        Assert.Equal(told, await ledgers.NotesAsync("targets_disagree", "outcomes.target", "subregion", "fiscal_year=2011"));
        Assert.Equal("Outcomes: " + told, await ledgers.NotesAsync("targets_disagree", "outcomes outcomes.target_attainment", "fiscal_year"));
        Assert.Equal(told, await ledgers.NotesAsync("targets_disagree", "outcomes.target", filters: "fiscal_year=2011 subregion=22-east"));
        Assert.Equal(
            "目標値どうしが一致しません（2011年度は地域別の目標の合計が235、全体の目標が205）。",
            await ledgers.NotesAsync("targets_disagree", "outcomes.target", filters: "fiscal_year=2011", language: "ja")
        );
        // Another year's targets, and figures without one, have nothing to doubt.
        Assert.Equal("", await ledgers.NotesAsync("targets_disagree", "outcomes.target", "subregion", "fiscal_year=2010"));
        Assert.Equal("", await ledgers.NotesAsync("targets_disagree", "outcomes", filters: "fiscal_year=2011"));
    }

    [Fact]
    public async Task Regions_ThatAreAllThere_AreToldWhereTheyComeToLess()
    {
        await using var ledgers = await LoadedAsync("2011,紹介件数,,,205", "2011,紹介件数,西部,,95", "2011,紹介件数,中部,,80");
        // The east is missing: 30 may be its own.
        Assert.Equal("", await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011"));

        await ledgers.LoadAsync(Ledgers.Target, "2011,紹介件数,東部,,20");
        Assert.Equal(
            "The targets do not agree (FY2011: those of the regions add up to 195, that of the whole is 205).",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011")
        );

        // With a company of Tokyo in the ledgers, 10 may be meant for there.
        await ledgers.LoadAsync(Header, Tokyo);
        Assert.Equal("", await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011"));

        await ledgers.LoadAsync(Ledgers.Target, "2011,紹介件数,東部,,31");
        Assert.Equal(
            "The targets do not agree (FY2011: those of the regions add up to 206, that of the whole is 205).",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011")
        );
    }

    [Fact]
    public async Task Regions_ThatAddUp_AndMeasuresWhosePartsDoNot_AreNeverTold()
    {
        await using var ledgers = await LoadedAsync(
            "2011,成果件数,,,205",
            "2011,成果件数,西部,,95",
            "2011,成果件数,中部,,80",
            "2011,成果件数,東部,,30",
            // A company of two regions counts once in all: 8 + 7 + 6 beside 15 is no contradiction. Nor are rates.
            "2011,companies_referred,,,15",
            "2011,companies_referred,西部,,8",
            "2011,companies_referred,中部,,7",
            "2011,companies_referred,東部,,6",
            "2011,conversion_rate,,,60",
            "2011,conversion_rate,西部,,70",
            "2011,conversion_rate,中部,,50"
        );

        Assert.Equal(
            "",
            await ledgers.NotesAsync("targets_disagree", "outcomes.target companies_referred.target conversion_rate.target", filters: "fiscal_year=2011")
        );
        Assert.Equal(
            ": 205 15 60",
            (await ledgers.FiguresAsync("outcomes.target companies_referred.target conversion_rate.target", filters: "fiscal_year=2011")).Split('\n')[0]
        );
    }

    [Fact]
    public async Task Clusters_Overlap_SoOnlyOneAboveTheWholeIsTold()
    {
        await using var ledgers = await LoadedAsync("2011,紹介件数,,,10", "2011,紹介件数,,フォトンバレー,7", "2011,紹介件数,,ファルマバレー,6");
        // 7 + 6 = 13: three referrals may belong to both.
        Assert.Equal("", await ledgers.NotesAsync("targets_disagree", "referrals.target", "cluster", "fiscal_year=2011"));

        await ledgers.LoadAsync(Ledgers.Target, "2011,紹介件数,,フォトンバレー,12");
        Assert.Equal(
            "The targets do not agree (FY2011: that of Photon Valley is 12, that of the whole 10).",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", "cluster", "fiscal_year=2011")
        );
        Assert.Equal(
            "目標値どうしが一致しません（2011年度はフォトンバレーの目標が12、全体の目標が10）。",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011", language: "ja")
        );
        Assert.Equal("", await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011 cluster=pharma-valley"));
    }

    [Fact]
    public async Task Parts_OfARegion_AreComparedWithTheNearestTargetAroundThem()
    {
        await using var ledgers = await LoadedAsync(
            "2011,紹介件数,,,60",
            "2011,紹介件数,静岡県,,60",
            "2011,紹介件数,浜松市,,35",
            "2011,紹介件数,静岡市,,28",
            // By region for one cluster: 5 + 4 beside 8.
            "2011,紹介件数,,フォトンバレー,8",
            "2011,紹介件数,西部,フォトンバレー,5",
            "2011,紹介件数,中部,フォトンバレー,4"
        );

        // 35 + 28 = 63 for two of the prefecture's municipalities. The prefecture itself is the whole's only part, with the same figure.
        Assert.Equal(
            "The targets do not agree (FY2011: those within Shizuoka add up to 63, that of Shizuoka is 60).",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", "municipality", "fiscal_year=2011")
        );
        Assert.Equal(
            "目標値どうしが一致しません（2011年度は静岡県の内訳の目標の合計が63、静岡県の目標が60）。",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", filters: "fiscal_year=2011 prefecture=22", language: "ja")
        );
        Assert.Equal(
            "The targets do not agree (FY2011: those of the regions for Photon Valley add up to 9, that of all Photon Valley is 8).",
            await ledgers.NotesAsync("targets_disagree", "referrals.target", "subregion", "fiscal_year=2011 cluster=photon-valley")
        );
    }

    [Fact]
    public async Task Amounts_StandInTheirUnit()
    {
        await using var ledgers = await LoadedAsync(
            "2011,契約額,,,100百万円",
            "2011,契約額,西部,,80百万円",
            "2011,契約額,中部,,30百万円",
            "2011,契約額,東部,,10百万円"
        );

        Assert.Equal(
            "The targets do not agree (FY2011: those of the regions add up to ¥120,000,000, that of the whole is ¥100,000,000).",
            await ledgers.NotesAsync("targets_disagree", "contract_amount.target", filters: "fiscal_year=2011")
        );
        Assert.Equal(
            "目標値どうしが一致しません（2011年度は地域別の目標の合計が120,000,000円、全体の目標が100,000,000円）。",
            await ledgers.NotesAsync("targets_disagree", "contract_amount.target", filters: "fiscal_year=2011", language: "ja")
        );
    }

    [Fact]
    public async Task Contradictions_ThatAreMany_AreCounted()
    {
        await using var ledgers = await LoadedAsync([
            .. Enumerable.Range(2007, 5).SelectMany(year => new[] { $"{year},紹介件数,,,10", $"{year},紹介件数,西部,,11" }),
        ]);

        Assert.Equal(
            "The targets do not agree (FY2007: those of the regions add up to 11, that of the whole is 10; FY2008: those of the regions add up to 11, that of the whole is 10; "
                + "FY2009: those of the regions add up to 11, that of the whole is 10; and 2 more).",
            await ledgers.NotesAsync(
                "targets_disagree",
                "referrals.target",
                "fiscal_year",
                "fiscal_year=2007 fiscal_year=2008 fiscal_year=2009 fiscal_year=2010 fiscal_year=2011"
            )
        );
    }

    /// <summary>With a referral in the west and one in the centre, one in each year from 2007 on, so that every year stands in the answer.</summary>
    async Task<Ledgers> LoadedAsync(params string[] targets)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, [Hamamatsu, Shizuoka, .. Enumerable.Range(2007, 4).Select(year => $"9{year},{year}-05-01,0149,三方原工業,22130")]),
            ledgers.Offer(Ledgers.Target, targets)
        );
        return ledgers;
    }
}
