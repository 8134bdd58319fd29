namespace Analytics.Tests.Etl.Load;

/// <summary>Industry codes whose leading zero a spreadsheet took: 929 may be 0929, and 92 may be 092.</summary>
public class IndustryZeroTests(PostgresFixture postgres)
{
    const string Header = "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,技術分野,状況,更新日";

    static string Row(string number, string company, string code) => $"{number},2009-04-01,0149,{company},22130,{code},20,光学,受付,2010-06-01";

    [Fact]
    public async Task LostZero_BothReadingsExist_TheCompanysOtherRowsDecide()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string company = "株式会社試験製作所";
        await ledgers.LoadAsync(
            Header,
            Row("IND-1", company, "0929"),
            Row("IND-2", company, "929"),
            Row("IND-3", company, "2441"),
            Row("IND-4", company, "092"),
            Row("IND-5", company, "92")
        );

        Assert.Equal("E: 5\ntotal: 5", await FiguresAsync(ledgers, "industry_division"));
        Assert.Equal("09: 4\n24: 1\ntotal: 5", await FiguresAsync(ledgers, "industry_group"));
        Assert.Equal(
            "warning industry-zero-weighed 3:929 → 0929 その他の水産食料品製造業 / 929 他に分類されない事業サービス業\nwarning industry-zero-weighed 6:92 → 092 水産食料品製造業 / 92 その他の事業サービス業",
            await ledgers.FindingsAsync()
        );
    }

    [Fact]
    public async Task LostZero_NothingTellsWhich_IsUnknownWithBothReadings()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, Row("1", "株式会社甲", "929"), Row("2", "株式会社乙", "0929"));

        // Another company's code of a column that keeps its zeros gives nobody else's code a zero.
        Assert.Equal("09: 1\nunknown: 1\ntotal: 2", await FiguresAsync(ledgers, "industry_group"));
        Assert.Equal("warning industry-ambiguous 2:929: 0929 その他の水産食料品製造業 / 929 他に分類されない事業サービス業", await ledgers.FindingsAsync());
    }

    [Theory]
    // The only reading: there is no 926. Company 2's 922 is read as 0922, since the column has codes of 09 and none of 92.
    [InlineData("926", "922", "09: 2\ntotal: 2", "warning industry-zero-weighed 3:922 → 0922 海藻加工業 / 922 建物サービス業")]
    // In a column of major groups 24 is 24 and 92 is 92, though there are a 024 and a 092.
    [InlineData("24", "92", "24: 1\n92: 1\ntotal: 2", "")]
    // A letter tells: E has no 929.
    [InlineData("E926", "E-929", "09: 2\ntotal: 2", "")]
    // The column keeps its zeros, so nothing was lost, and there is no 926.
    [InlineData("0311", "926", "03: 1\nunknown: 1\ntotal: 2", "warning industry-unknown 3:926")]
    public async Task LostZero_WhatTheColumnTells(string first, string second, string groups, string findings)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, Row("1", "株式会社甲", first), Row("2", "株式会社乙", second));

        Assert.Equal(groups, await FiguresAsync(ledgers, "industry_group"));
        Assert.Equal(findings, await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task LostZero_ALaterFileTellsTheCompanysIndustry_MendsTheEarlierRow()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, Row("1", "株式会社甲", "929"));
        Assert.Equal("unknown: 1\ntotal: 1", await FiguresAsync(ledgers, "industry_group"));
        await ledgers.LoadAsync(Header, Row("2", "㈱甲", "0999"));

        Assert.Equal("09: 2\ntotal: 2", await FiguresAsync(ledgers, "industry_group"));
    }

    static async Task<string> FiguresAsync(Ledgers ledgers, string by) =>
        (await ledgers.FiguresAsync("referrals", by)).Replace("(Provisional)", "", StringComparison.Ordinal);
}
