namespace Analytics.Tests.Etl.Extract;

/// <summary>What stands in and between the data rows.</summary>
public class RowTests
{
    [Theory]
    [InlineData("合計,,,,30")]
    [InlineData(",,合 計,,30")]
    [InlineData(",,,西部小計,30")]
    [InlineData("総計（2件）,,,,")]
    [InlineData(",,,,30")]
    [InlineData(",,,,99")]
    [InlineData(",,,二社で,30")]
    [InlineData("計,,,,30")]
    public void TotalRow_HoweverItShowsItself_IsCounted(string total)
    {
        var file = LedgerFile.Referrals(",従業員数", "R-1,2009/4/1,0149,森工業,10", "R-2,2009/4/2,0149,林工業,20", total);
        Assert.Equal((2, 0, 1), (file.Summary.RowsRead, file.Summary.RowsRejected, file.Summary.TotalRows));
    }

    [Fact]
    public void TotalRow_OfTheSecondBlockOnly_IsCounted()
    {
        var file = LedgerFile.Referrals(
            ",従業員数",
            "R-1,2009/4/1,0149,森工業,10",
            "R-2,2009/4/2,0149,林工業,20",
            ",,,A支店,30",
            "R-3,2009/4/2,0149,原工業,5",
            "R-4,2009/4/2,0149,岡工業,7",
            ",,,B支店,12",
            ",,,全店,42"
        );
        Assert.Equal((4, 0, 3), (file.Summary.RowsRead, file.Summary.RowsRejected, file.Summary.TotalRows));
    }

    [Fact]
    public void DataRow_WhoseNameEndsLikeATotal_IsData()
    {
        var file = LedgerFile.Referrals(",従業員数", "R-1,2009/4/1,0149,浜松時計,10", "R-2,2009/4/1,0149,総合計画,10");
        Assert.Equal((2, 0, 0), (file.Summary.RowsRead, file.Summary.RowsRejected, file.Summary.TotalRows));
    }

    [Fact]
    public void DataRow_WithoutItsKey_IsRejectedNotDropped()
    {
        var file = LedgerFile.Referrals(",従業員数", "R-1,2009/4/1,0149,森工業,10", ",2009/4/1,0149,林工業,10");
        var reject = Assert.Single(file.Rows[1].Rejects);
        Assert.Equal(("紹介番号", "required", 3), (reject.Column, reject.Rule, reject.Line));
    }

    [Fact]
    public void DataRow_WithAWordForNothing_IsToldByThatWord()
    {
        var file = LedgerFile.Referrals("", "R-1,2009/4/1,0149,森工業", "R-2,2009/4/1,0149,不明", "R-3,2009/4/1,0149,");

        Assert.Equal(
            ["「企業名」に「不明」とあり、値がありません。", "「企業名」が空です。"],
            file.Rows.SelectMany(row => row.Rejects).Select(reject => reject.Reason.Ja)
        );
        Assert.Equal("'企業名' says '不明', which is no value.", Assert.Single(file.Rows[1].Rejects).Reason.En);
    }

    [Theory]
    [InlineData("※ 従業員数は概数")]
    [InlineData("注）従業員数は概数,,,")]
    [InlineData("以上")]
    [InlineData("作成: 営業企画部")]
    public void Footnote_IsCounted(string note)
    {
        var file = LedgerFile.Referrals("", "R-1,2009/4/1,0149,森工業", note);
        Assert.Equal((1, 1), (file.Summary.RowsRead, file.Summary.FootnoteRows));
    }

    [Fact]
    public void LoneCell_ThatLooksLikeAKey_IsABrokenRow()
    {
        var file = LedgerFile.Referrals("", "R-001,2009/4/1,0149,森工業", "R-12,,,");
        Assert.Equal(["紹介日", "銀行コード", "企業名"], file.Rows[1].Rejects.Select(reject => reject.Column));
    }

