using System.Diagnostics;
using Analytics.Etl.Load;
using Analytics.Tests.Etl.Extract;
using static Analytics.Tests.Etl.Extract.Workbook;

namespace Analytics.Tests.Etl.Load;

/// <summary>Workbooks that other readers are known to get wrong, from the file to the figure.</summary>
public class WorkbookCaseTests(PostgresFixture postgres)
{
    const string Referral = "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,技術分野,状況,更新日";
    const string Company = "0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01";
    const string Engagement = "案件番号,紹介番号,区分,開始日,契約額,状況";

    [Fact]
    public async Task Instants_InUtc_CountInTheYearThatTokyoHas()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Referral,
            $"U01-1,2010-03-31T15:00:00.000Z,{Company}",
            $"U01-2,2010-04-01T00:00:00+09:00,{Company}",
            $"U01-3,2010-03-31 15:00:00+00,{Company}",
            $"U01-4,2010-04-01,{Company}"
        );
        Assert.Equal("2010: 4(Provisional)\ntotal: 4", await ledgers.FiguresAsync("referrals", "fiscal_year"));
    }

    [Fact]
    public async Task Serials_AFractionOfASecondShort_AreTheDayThatExcelShows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(
            ledgers,
            new Workbook { Formats = ["#14"] },
            Referral,
            [Text("RND-1"), Number("40268.999999999993", 1), .. Texts(Company)],
            [Text("RND-2"), Number("40269", 1), .. Texts(Company)],
            [Text("RND-3"), Number("40268.999999999993"), .. Texts(Company)]
        );
        Assert.Equal("2010: 3(Provisional)\ntotal: 3", await ledgers.FiguresAsync("referrals", "fiscal_year"));
        Assert.Equal("2010-04-01 3", await ledgers.QueryAsync("select referred_date, count(*) from staging.referrals group by 1"));
    }

    [Fact]
    public async Task Amounts_InYenFormats_AreYenWhateverTheDeclarationAssumes()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Referral, $"YEN-1,2010-04-01,{Company}");
        await LoadAsync(
            ledgers,
            new Workbook { Formats = ["\"¥\"#,##0;[Red]\"¥\"\\-#,##0", "[$¥-411]#,##0", "_ \"¥\"* #,##0_ ;_ \"¥\"* \\-#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ "] },
            Engagement,
            Engaged("YE-1", Number("1200000", 1)),
            Engaged("YE-2", Number("1200000", 2)),
            Engaged("YE-3", Number("1200000", 3)),
            Engaged("YE-4", Text("¥1,200,000"))
        );
        Assert.Equal("4 4800000", await ledgers.TotalAsync("engagements contract_amount"));
    }

    [Fact]
    public async Task Values_InYenFormats_AreRejectedOnlyWhereTheUnitColumnSaysOtherwise()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Referral, $"YEN-1,2010-04-01,{Company}");
        var report = await LoadAsync(
            ledgers,
            new Workbook { Formats = ["\"¥\"#,##0;[Red]\"¥\"\\-#,##0"] },
            "成果番号,紹介番号,成果区分,成果日,数値,単位",
            [.. Texts("YV-1,YEN-1,売上増,2011-05-01"), Number("1200000", 1)],
            [.. Texts("YV-2,YEN-1,売上増,2011-05-01"), Text("¥1,200,000")],
            [.. Texts("YV-3,YEN-1,売上増,2011-05-01"), Number("1200000", 1), Text("千円")],
            [.. Texts("YV-4,YEN-1,売上増,2011-05-01"), Number("0", 1), Text("円")]
        );
        Assert.Equal((4, 1), (report.RowsRead, report.RowsRejected));
        Assert.Equal("YV-1 1200000\nYV-2 1200000\nYV-4 0", await ledgers.QueryAsync("select outcome_number, amount from staging.outcomes order by 1"));
        Assert.Equal("4 units-contradict 千円 The value is in ¥, but the unit column says 千円.", await RejectsAsync(ledgers, "value, reason_en"));
    }

    [Fact]
    public async Task Formulas_WithoutAStoredValue_AreRejectedAsThat()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Referral, $"FML-1,2010-04-01,{Company}");
        await LoadAsync(
            ledgers,
            new(),
            "案件番号,紹介番号,区分,開始日,契約額(千円),状況,担当部門",
            Engaged("FE-1", Formula("1000+200", "")),
            Engaged("FE-2", Formula("1000+200", "<v>1200</v>")),
            [.. Texts("FE-3,FML-1,共同研究"), Formula("DATE(2010,5,1)", ""), Number("500"), Text("実施中")],
            Engaged("FE-4", Formula("1000+300", "<v></v>")),
            // An empty text is a stored value; 〃 below a formula says no more than the formula.
            [.. Texts("FE-5,FML-1,共同研究,2010-05-01"), Number("300"), Text("実施中"), Formula("IF(A2=\"\",\"\",\"\")", "<v></v>", "t=\"str\"")],
            [.. Texts("FE-6,FML-1,共同研究,2010-05-01"), Formula("A1", ""), Text("実施中")],
            Engaged("FE-7", Text("〃"))
        );
        Assert.Equal(
            "2 formula-unstored 契約額(千円)\n4 formula-unstored 開始日\n5 formula-unstored 契約額(千円)\n7 formula-unstored 契約額(千円)\n8 formula-unstored 契約額(千円)",
            await RejectsAsync(ledgers, "column_name")
        );
        Assert.Equal("FE-2 1200000\nFE-5 300000", await ledgers.QueryAsync("select engagement_number, contract_amount from staging.engagements order by 1"));

        static Cell[] Engaged(string number, Cell amount) => [.. Texts($"{number},FML-1,共同研究,2010-05-01"), amount, Text("実施中")];
    }

    [Fact]
    public async Task Numbers_WithPrefixAndZerosInTheirFormat_AreThoseThatOthersReferTo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(
            ledgers,
            new Workbook { Formats = ["\"K-\"0000", "00000"] },
            Referral,
            [Number("1", 1), Text("2010-04-01"), .. Texts(Company)],
            [Number("2", 2), Text("2010-04-01"), .. Texts(Company)]
        );
        await ledgers.LoadAsync(
            new OfferedFile(
                ledgers.File("成果番号,紹介番号,成果区分,成果日,数値,単位\nKO-1,K-0001,特許出願,2011-05-01,1,件\nKO-2,00002,特許出願,2011-05-01,1,件\n"),
                "load",
                Owner: "0149"
            )
        );
        Assert.Equal("2 2", await ledgers.TotalAsync("referrals outcomes"));
        Assert.Equal("00002\nK-0001", await ledgers.QueryAsync("select referral_number from staging.referrals order by 1"));
    }

    [Fact]
    public async Task EscapedCharacters_AreReadAsWhatTheyMean()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(
            ledgers,
            new Workbook { Shared = ["X8-1_x000D_", "光学_x005F_x000D_", "精密_x000B_機械", "_x0002__xD842_"] },
            Referral,
            [SharedText(0), .. Texts("2010-04-01,0149,株式会社試験製作所,22130,24,20"), SharedText(1), .. Texts("受付,2010-06-01")],
            [.. Texts("X8-2,2010-04-01,0149,株式会社試験製作所,22130,24,20"), SharedText(2), .. Texts("受付,2010-06-01")],
            [.. Texts("X8-3,2010-04-01,0149,株式会社試験製作所,22130,24,20"), SharedText(3), .. Texts("受付,2010-06-01")]
        );
        Assert.Equal(
            "X8-1 光学_x000D_\nX8-2 精密\n機械\nX8-3 _x0002__xD842_",
            await ledgers.QueryAsync("select referral_number, technology_field from staging.referrals order by 1")
        );
    }

    [Fact]
    public async Task ErrorCells_AreErrorsWhateverTheirText()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var header = "紹介番号,紹介日,銀行コード,企業名,技術分野";
        await LoadAsync(
            ledgers,
            new(),
            header,
            [.. Texts("ERR-1,2010-04-01,0149,株式会社試験製作所"), Error("#N/A")],
            [.. Texts("ERR-2,2010-04-01,0149"), Xml("t=\"e\"", "<f>FOO</f><v>#BLOCKED!</v>"), Text("光学")],
            [.. Texts("ERR-3,2010-04-01,0149"), Error("なし"), Text("光学")],
            [.. Texts("ERR-4,2010-04-01,0149,株式会社試験製作所"), Error("")]
        );
        await ledgers.LoadAsync(header, "ERR-5,2010-04-01,0149,#FIELD!,光学");
        Assert.Equal(
            "2 cell-error 技術分野 #N/A\n2 cell-error 企業名 #FIELD!\n3 cell-error 企業名 #BLOCKED!\n4 cell-error 企業名 なし\n5 cell-error 技術分野 #",
            await RejectsAsync(ledgers, "column_name, value")
        );
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from staging.referrals"));
    }

    [Fact]
    public void EmptyCellsAndARemark_AtTheEndOfTheSheet_CostLittle()
    {
        Assert.Equal(3, LedgerFile.Of(Wide(1_000, toTheEnd: true)).Rows.Count(row => row.Line < 5));
        var (narrow, wide) = (Seconds(Wide(3_000, toTheEnd: false)), Seconds(Wide(3_000, toTheEnd: true)));
        Assert.True(wide < (narrow * 3) + 0.1, $"{wide:0.000} s with the empty cells, {narrow:0.000} s without them");

        static double Seconds(byte[] workbook) =>
            Enumerable
                .Range(0, 3)
                .Min(_ =>
                {
                    var started = Stopwatch.GetTimestamp();
                    Assert.Equal(3_000, LedgerFile.Of(workbook).Rows.Count);
                    return Stopwatch.GetElapsedTime(started).TotalSeconds;
                });
    }

    static byte[] Wide(int rows, bool toTheEnd)
    {
        Cell[] far = toTheEnd ? [new("s=\"1\"", "", "XFD")] : [],
            remark = toTheEnd ? [Text("覚え") with { At = "XFD" }] : [];
        return new Workbook { Formats = ["#14"] }.Of([
            [.. Texts(Referral), .. remark],
            .. Enumerable.Range(1, rows).Select(i => (IReadOnlyList<Cell>)[.. Texts($"WID-{i},2010-04-01,{Company}"), .. far]),
        ]);
    }

    static Cell[] Engaged(string number, Cell amount) => [.. Texts($"{number},YEN-1,共同研究,2010-05-01"), amount, Text("実施中")];

    static async Task<FileReport> LoadAsync(Ledgers ledgers, Workbook workbook, string header, params IReadOnlyList<Cell>[] rows)
    {
        var report = await ledgers.LoadAsync(new OfferedFile(ledgers.File(workbook.Of(header, rows), "台帳.xlsx"), "load", Owner: "0149"));
        return report.Files[0];
    }

    static Task<string> RejectsAsync(Ledgers ledgers, string columns) =>
        ledgers.QueryAsync($"select line, rule, {columns} from audit.findings where kind = 'rejected' order by line, rule, batch_id");
}
