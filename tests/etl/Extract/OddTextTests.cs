using System.Text;

namespace Analytics.Tests.Etl.Extract;

/// <summary>Keys and names that programs have wrapped, marked, measured or made invisible, and texts that are too long.</summary>
public class OddTextTests
{
    const string Outcomes = "成果番号,紹介番号,成果区分,成果日,数値,単位\n";

    [Fact]
    public void NumbersOfPandas_AreTheNumbersThemselves()
    {
        // Case 06: the program's own row number has no header.
        var row = LedgerFile
            .Of(",紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数\n0,1001.0,2010-04-01,149.0,森工業,22130.0,24.0,20.0\n")
            .Rows[0];
        Assert.Equal(
            ("1001", "0149", "22130", "24", 20),
            (row["referral_number"], row["bank_code"], row["municipality_code"], row["industry_code"], row["employees"])
        );
        Assert.Equal(new DateOnly(2009, 1, 1), LedgerFile.Of("年度,指標,目標値\n2009.0,紹介件数,40.0\n").Rows[0]["fiscal_year"]);
    }

    [Fact]
    public void TextThatAProgramWrappedAsAFormula_IsTheTextItself()
    {
        // Case 12.
        var row = LedgerFile
            .Of("紹介番号,紹介日,銀行コード,企業名,技術分野\n\"=\"\"EQB-001\"\"\",2010-04-01,\"=\"\"0149\"\"\",\"=\"\"株式会社試験製作所\"\"\",'=1+1\n")
            .Rows[0];
        Assert.Equal(
            ("EQB-001", "0149", "株式会社試験製作所", "=1+1"),
            (row["referral_number"], row["bank_code"], row["company_name"], row["technology_field"])
        );
        // A formula that joins texts is none of these, and nothing is guessed.
        Assert.Equal("=\"a\"&\"b\"", LedgerFile.Referrals("", "1,2010-04-01,0149,\"=\"\"a\"\"&\"\"b\"\"\"").Rows[0]["company_name"]);
    }

    [Fact]
    public void InvisibleCharacters_AreNoPartOfKeysDatesAndNames()
    {
        var row = LedgerFile
            .Referrals(
                ",従業員数,クラスター,技術ニーズ",
                "\u200EINV-8\u200B,\u200E2010/\u200E04/\u200E07,0149\uFEFF,\u202D森\u00AD工業\u202C,2\u200B0人,フォトン\u2060バレー、\u200B,一行目\u200E"
            )
            .Rows[0];
        Assert.Equal(
            ("INV-8", new DateOnly(2010, 4, 7), "0149", "森工業", 20),
            (row["referral_number"], row["referred_date"], row["bank_code"], row["company_name"], row["employees"])
        );
        Assert.Equal(["フォトンバレー"], (string[])row["clusters"]!);
        Assert.Equal("一行目", row["technical_need"]);
    }

    [Fact]
    public void CellOfInvisibleCharactersOnly_IsBlank()
    {
        var reject = Assert.Single(LedgerFile.Referrals("", "1,2010-04-01,0149,\u200B\uFEFF").Rows[0].Rejects);
        Assert.Equal(("企業名", "required", ""), (reject.Column, reject.Rule, reject.Value));
    }

    [Fact]
    public void Reject_ShowsInvisibleCharactersByTheirNumbers()
    {
        var reject = Assert.Single(LedgerFile.Referrals("", "1,2010/\u200E04/\u200E31,0149,森工業").Rows[0].Rejects);
        Assert.Equal(("date-nonexistent", "2010/[U+200E]04/[U+200E]31"), (reject.Rule, reject.Value));
    }

    [Theory]
    [InlineData("※1001", "1001")]
    [InlineData("＊1001.0", "1001")]
    public void NumberWithAMark_IsTheNumber_WithAWarning(string written, string number)
    {
        var row = LedgerFile.Referrals("", $"{written},2010-04-01,0149,森工業").Rows[0];
        Assert.Equal(number, row["referral_number"]);
        Assert.Equal(("mark-dropped", "紹介番号", written), row.Warnings.Select(warning => (warning.Rule, warning.Column, warning.Value)).Single());
    }

