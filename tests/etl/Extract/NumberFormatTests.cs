using static Analytics.Tests.Etl.Extract.Workbook;

namespace Analytics.Tests.Etl.Extract;

/// <summary>A cell's number format is part of its value: what a person sees counts, with all digits.</summary>
public class NumberFormatTests
{
    /// <summary>As text, e.g. of a name.</summary>
    [Theory]
    [InlineData("General", "1234567890123", "1234567890123")]
    [InlineData("\"K-\"0000", "1", "K-0001")]
    [InlineData("00000", "2", "00002")]
    [InlineData("000-0000", "4220801", "422-0801")]
    [InlineData("\"第\"0\"号\"", "12", "第12号")]
    [InlineData("K\\-00", "7", "K-07")]
    [InlineData("\"№\" 0;\"負\"0;\"零\"", "3", "№ 3")]
    [InlineData("\"№\" 0;\"負\"0;\"零\"", "0", "零")]
    [InlineData("#,##0_);[Red](#,##0)", "1234567", "1234567")]
    [InlineData("[=1]\"西部\";[=2]\"中部\";\"東部\"", "2", "中部")]
    [InlineData("[=1]\"西部\";[=2]\"中部\";\"東部\"", "3", "東部")]
    [InlineData("0.00E+00", "2080000000000", "2080000000000")]
    [InlineData("0\"万\"0000\"円\"", "1234567", "123万4567円")]
    [InlineData("yyyy/m/d", "40269", "2010-04-01")]
    [InlineData("[$-411]ggge\"年\"m\"月\"d\"日\";@", "40269", "2010-04-01")]
    [InlineData("[$-ja-JP-x-gannen]ge.m.d", "40269", "2010-04-01")]
    [InlineData("@", "0012", "12")]
    [InlineData("General\"人\"", "25", "25人")]
    [InlineData("G/標準\"人\"", "25", "25人")]
    [InlineData("# ?/?", "0.5", "0.5")]
    public void Text_OfANumber_IsWhatThePersonSees(string format, string number, string shown) =>
        Assert.Equal(shown, Referral([format], Number(number, 1), "企業名")["company_name"]);

    [Fact]
    public void Text_WithAFormatForTexts_HasWhatTheFormatPutsAroundIt()
    {
        Assert.Equal("K-0012", Referral(["\"K-\"@"], Workbook.Text("0012", 1), "企業名")["company_name"]);
        Assert.Equal("森工業", Referral(["_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ "], Workbook.Text("森工業", 1), "企業名")["company_name"]);
    }

    /// <summary>In yen, below 資本金 (千円 by the declaration, with a doubt) and below 資本金(千円).</summary>
    [Theory]
    [InlineData("#,##0", "1200", 1_200_000, 1_200_000)]
    [InlineData("#,##0,", "1200000", 1_200_000, 1_200_000)]
    [InlineData("#,##0,", "1234567", 1_234_567, 1_234_567)]
    [InlineData("#,##0,,", "1200000000", 1_200_000, 1_200_000)]
    [InlineData("#,##0,\"千円\"", "1200000", 1_200_000, 1_200_000)]
    [InlineData("#,##0\"千円\"", "1200", 1_200_000, 1_200_000)]
    [InlineData("#,##0,,\"百万円\"", "12000000", 12_000_000, 12_000_000)]
    [InlineData("#,##0!.0,\"万円\"", "12345000", 12_345_000, 12_345_000)]
    [InlineData("\"¥\"#,##0;[Red]\"¥\"\\-#,##0", "1200000", 1_200_000, null)]
    [InlineData("[$¥-411]#,##0", "1200000", 1_200_000, null)]
    [InlineData("[$￥-411]#,##0;[$￥-411]\\-#,##0", "-1200000", -1_200_000, null)]
    [InlineData("\\\\#,##0", "1200000", 1_200_000, null)]
    [InlineData("[$JPY] #,##0", "1200000", 1_200_000, null)]
    [InlineData("#,##0\"円\"", "1200000", 1_200_000, null)]
    [InlineData("_ \"¥\"* #,##0_ ;_ \"¥\"* \\-#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ ", "1200000", 1_200_000, null)]
    [InlineData("_ \"¥\"* #,##0_ ;_ \"¥\"* \\-#,##0_ ;_ \"¥\"* \"-\"??_ ;_ @_ ", "0", 0, 0)]
    [InlineData("#6", "1200000", 1_200_000, null)]
    [InlineData("#44", "-1200000", -1_200_000, null)]
    [InlineData("#38", "1200", 1_200_000, 1_200_000)]
    [InlineData("[$-411]#,##0", "1200", 1_200_000, 1_200_000)]
    [InlineData("#,##0;\"▲ \"#,##0", "-1200", -1_200_000, -1_200_000)]
    [InlineData("#,##0;[Red]#,##0", "-1200", -1_200_000, -1_200_000)]
    [InlineData("#,##0_);(#,##0)", "-1200", -1_200_000, -1_200_000)]
    [InlineData("[<1000]0.0;#,##0", "1200.5", 1_200_500, 1_200_500)]
    public void Money_OfANumber_IsWhatTheFormatSays(string format, string number, long yen, int? belowThousands)
    {
        var row = Referral([format], Number(number, 1), "資本金");
        Assert.Equal((yen, false), (row["capital"], row.IsRejected));
        row = Referral([format], Number(number, 1), "資本金(千円)");
        Assert.Equal((long?)belowThousands, row["capital"]);
        Assert.Equal(belowThousands is null ? ["units-contradict"] : [], row.Rejects.Select(reject => reject.Rule));
    }

