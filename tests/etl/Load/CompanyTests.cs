namespace Analytics.Tests.Etl.Load;

/// <summary>Who is who, and what a company was on which day.</summary>
public class CompanyTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",法人番号,市区町村コード";

    // Check digit = 9 − (Σ Pn·Qn mod 9), Pn from the right, Qn = 1 for odd n and 2 for even. Of the first: 7·1 + 1·2 + 1·1 + 4·1 + 8·1 = 22, so 9 − 4 = 5.
    static readonly string First = Number("080401000017"),
        Second = Number("080401000025");

    static string Number(string twelve) => $"{9 - twelve.Reverse().Select((digit, index) => (digit - '0') * (index % 2 == 0 ? 1 : 2)).Sum() % 9}{twelve}";

    const string Ids =
        "select referral_number, rank() over (order by first), is_company_matched from (select *, min(referral_number) over (partition by company_id) as first from mart.fct_referrals where published_to = 2147483647) f order by 1";

    [Fact]
    public async Task Company_NumberDecides_WhateverItsName()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            $"1,2008-04-01,0149,遠州光学,{First},22130",
            $"2,2008-04-02,0149,エンシュウ光学,{First},22203",
            $"3,2008-04-03,0149,遠州光学,{Second},22130"
        );

        Assert.Equal("1 1 True\n2 1 True\n3 3 True", await ledgers.QueryAsync(Ids));
        Assert.Equal("3 2", await ledgers.TotalAsync("referrals companies_referred"));
    }

    [Fact]
    public async Task Company_MistypedNumber_FallsBackToNameAndMunicipality()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var mistyped = (First[0] == '9' ? '1' : (char)(First[0] + 1)) + First[1..];
        await ledgers.LoadAsync(
            Header,
            $"1,2008-04-01,0149,遠州光学,{mistyped},22130",
            "2,2008-04-02,0149,遠州光学,,22130",
            "3,2008-04-03,0149,遠州光学,,22203"
        );

        Assert.Equal("1 1 True\n2 1 True\n3 3 True", await ledgers.QueryAsync(Ids));
        Assert.Contains($"warning corporate-number-invalid 2:{mistyped}", await ledgers.FindingsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("株式会社遠州光学", "遠州光学(株)", "㈱遠州光学", "遠州光学　カブシキガイシャ", "（株） 遠州光学", "ｶﾌﾞｼｷｶﾞｲｼｬ遠州光学")]
    [InlineData("有限会社髙橋製作所", "㈲高橋製作所", "高橋製作所", "(有)髙橋 製作所", "高橋製作所有限会社", "高橋製作所")]
    public async Task Company_SpellingsOfOneName_AreOneCompany(params string[] names)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, [.. names.Select((name, index) => $"{index},2008-04-0{index + 1},0149,{name},,22130")]);

        Assert.Equal($"{names.Length} 1", await ledgers.TotalAsync("referrals companies_referred"));
    }

    [Fact]
    public async Task Company_NumberLearnedLater_KeepsItsIdAndCountsOnce()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,,22130");
        var before = await ledgers.QueryAsync("select company_id from mart.fct_referrals");
        await ledgers.LoadAsync(Header, $"2,2009-04-02,0149,株式会社遠州光学,{First},22130");

        Assert.Equal(
            $"1 {before}\n2 {before}",
            await ledgers.QueryAsync("select referral_number, company_id from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
        Assert.Equal("2 1", await ledgers.TotalAsync("referrals companies_referred"));
    }

    [Fact]
    public async Task Company_TwoNumbersShareAName_StayTwoAndAThirdWithoutIsUnmatched()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,,22130");
        await ledgers.LoadAsync(Header, $"2,2008-04-02,0149,遠州光学,{First},22130");
        Assert.Equal("1 1 True\n2 1 True", await ledgers.QueryAsync(Ids));
        await ledgers.LoadAsync(Header, $"3,2008-04-03,0149,遠州光学,{Second},22130");

        // Which of the two the first one is, only a person can say: it counts as its own.
        Assert.Equal("3 3", await ledgers.TotalAsync("referrals companies_referred"));
        Assert.Equal(
            "1 False\n2 True\n3 True",
            await ledgers.QueryAsync("select referral_number, is_company_matched from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
    }

    [Fact]
    public async Task Company_WithoutNumberAndMunicipality_StaysUnmatched()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,,", "2,2008-04-02,0149,遠州光学,,");

        Assert.Equal("1 1 False\n2 2 False", await ledgers.QueryAsync(Ids));
        Assert.Equal("2 2", await ledgers.TotalAsync("referrals companies_referred"));
    }

    [Fact]
    public async Task Company_InAMunicipalityThatMerged_IsTheSameUnderItsSuccessor()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // 新居町 became a part of 湖西市 on 2010-03-23; 浜松市中区 (22131) and 浜松市 (22130) are one municipality.
        await ledgers.LoadAsync(
            Header,
            "1,2008-04-01,0149,浜名湖水産,,22503",
            "2,2011-04-01,0149,浜名湖水産,,22221",
            "3,2008-04-01,0149,遠州光学,,22131",
            "4,2008-04-02,0149,遠州光学,,22130"
        );

        Assert.Equal("1 1 True\n2 1 True\n3 3 True\n4 3 True", await ledgers.QueryAsync(Ids));
        // History stays attached to what was true on the day.
        Assert.Equal("22130: 2\n22221: 1\n22503: 1\ntotal: 4", Sorted(await ledgers.FiguresAsync("referrals", "municipality")));
    }

    [Fact]
    public async Task Company_ThatChanges_EventsTakeTheirOwnDaysAttributesAndCohortsTheReferrals()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string header = Ledgers.Referral + ",市区町村コード,業種コード,従業員数,更新日,異動日";
        await ledgers.LoadAsync(
            ledgers.Offer(header, "1,2008-04-01,0149,遠州光学,22130,27,20,,"),
            // From 2009-10-01, as was told later: moved to Numazu, grew, makes transport equipment now.
            ledgers.Offer(header, "1,2008-04-01,0149,遠州光学,22203,31,120,2010-01-15,2009-10-01"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2009-09-30", "11,1,共同研究,2009-10-01"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,1,製品化,2009-09-30,0149", "21,1,製品化,2011-01-01,0149")
        );

        Assert.Equal("22130: 1 1 1\n22203: 0 1 1\ntotal: 1 2 2", await ledgers.FiguresAsync("referrals engagements outcomes", "municipality"));
        Assert.Equal("1-20: 1 1 1\n101-300: 0 1 1\ntotal: 1 2 2", await ledgers.FiguresAsync("referrals engagements outcomes", "company_size"));
        Assert.Equal("27: 1 1 1\n31: 0 1 1\ntotal: 1 2 2", await ledgers.FiguresAsync("referrals engagements outcomes", "industry_group"));
        Assert.Equal(
            "2008-04-01 2009-09-30 False 22130\n2009-10-01 9999-12-31 True 22203",
            await ledgers.QueryAsync(
                "select c.valid_from, c.valid_to, c.is_current, region_code from mart.dim_company c join mart.dim_region using (region_key) where company_id > 0 order by 1"
            )
        );
        Assert.Equal("1", await ledgers.TotalAsync("companies_referred"));
    }

    [Fact]
    public async Task Company_ReferredAgainWithANewAddress_ReachesTheFirstReferralsLaterEvents()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, $"1,2008-04-01,0149,遠州光学,{First},22130"),
            ledgers.Offer(Ledgers.Outcome + ",銀行コード", "20,1,製品化,2011-01-01,0149")
        );
        Assert.Equal("22130: 1 1\ntotal: 1 1", Plain(await ledgers.FiguresAsync("referrals outcomes", "municipality")));
        await ledgers.LoadAsync(Header, $"2,2010-04-01,0149,遠州光学,{First},22203");

        Assert.Equal("22130: 1 0\n22203: 1 1\ntotal: 2 1", Plain(await ledgers.FiguresAsync("referrals outcomes", "municipality")));
    }

    static string Plain(string figures) => figures.Replace("(Provisional)", "", StringComparison.Ordinal);

    static string Sorted(string rows) => string.Join('\n', rows.Split('\n').Order(StringComparer.Ordinal));
}