    [Fact]
    public void MarkInFreeText_IsText() => Assert.Empty(LedgerFile.Referrals(",技術ニーズ", "1,2010-04-01,0149,森工業,※至急").Rows[0].Warnings);

    [Fact]
    public void NumberThatASpreadsheetRounded_IsRejected()
    {
        var file = LedgerFile.Referrals("", "1.23457E+11,2010-04-01,0149,森工業", "E-12,2010-04-01,0149,林工業");
        Assert.Equal("number-rounded", Assert.Single(file.Rows[0].Rejects).Rule);
        Assert.False(file.Rows[1].IsRejected);
    }

    [Fact]
    public void Texts_HaveALongestLength_CountedInCharactersAsWrittenAndAsFolded()
    {
        static string Of(string unit, int count) => string.Concat(Enumerable.Repeat(unit, count));
        var file = LedgerFile.Referrals(
            ",技術分野,クラスター,技術ニーズ",
            $"1,2010-04-01,0149,{Of("𠮷", 200)},,,{Of("語", 4000)}",
            $"2,2010-04-01,0149,{Of("社", 201)},,,",
            $"{Of("9", 65)},2010-04-01,0149,森工業,,,",
            $"4,2010-04-01,0149,森工業,{Of("光", 201)},,",
            $"5,2010-04-01,0149,森工業,,フォトンバレー、{Of("甲", 201)},",
            $"6,2010-04-01,0149,森工業,,,{Of("語", 4001)}",
            $"7,2010-04-01,0149,{Of("ﷺ", 14)},,,",
            $"8,2010-04-01,0149,{Of("㍿", 50)},,,",
            $"9,2010-04-01,0149,{Of("㍿", 51)},,,"
        );
        var found = file.Rows.SelectMany(row => row.Rejects).Select(reject => $"{reject.Line} {reject.Column} {reject.Rule} {reject.Reason.En}");
        Assert.Equal(
            [
                "3 企業名 text-too-long '企業名' is too long (201 characters, 200 allowed).",
                "4 紹介番号 text-too-long '紹介番号' is too long (65 characters, 64 allowed).",
                "5 技術分野 text-too-long '技術分野' is too long (201 characters, 200 allowed).",
                "6 クラスター text-too-long 'クラスター' is too long (201 characters, 200 allowed).",
                "7 技術ニーズ text-too-long '技術ニーズ' is too long (4001 characters, 4000 allowed).",
                "8 企業名 text-too-long '企業名' is too long (210 characters, 200 allowed).",
                "10 企業名 text-too-long '企業名' is too long (204 characters, 200 allowed).",
            ],
            found
        );
        Assert.All(file.Rows.SelectMany(row => row.Rejects), reject => Assert.True(reject.Value!.Length <= 201));
    }

    [Fact]
    public void AmountBeyondAllMeasure_IsRejected() =>
        Assert.Equal(
            "number-range",
            Assert.Single(LedgerFile.Of("案件番号,紹介番号,区分,開始日,契約額(円)\n1,1,共同研究,2010-05-01,9000000000000000000\n").Rows[0].Rejects).Rule
        );

    [Fact]
    public void Percent_NamesTheUnitsThatTheTypeMayHave()
    {
        // Case 22.
        var file = LedgerFile.Of(
            Outcomes
                + "PC-1,GSD-1,雇用増,2011-05-01,15%,人\nPC-2,GSD-1,雇用増,2011-05-01,15%,\nPC-3,GSD-1,売上増,2011-05-01,15%,千円\nPC-4,GSD-1,雇用増,2011-05-01,15,%\n"
        );
        Assert.Equal(
            [
                ("数値", "使える単位: 人, 名"),
                ("数値", "使える単位: 人, 名"),
                ("数値", "使える単位: 億円, 百万円, 千円, 万円, 円"),
                ("単位", "使える単位: 人, 名"),
            ],
            file.Rows.Select(row => Assert.Single(row.Rejects)).Select(reject => (reject.Column, reject.Mend.Ja))
        );
        Assert.All(file.Rows, row => Assert.StartsWith("The unit '%' does not fit", row.Rejects[0].Reason.En, StringComparison.Ordinal));
    }