    [Theory]
    [InlineData("[$$-409]#,##0.00", "money-unit-unknown", "'$' is no unit of money here.")]
    [InlineData("[$€-2] #,##0.00", "money-unit-unknown", "'€' is no unit of money here.")]
    [InlineData("0%", "money-unit-unknown", "'%' is no unit of money here.")]
    [InlineData("\"¥\"#,##0", "units-contradict", "The value is in ¥, but the header says 千円.")]
    [InlineData("#,##0\"円\"", "units-contradict", "The value is in 円, but the header says 千円.")]
    [InlineData("\"約\"#,##0", "number-spelling", "Not a number.")]
    public void Money_OfAnotherUnit_IsRejectedWithBothNamed(string format, string rule, string reason)
    {
        var reject = Assert.Single(Referral([format], Number("1200", 1), "資本金(千円)").Rejects);
        Assert.Equal((rule, reason, "資本金(千円)"), (reject.Rule, reject.Reason.En, reject.Column));
    }

    [Theory]
    [InlineData("\"¥\"#,##0", "1200", "The value is in ¥, but the title says 千円.")]
    [InlineData("#,##0,,\"百万円\"", "12000000", null)]
    public void Money_AgainstTheTitle_IsSaid(string format, string number, string? reason)
    {
        var book = new Workbook { Formats = [format] }.Of(
            "（単位：千円）",
            Texts("紹介番号,紹介日,銀行コード,企業名,資本金"),
            [.. Texts("R-1,2010-04-01,0149,森工業"), Number(number, 1)]
        );
        var row = LedgerFile.Of(book).Rows[0];
        Assert.Equal(reason, row.Rejects.SingleOrDefault()?.Reason.En);
        Assert.Equal(reason is null ? "unit-of-row" : null, row.Warnings.SingleOrDefault()?.Rule);
        Assert.Equal(reason is null ? 12_000_000L : null, row["capital"]);
    }

    [Theory]
    [InlineData("G/標準\"人\"", "25", 25)]
    [InlineData("General\"名\"", "25", 25)]
    [InlineData("#,##0\" 人\"", "1200", 1200)]
    [InlineData("0000", "25", 25)]
    [InlineData("0.0", "25", 25)]
    [InlineData("#,##0;-#,##0;\"-\"", "0", 0)]
    [InlineData("#,###", "0", null)]
    [InlineData("0;;;@", "0", null)]
    [InlineData(";;;", "25", 25)]
    public void Count_OfANumber_IsWithoutWhatOnlyCounts(string format, string number, int? people)
    {
        var row = Referral([format], Number(number, 1), "従業員数");
        Assert.Equal((people, false), ((int?)row["employees"], row.IsRejected));
    }

    [Theory]
    [InlineData("00000", "22130", "22130")]
    [InlineData("00000", "1100", "01100")]
    public void Municipality_OfANumber_KeepsItsZeros(string format, string number, string code) =>
        Assert.Equal(code, Referral([format], Number(number, 1), "市区町村コード")["municipality_code"]);

    /// <summary>15 February 2010 belongs to fiscal 2009, but whoever reads the sheet sees 2010年度.</summary>
    [Theory]
    [InlineData("yyyy\"年度\"", 2010)]
    [InlineData("yyyy年度", 2010)]
    [InlineData("yyyy", 2010)]
    [InlineData("[$-411]ggge\"年度\";@", 2010)]
    [InlineData("\"FY\"yyyy", 2010)]
    [InlineData("yyyy/m/d", null)]
    [InlineData("yyyy\"年\"m\"月\"", null)]
    [InlineData("e\"年度\"", null)]
    public void Year_OfADayThatIsShownAsAYear_IsTheYearThatIsSeen(string format, int? year)
    {
        var row = LedgerFile.Of(new Workbook { Formats = [format] }.Of("年度,指標,目標値", [Number("40224", 1), Workbook.Text("紹介件数"), Number("40")])).Rows[
            0
        ];

        Assert.Equal(year is { } shown ? new DateOnly(shown, 1, 1) : null, row["fiscal_year"]);
        Assert.Equal(year is null, row.IsRejected);
        // A column of days has the day, as with any other format.
        Assert.Equal((new DateOnly(2010, 2, 15), false), (Referral([format], Number("40224", 1), "設立年月日")["founded_date"], row.Warnings.Count > 0));
    }