    [Fact]
    public void LoneYear_InATargetSheet_IsABrokenRow()
    {
        var file = LedgerFile.Of("年度,指標,目標値\n2009,紹介件数,40\n2010,,\n");
        Assert.Equal(["指標", "目標値"], file.Rows[1].Rejects.Select(reject => reject.Column));
    }

    [Fact]
    public void HeaderAgain_OnTheNextPage_IsNoRow()
    {
        var file = LedgerFile.Referrals("", "R-1,2009/4/1,0149,森工業", "紹介番号,紹介日,銀行コード,企業名", "R-2,2009/4/1,0149,林工業");
        Assert.Equal((2, 1, 0), (file.Summary.RowsRead, file.Summary.TitleRows, file.Summary.RowsRejected));
    }

    [Theory]
    [InlineData("―")]
    [InlineData("‐")]
    [InlineData("-")]
    [InlineData("なし")]
    [InlineData("不 明")]
    [InlineData("N/A")]
    [InlineData("Ｎ／Ａ")]
    public void BlankWord_IsBlankAndCounted(string word)
    {
        var file = LedgerFile.Referrals(",従業員数", $"R-1,2009/4/1,0149,森工業,{word}");
        Assert.Equal((null, 0, 1), (file.Rows[0]["employees"], file.Summary.RowsRejected, file.Summary.CellsBlankByWord));
    }

    [Fact]
    public void AsAbove_TakesTheRowAbove_AcrossTotalsAndIsRejectedWithNothingThere()
    {
        var file = LedgerFile.Referrals(",紹介先", "R-1,2009/4/1,0149,森工業,〃", "R-2,〃,〃,林工業,産総研", "合計,,,,", "R-3,同上,〃,原工業,〃");
        Assert.Equal(("紹介先", "nothing-above"), (Assert.Single(file.Rows[0].Rejects).Column, file.Rows[0].Rejects[0].Rule));
        Assert.Equal((new DateOnly(2009, 4, 1), "0149", "産総研"), (file.Rows[2]["referred_date"], file.Rows[2]["bank_code"], file.Rows[2]["referred_to"]));
        Assert.Equal(6, file.Summary.CellsAsAbove);
    }

    [Fact]
    public void CorporateNumber_ThatExcelRounded_IsNullWithAWarningAndKeptAsWritten()
    {
        var file = LedgerFile.Referrals(",法人番号", "R-1,2009/4/1,0149,森工業,2.08E+12", "R-2,2009/4/1,0149,静岡県,7000020220001");
        Assert.Null(file.Rows[0]["corporate_number"]);
        Assert.Equal("2.08E+12", file.Rows[0].Extra["法人番号"]);
        Assert.Equal("corporate-number-rounded", Assert.Single(file.Rows[0].Warnings).Rule);
        Assert.Equal("7000020220001", file.Rows[1]["corporate_number"]);
        var warning = Assert.Single(file.Summary.Warnings);
        Assert.Equal((1, 2), (warning.Count, warning.Samples[0].Line));
    }

    [Fact]
    public void Clusters_SeparatedByEitherMark_StayAsWritten()
    {
        var file = LedgerFile.Referrals(
            ",クラスター",
            "R-1,2009/4/1,0149,森工業,フォトンバレー、三遠南信ネットワーク; フォトンバレー",
            "R-2,2009/4/1,0149,林工業,なし"
        );
        Assert.Equal(["フォトンバレー", "三遠南信ネットワーク"], (string[])file.Rows[0]["clusters"]!);
        Assert.Null(file.Rows[1]["clusters"]);
    }

    [Theory]
    [InlineData("若手経営者会", "young-executives")]
    [InlineData("若手 経営者支援組織", "young-executives")]
    [InlineData("BRANCH-NETWORK", "branch-network")]
    public void Choice_Spelling_IsItsCode(string cell, string code) =>
        Assert.Equal(code, LedgerFile.Referrals(",紹介経路", $"R-1,2009/4/1,0149,森工業,{cell}").Rows[0]["channel"]);