    [Fact]
    public void UnitsOfValueAndColumn_ThatMeanTwoAmounts_AreBothNamed()
    {
        var file = LedgerFile.Of(Outcomes + "1,1,売上増,2011-05-01,1200千円,百万円\n2,1,雇用増,2011-05-01,5人,名\n");
        Assert.Equal("The value is in 千円, but the unit column says 百万円.", Assert.Single(file.Rows[0].Rejects).Reason.En);
        Assert.Equal(5m, file.Rows[1]["quantity"]);
    }

    [Fact]
    public void EmployeesInPercent_AreRejected()
    {
        var reject = Assert.Single(LedgerFile.Referrals(",従業員数", "1,2010-04-01,0149,森工業,50%").Rows[0].Rejects);
        Assert.Equal(("従業員数", "The unit '%' does not fit '従業員数'."), (reject.Column, reject.Reason.En));
    }

    [Theory]
    [InlineData("cp932", "\r\n\u001A")]
    [InlineData("cp932", "\u001A")]
    [InlineData("utf-8", "\r\n\u001A\u001A")]
    [InlineData("utf-8", "\u001A")]
    public void FinalControlZ_EndsTheFile(string encoding, string end)
    {
        // Case 15.
        var text = $"{Load.Ledgers.Referral}\r\nEOF-1,2010-04-01,0149,株式会社試験製作所{end}";
        var file = LedgerFile.Of(encoding == "cp932" ? CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text) : Encoding.UTF8.GetBytes(text));
        Assert.Equal((1, 0, "株式会社試験製作所"), (file.Summary.RowsRead, file.Summary.RowsRejected, file.Rows[0]["company_name"]));
        Assert.Equal(encoding, file.Summary.Encoding);
    }

    [Fact]
    public void ControlZ_InTheMiddleOfCp932_IsDamage()
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes($"{Load.Ledgers.Referral}\n1,2010-04-01,0149,森\u001A工業\n");
        Assert.Equal("file-encoding", LedgerFile.Refused(bytes).Rule);
    }

    [Fact]
    public void LoneCarriageReturn_AmongOtherLineEnds_EndsALine_WithAWarning()
    {
        // Case 16: the one within quotes is part of the name.
        var file = LedgerFile.Of(
            $"{Load.Ledgers.Referral}\r\nMIX-1,2010-04-01,0149,森工業\rMIX-2,2010-04-01,0149,林工業\nMIX-3,2010-04-01,0149,\"株式会社\r混在\"\r\n"
        );
        Assert.Equal([("MIX-1", 2), ("MIX-2", 3), ("MIX-3", 4)], file.Rows.Select(row => ((string)row["referral_number"]!, row.Line)));
        var warning = Assert.Single(file.Summary.Warnings);
        Assert.Equal(("lone-return", 1, 2, "[U+000D]"), (warning.Rule, warning.Count, warning.Samples[0].Line, warning.Samples[0].Value));
    }

    [Fact]
    public void LoneCarriageReturns_WhereverTheBufferEnds_EndTheirLines()
    {
        var rows = string.Concat(
            Enumerable.Range(1, 9000).Select(n => $"R-{n},2010-04-01,0149,\"二\r行\"\"の\"\"\r\n{new string('林', n % 7)}工業\"{(n % 3 == 2 ? "\r" : "\r\n")}")
        );
        var file = LedgerFile.Of($"{Load.Ledgers.Referral}\r\n{rows}");
        Assert.Equal((9000, 0), (file.Summary.RowsRead, file.Summary.RowsRejected));
        Assert.Equal(Enumerable.Range(0, 9000).Select(n => (n * 3) + 2), file.Rows.Select(row => row.Line));
        var warning = Assert.Single(file.Summary.Warnings);
        Assert.Equal(3000, warning.Count);
        Assert.Equal([7, 16, 25], warning.Samples.Take(3).Select(sample => sample.Line));
    }

    [Fact]
    public void CarriageReturnsAlone_AreLineEndsLikeOthers() =>
        Assert.Empty(LedgerFile.Of($"{Load.Ledgers.Referral}\rMAC-1,2010-04-01,0149,森工業\rMAC-2,2010-04-01,0149,林工業製作所\r").Summary.Warnings);
}