    [Fact]
    public void Zero_OnASheetThatShowsNone_IsANumberNevertheless() =>
        Assert.Equal(
            0,
            LedgerFile
                .Of(new Workbook { HidesZeros = true }.Of("紹介番号,紹介日,銀行コード,企業名,従業員数", [.. Texts("R-1,2010-04-01,0149,森工業"), Number("0")]))
                .Rows[0]["employees"]
        );

    [Theory]
    [InlineData(true, "<v>0</v>", null)]
    [InlineData(true, "<v>12</v>", 12)]
    [InlineData(false, "<v>0</v>", 0)]
    public void Formula_StoredAsZeroByAProgramThatWantsItWorkedOut_IsNoZero(bool isUncalculated, string stored, int? people)
    {
        var row = LedgerFile
            .Of(
                new Workbook { IsUncalculated = isUncalculated }.Of(
                    "紹介番号,紹介日,銀行コード,企業名,従業員数",
                    [.. Texts("R-1,2010-04-01,0149,森工業"), Formula("A1*2", stored)]
                )
            )
            .Rows[0];

        Assert.Equal(people, (int?)row["employees"]);
        Assert.Equal(people is null ? ["formula-unstored"] : [], row.Rejects.Select(reject => reject.Rule));
    }

    [Theory]
    [InlineData("0000\"年\"00\"月\"00\"日\"", "20100401", false)]
    [InlineData("0000!/00!/00", "20100401", false)]
    [InlineData("#14", "40269", false)]
    [InlineData("#30", "40269.75", false)]
    [InlineData("#57", "40269", false)]
    [InlineData("m\"月\"d\"日\"", "40269", false)]
    [InlineData("yyyy/mm/dd hh:mm:ss", "40268.999999999993", false)]
    [InlineData("#,##0", "40269", true)]
    [InlineData("h:mm", "40269.5", true)]
    public void Date_OfANumber_IsItsDay(string format, string number, bool isDoubted)
    {
        var row = Referral([format], Number(number, 1), "設立年月日");
        Assert.Equal((new DateOnly(2010, 4, 1), isDoubted), (row["founded_date"], row.Warnings.Count > 0));
    }

    [Theory]
    [InlineData("2010-03-31T15:00:00Z")]
    [InlineData("2010-04-01T00:00:00")]
    [InlineData("2010-04-01")]
    public void Date_StoredAsIsoText_IsTheDayInTokyo(string stored) =>
        Assert.Equal(new DateOnly(2010, 4, 1), Referral([], Xml("t=\"d\"", $"<v>{stored}</v>"), "設立年月日")["founded_date"]);

    [Theory]
    [InlineData("1", "1900-01-01")]
    [InlineData("59", "1900-02-28")]
    [InlineData("61", "1900-03-01")]
    public void Date_BeforeMarch1900_IsTheDayThatExcelShows(string number, string day) =>
        Assert.Equal(day, Referral(["yyyy/m/d"], Number(number, 1), "企業名")["company_name"]);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Date_InAWorkbookFrom1904_IsCountedFromThere(int format, bool isDoubted)
    {
        // 38,807 days after 1 January 1904.
        var row = LedgerFile
            .Of(
                new Workbook { Is1904 = true, Formats = ["yyyy/m/d"] }.Of(
                    "紹介番号,紹介日,銀行コード,企業名",
                    [Workbook.Text("R-1"), Number("38807", format), .. Texts("0149,森工業")]
                )
            )
            .Rows[0];
        Assert.Equal((new DateOnly(2010, 4, 1), isDoubted), (row["referred_date"], row.Warnings.Count > 0));
        // Given back in a CSV, it is the same day.
        Assert.Equal("2010-04-01", row.Cells[1]);
    }

    static Analytics.Etl.Extract.Rows.ExtractedRow Referral(IReadOnlyList<string> formats, Cell cell, string header)
    {
        var (headers, cells) = (new List<string> { "紹介番号", "紹介日", "銀行コード", "企業名" }, Texts("R-1,2010-04-01,0149,森工業").ToList());
        if (headers.IndexOf(header) is >= 0 and var at)
            cells[at] = cell;
        else
        {
            headers.Add(header);
            cells.Add(cell);
        }

        return Assert.Single(LedgerFile.Of(new Workbook { Formats = formats }.Of(string.Join(',', headers), [.. cells])).Rows);
    }
}