    [Fact]
    public void Choice_Unknown_IsRejectedWithWhatIsAllowed()
    {
        var reject = Assert.Single(LedgerFile.Referrals(",紹介経路", "R-1,2009/4/1,0149,森工業,電話").Rows[0].Rejects);
        Assert.Equal(
            ("紹介経路", "電話", "choice-unknown", "使える値: 支店網 / 若手経営者会 / 技術交流会 / その他"),
            (reject.Column, reject.Value, reject.Rule, reject.Mend.Ja)
        );
    }

    [Fact]
    public void Key_FullWidthAndLongDash_IsTheSameNumber()
    {
        var file = LedgerFile.Referrals("", "Ｒ－００１,2009/4/1,0149,森工業", "R−002,2009/4/1,0149,林工業");
        Assert.Equal(["R-001", "R-002"], file.Rows.Select(row => row["referral_number"]));
    }

    [Fact]
    public void RowThatBeginsWithAHash_IsNoComment()
    {
        var file = LedgerFile.Referrals("", "#1,2009/4/1,0149,森工業", "#REF!,2009/4/1,0149,林工業");
        Assert.Equal(("#1", 2, "cell-error"), (file.Rows[0]["referral_number"], file.Rows[0].Line, Assert.Single(file.Rows[1].Rejects).Rule));
    }

    [Fact]
    public void ErrorCell_IsRejected() => Assert.Equal("cell-error", Assert.Single(LedgerFile.Referrals("", "R-1,#N/A,0149,森工業").Rows[0].Rejects).Rule);

    [Fact]
    public void MoreCellsThanHeaders_IsRejected() =>
        Assert.Equal("too-many-cells", Assert.Single(LedgerFile.Referrals("", "R-1,2009/4/1,0149,森工業,本社").Rows[0].Rejects).Rule);

    [Fact]
    public void UnknownColumns_OfOneName_AreKeptApart()
    {
        var file = LedgerFile.Referrals(",備考,備考,", "R-1,2009/4/1,0149,森工業,a,b,c");
        Assert.Equal(["備考", "備考 (2)", "列7"], file.Summary.UnknownColumns);
        Assert.Equal(["a", "b", "c"], file.Rows[0].Extra.Values);
        Assert.Equal(3, file.Summary.Warnings.Single(warning => warning.Rule == "unknown-column").Count);
    }

    [Theory]
    [InlineData("資本金", 1_200_000, true)]
    [InlineData("資本金(千円)", 1_200_000, false)]
    [InlineData("資本金（百万円）", 1_200_000_000, false)]
    [InlineData("資 本 金 [単位：円]", 1_200, false)]
    [InlineData("資本金百万円", 1_200_000_000, false)]
    public void Money_UnitOfTheHeader_IsUsed(string header, long yen, bool assumed)
    {
        var file = LedgerFile.Referrals("," + header, "R-1,2009/4/1,0149,森工業,1200");
        Assert.Equal(yen, file.Rows[0]["capital"]);
        Assert.Equal(assumed, file.Warnings.Contains("money-unit-assumed"));
    }

    [Fact]
    public void AsAbove_InAColumnWithoutHeader_MeansTheRowAbove()
    {
        var file = LedgerFile.Of(
            "紹介番号,紹介日,銀行コード,企業名,\nR-1,2009/4/1,0149,森工業,覚え\nR-2,2009/4/1,0149,林工業,〃\nR-3,2009/4/1,0149,谷工業,\nR-4,2009/4/1,0149,川工業,〃\n"
        );
        Assert.Equal(["覚え", "覚え", null], file.Rows.Take(3).Select(row => row.Extra.GetValueOrDefault("列5")));
        Assert.Equal("nothing-above", Assert.Single(file.Rows[3].Rejects).Rule);
    }

