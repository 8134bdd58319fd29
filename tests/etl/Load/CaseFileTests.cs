using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Load;

/// <summary>The small files that went wrong, as they were collected (<c>../shared/cases</c>); skipped by name where that folder is absent.</summary>
public class CaseFileTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Case01_InstantsInUtc_AreTheDayOfTokyo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((4, 0), await LoadAsync(ledgers, "01_utc_instants.csv"));
        Assert.Equal("2010: 4\ntotal: 4", await FiguresAsync(ledgers, "fiscal_year"));
    }

    [Fact]
    public async Task Case03_SerialsAFractionShort_AreTheDayThatExcelShows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((3, 0), await LoadAsync(ledgers, "03_serial_rounding.xlsx"));
        Assert.Equal("2010: 3\ntotal: 3", await FiguresAsync(ledgers, "fiscal_year"));
    }

    [Fact]
    public async Task Case04_YenInTheFormat_AreYen_AndContradictAUnitColumnOfThousands()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers, "04a_yen_parent.csv");
        Assert.Equal((4, 0), await LoadAsync(ledgers, "04b_yen_format.xlsx"));
        Assert.Equal("4800000", await ledgers.TotalAsync("contract_amount"));
        Assert.Equal((2, 1), await LoadAsync(ledgers, "04c_yen_format_values.xlsx"));
        Assert.Equal("YV-1 1200000\nYV-2 1200000", await ledgers.QueryAsync("select outcome_number, amount from staging.outcomes order by 1"));
        Assert.Equal("4 The value is in ¥, but the unit column says 千円.", await RejectsAsync(ledgers, "reason_en"));
    }

    [Fact]
    public async Task Case05_FormulasWithoutAStoredValue_AreRejectedAsThat()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers, "05a_parent.csv");
        Assert.Equal((1, 3), await LoadAsync(ledgers, "05b_formula_no_cache.xlsx"));
        Assert.Equal("1 1200000", await ledgers.TotalAsync("engagements contract_amount"));
        Assert.Equal(
            "2 formula-unstored 契約額(千円)\n4 formula-unstored 開始日\n5 formula-unstored 契約額(千円)",
            await RejectsAsync(ledgers, "rule, column_name")
        );
    }

    [Fact]
    public async Task Case06_NumbersOfPandas_AreTheFirstFilesReferrals()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers, "06a_ids.csv");
        Assert.Equal((2, 0), await LoadAsync(ledgers, "06b_pandas_float_ids.csv"));
        Assert.Equal("0149: 2\ntotal: 2", await ledgers.FiguresAsync("referrals", "bank"));
    }

    [Fact]
    public async Task Case07_NumbersAsTheirFormatShowsThem_AreThoseThatOutcomesReferTo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((2, 0), await LoadAsync(ledgers, "07a_id_number_format.xlsx"));
        Assert.Equal("00002\nK-0001", await ledgers.QueryAsync("select referral_number from staging.referrals order by 1"));
        Assert.Equal((2, 0), await LoadAsync(ledgers, "07b_outcomes_by_text.csv"));
        Assert.Equal("2 2", await ledgers.TotalAsync("referrals outcomes"));
    }

    [Fact]
    public async Task Case08_EscapedCharacters_AreOneCompany()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((2, 0), await LoadAsync(ledgers, "08_xhhhh_escapes.xlsx"));
        Assert.Equal("2 1", await ledgers.TotalAsync("referrals companies_referred"));
        Assert.Equal("X8-1\nX8-2", await ledgers.QueryAsync("select referral_number from staging.referrals order by 1"));
        Assert.Contains("光学_x000D_", await ledgers.QueryAsync("select technology_field from staging.referrals"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case12_FormulaAroundText_IsTheText()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers, "12b_equals_quoted_text.csv");
        var again = await ledgers.LoadAsync(Offer("12c_plain_same.csv"));
        Assert.Equal("1 1", await ledgers.TotalAsync("referrals companies_referred"));
        Assert.Equal("EQB-001 1", await ledgers.QueryAsync("select number, count(*) from mart.key_referral group by 1"));
        Assert.Equal((1, false), (again.Publication.Publication, again.Publication.IsNew));
    }

    [Fact]
    public async Task Case13_InvisibleCharacters_AreThreeCompanies()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((9, 0), await LoadAsync(ledgers, "13_invisible_characters.csv"));
        Assert.Equal("9 3", await ledgers.TotalAsync("referrals companies_referred"));
        Assert.Equal("INV-8", await ledgers.QueryAsync("select referral_number from staging.referrals where line = 9"));
        Assert.Equal("2010-04-07", await ledgers.QueryAsync("select referred_date from staging.referrals where referral_number = 'INV-7'"));
    }

    [Fact]
    public async Task Case15_ControlZ_EndsTheFile()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((1, 0), await LoadAsync(ledgers, "15_ctrl_z_cp932.csv"));
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Case16_MixedLineEnds_AreThreeRowsAndAWarning()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((3, 0), await LoadAsync(ledgers, "16b_mixed_line_ends.csv"));
        Assert.Equal("2 [U+000D]", await ledgers.QueryAsync("select line, value from audit.findings where rule = 'lone-return'"));
    }

    [Fact]
    public async Task Case17_EmptyCellsOutToTheLastColumn_AreTwoRows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((2, 0), await LoadAsync(ledgers, "17b_wide_range_1000.xlsx"));
    }

    [Fact]
    public async Task Case19_NameOf1000_IsRejectedAndTheOtherLoads()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((1, 1), await LoadAsync(ledgers, "19d_name_1000.csv"));
        Assert.Equal("2 企業名 text-too-long", await ledgers.QueryAsync("select line, column_name, rule from audit.findings where kind = 'rejected'"));
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Case20_IndustryCodesThatLostTheirZero_AreFoodMakers()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((5, 0), await LoadAsync(ledgers, "20_industry_lost_zero.csv"));
        Assert.Equal("E: 5\ntotal: 5", await FiguresAsync(ledgers, "industry_division"));
        Assert.Equal("09: 4\n24: 1\ntotal: 5", await FiguresAsync(ledgers, "industry_group"));
        // IND-2 and IND-5; each names both readings.
        Assert.Equal(
            "3 929 → 0929 その他の水産食料品製造業 / 929 他に分類されない事業サービス業\n6 92 → 092 水産食料品製造業 / 92 その他の事業サービス業",
            await ledgers.QueryAsync("select line, value from audit.findings where rule = 'industry-zero-weighed' order by line")
        );
    }

    [Fact]
    public async Task Case21_HiddenSheets_AreNamed()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(Offer("21_hidden_sheet_rows.xlsx"));
        Assert.Equal("HID-1\nHID-2\nHID-3", await ledgers.QueryAsync("select referral_number from staging.referrals order by 1"));
        Assert.Equal(
            ["The hidden sheet '旧' was passed over.", "The hidden sheet '作業' was passed over."],
            report.Files[0].Remarks.Select(remark => remark.En)
        );
        Assert.Equal("作業\n旧", await ledgers.QueryAsync("select value from audit.findings where rule = 'sheet-hidden' order by value collate \"C\""));
    }

    [Fact]
    public async Task Case22_Percent_NamesTheUnitsOfItsType()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers, "18a_parent.csv");
        Assert.Equal((0, 3), await LoadAsync(ledgers, "22_percent.csv"));
        Assert.Equal(
            "2 Allowed units: 人, 名.\n3 Allowed units: 人, 名.\n4 Allowed units: 億円, 百万円, 千円, 万円, 円.",
            await ledgers.QueryAsync("select line, mend_en from audit.findings where kind = 'rejected' order by line")
        );
    }

    [Fact]
    public async Task Case25_Html_IsNamed()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var file = (await ledgers.LoadAsync(Offer("25_html_as.csv"))).Files[0];
        Assert.Equal((FileFate.Refused, "This is HTML, not a format that can be read."), (file.Fate, file.Reason?.En));
    }

    [Fact]
    public async Task Case26_ErrorCells_AreErrorsAndNoCompanies()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        Assert.Equal((0, 4), await LoadAsync(ledgers, "26_error_cells.xlsx"));
        Assert.Equal(
            "2 cell-error 技術分野\n3 cell-error 企業名\n4 cell-error 企業名\n5 cell-error 技術分野",
            await RejectsAsync(ledgers, "rule, column_name")
        );
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from mart.dim_company where company_key > 0"));
    }

    [Fact]
    public async Task Case32_NegativeAmounts_AddUp()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Offer("04a_yen_parent.csv"), Offer("05a_parent.csv"), Offer("18a_parent.csv"), Offer("32_negative_amounts.csv"));
        Assert.Equal("3 -6000000", await ledgers.TotalAsync("engagements contract_amount"));
    }

    static async Task<string> FiguresAsync(Ledgers ledgers, string by) =>
        (await ledgers.FiguresAsync("referrals", by)).Replace("(Provisional)", "", StringComparison.Ordinal);

    static Task<string> RejectsAsync(Ledgers ledgers, string columns) =>
        ledgers.QueryAsync($"select line, {columns} from audit.findings where kind = 'rejected' order by line");

    static OfferedFile Offer(string name) => new(RealData.Case(name), "load", Dataset: "ledgers", Owner: "0149");

    static async Task<(int Kept, int Rejected)> LoadAsync(Ledgers ledgers, string name)
    {
        var file = (await ledgers.LoadAsync(Offer(name))).Files[0];
        return (file.RowsKept, file.AllRejected);
    }
}