    [Fact]
    public void Money_UnitInTheTitle_IsUsedWhereTheHeaderHasNone()
    {
        var file = LedgerFile.Of("紹介台帳,,,,\n（単位：百万円）,,,,\n紹介番号,紹介日,銀行コード,企業名,資本金\nR-1,2009/4/1,0149,森工業,1200\n");
        Assert.Equal((1_200_000_000L, 2), (file.Rows[0]["capital"], file.Summary.TitleRows));
        Assert.Empty(file.Summary.Warnings);
    }

    [Theory]
    [InlineData("合成データ\n{0}", true)]
    [InlineData("{0}\n※ 合成ﾃﾞｰﾀです", true)]
    [InlineData("{0}", false)]
    public void SyntheticMark_InTitleOrFootnote_IsSeen(string layout, bool synthetic)
    {
        var ledger = "紹介番号,紹介日,銀行コード,企業名,技術ニーズ\nR-1,2009/4/1,0149,森工業,合成データの作り方";
        Assert.Equal(synthetic, LedgerFile.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, layout, ledger) + "\n").Summary.IsSynthetic);
    }

    [Theory]
    [InlineData("資本金（税込・千円）", 1_200_000)]
    [InlineData("資本金（千円 税込）", 1_200_000)]
    public void Money_UnitAmongOtherRemarks_IsFound(string header, long yen) =>
        Assert.Equal(yen, LedgerFile.Referrals("," + header, "R-1,2009/4/1,0149,森工業,1200").Rows[0]["capital"]);

    [Theory]
    [InlineData("資本金（千ドル）")]
    [InlineData("資本金（10万円）")]
    public void Money_ForeignUnitInTheHeader_IsRejectedUnlessTheCellSaysBetter(string header)
    {
        var file = LedgerFile.Referrals("," + header, "R-1,2009/4/1,0149,森工業,1200", "R-2,2009/4/1,0149,林工業,1200千円");
        Assert.Equal(("money-unit-unknown", 1_200_000L), (Assert.Single(file.Rows[0].Rejects).Rule, file.Rows[1]["capital"]));
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void EveryCellQuoted_IsReadByItsDelimiter(char delimiter)
    {
        string[][] cells =
        [
            ["紹介番号", "紹介日", "銀行コード", "企業名", "技術ニーズ"],
            ["R-1", "2009/4/1", "0149", "森工業", "a,b;c\td"],
            ["R-2", "2009/4/1", "0149", "林\"工業", ""],
        ];
        var file = LedgerFile.Of(
            string.Join("\r\n", cells.Select(row => string.Join(delimiter, row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))))
                + "\r\n"
        );
        Assert.Equal(("a,b;c\td", "林\"工業", 3), (file.Rows[0]["technical_need"], file.Rows[1]["company_name"], file.Rows[1].Line));
    }

    [Fact]
    public void Header_InTwoRows_IsReadTogether()
    {
        var file = LedgerFile.Of("紹介番号,紹介日,銀行,,企業,,金額(百万円)\n,,コード,名,名称,所在地,資本金\nR-1,2009/4/1,149,静岡銀行,森工業,浜松市,3\n");
        Assert.Equal(
            ("0149", "静岡銀行", "森工業", "浜松市", 3_000_000L),
            (file.Rows[0]["bank_code"], file.Rows[0]["bank_name"], file.Rows[0]["company_name"], file.Rows[0]["address"], file.Rows[0]["capital"])
        );
        Assert.Empty(file.Summary.UnknownColumns);
    }

    [Fact]
    public void Header_WithRequiredMarksAndLineBreaks_IsFound()
    {
        var file = LedgerFile.Of("紹介番号*,\"紹介\n日※\",銀行コード（必須）,企業名＊\nR-1,2009/4/1,0149,森工業\n");
        Assert.Equal((0, 3), (file.Summary.RowsRejected, file.Rows[0].Line));
    }
}
