namespace Analytics.Tests.Etl.Extract;

/// <summary>Whole CSV files as people keep them.</summary>
public class CsvLedgerTests
{
    [Fact]
    public void Referrals_Cp932WithTitlesTotalsAndMovedColumns_AreReadAsMeant()
    {
        var file = LedgerFile.Fixture("referrals_cp932.csv");

        Assert.Equal(("referral_ledger", "csv", "cp932"), (file.Source.Name, file.Summary.Format, file.Summary.Encoding));
        Assert.Equal(
            (4, 1, 2, 2, 2, 1),
            (
                file.Summary.RowsRead,
                file.Summary.RowsRejected,
                file.Summary.TitleRows,
                file.Summary.BlankRows,
                file.Summary.TotalRows,
                file.Summary.FootnoteRows
            )
        );
        Assert.Equal(["備考"], file.Summary.UnknownColumns);
        // 5 title, blank and header lines; R-001 takes two.
        Assert.Equal([5, 7, 10, 11], file.Rows.Select(row => row.Line));

        var first = file.Row("R-001");
        Assert.Equal("㈱髙橋精機①", first["company_name"]);
        Assert.Equal(new DateOnly(2009, 4, 1), first["referred_date"]);
        Assert.Equal(("0149", "001"), (first["bank_code"], first["branch_code"]));
        Assert.Equal((10_000_000L, 35), (first["capital"], first["employees"]));
        Assert.Equal("=1+1 のような\n切削の高速化", first["technical_need"]);
        Assert.Equal("至急", first.Extra["備考"]);
        Assert.Null(first["state"]);

        var second = file.Row("R-002");
        Assert.Equal((120_000_000L, -5, "+5Vで動く電源"), (second["capital"], second["employees"], second["technical_need"]));

        var third = file.Row("R-003");
        Assert.Equal(("0149", "012"), (third["bank_code"], third["branch_code"]));
        Assert.Equal((5_000_000L, null, null), (third["capital"], third["employees"], third["technical_need"]));
        // What a column means that the source does not know is not for it to say: as written.
        Assert.Equal("―", third.Extra["備考"]);
    }

    [Fact]
    public void Referrals_RowWithSeveralFaults_ReportsAllOfThem()
    {
        var row = LedgerFile.Fixture("referrals_cp932.csv").Row("R-004");
        Assert.Equal(
            [("紹介年月日", "2009年2月29日", "date-nonexistent"), ("従業員数", "2.5", "number-whole")],
            row.Rejects.Select(reject => (reject.Column, reject.Value, reject.Rule))
        );
        Assert.All(row.Rejects, reject => Assert.Equal((null, 11), (reject.Sheet, reject.Line)));
        Assert.StartsWith("2009年にうるう日はありません。", row.Rejects[0].Mend.Ja, StringComparison.Ordinal);
        Assert.Equal("浜松時計", row["company_name"]);
    }

    [Fact]
    public void Outcomes_BomSemicolonsAndMixedUnits_BecomeQuantitiesAndAmounts()
    {
        var file = LedgerFile.Fixture("outcomes_bom_semicolon.csv");

        Assert.Equal(("outcome_survey", "utf-8-bom", true), (file.Source.Name, file.Summary.Encoding, file.Summary.IsSynthetic));
        Assert.Equal((12, 5), (file.Summary.RowsRead, file.Summary.RowsRejected));
        Assert.Equal(
            (2m, null, "verified", true),
            (file.Row("O-1")["quantity"], file.Row("O-1")["amount"], file.Row("O-1")["verification"], file.Row("O-1")["model_case"])
        );
        Assert.Equal(
            (null, 1_500_000L, "self-reported", false),
            (file.Row("O-2")["quantity"], file.Row("O-2")["amount"], file.Row("O-2")["verification"], file.Row("O-2")["model_case"])
        );
        Assert.Equal(1_200_000L, file.Row("O-3")["amount"]);
        Assert.Equal(-3m, file.Row("O-4")["quantity"]);
        Assert.Equal((1m, 50_000_000L), (file.Row("O-5")["quantity"], file.Row("O-5")["amount"]));
        Assert.Equal((1m, null), (file.Row("O-6")["quantity"], file.Row("O-6")["amount"]));
        Assert.Equal((null, null, true), (file.Row("O-12")["quantity"], file.Row("O-12")["amount"], file.Row("O-12")["model_case"]));
    }

    [Theory]
    [InlineData("O-7", "cumulative", "その年度だけの増加額を書いてください。")]
    [InlineData("O-8", "unit-unfit", "使える単位: 億円, 百万円, 千円, 万円, 円")]
    [InlineData("O-9", "money-unit-missing", "セルか見出しに単位を書いてください（億円, 百万円, 千円, 万円, 円）。")]
    [InlineData("O-10", "unit-unfit", "使える単位: 件, 社, 個, 品")]
    [InlineData("O-11", "money-fraction", "端数のない金額を書いてください。")]
    public void Outcomes_ValueThatDoesNotFit_IsRejectedWithItsMend(string number, string rule, string mend)
    {
        var reject = Assert.Single(LedgerFile.Fixture("outcomes_bom_semicolon.csv").Row(number).Rejects);
        Assert.Equal((rule, mend), (reject.Rule, reject.Mend.Ja));
    }

    [Theory]
    [InlineData("数値(累計)", "単位", "3000", "千円")]
    [InlineData("累計", "単位", "3000", "千円")]
    [InlineData("数値", "単位", "3000", "千円(累計)")]
    public void Outcomes_CumulativeSalesSaidAnywhere_AreRejected(string valueHeader, string unitHeader, string value, string unit)
    {
        var file = LedgerFile.Of(
            $"成果番号,紹介番号,成果区分,成果日,{valueHeader},{unitHeader}\nO-1,R-1,売上増,2010/4/1,{value},{unit}\nO-2,R-1,試作品,2010/4/1,3,件\n"
        );
        Assert.Equal("cumulative", Assert.Single(file.Row("O-1").Rejects).Rule);
        Assert.False(file.Row("O-2").IsRejected);
    }

    [Fact]
    public void Outcomes_LoansCounted_AndUnitsThatContradict()
    {
        var file = LedgerFile.Of(
            "成果番号,紹介番号,成果区分,成果日,数値(千円),単位\nO-1,R-1,融資実行,2010/4/1,3,件\nO-2,R-1,融資実行,2010/4/1,300,\nO-3,R-1,設備投資,2010/4/1,5百万円,千円\nO-4,R-1,特許出願,2010/4/1,-1,件\nO-5,R-1,設備投資,2010/4/1,5,億円\n"
        );
        Assert.Equal([(3m, null), (1m, 300_000L)], file.Rows.Take(2).Select(row => ((decimal?)row["quantity"], (long?)row["amount"])));
        Assert.Equal(["units-contradict", "number-negative"], file.Rows.Skip(2).Take(2).Select(row => Assert.Single(row.Rejects).Rule));
        Assert.Equal(500_000_000L, file.Rows[4]["amount"]);
    }

    [Fact]
    public void Targets_ValuesWithUnits_AreInMajorUnitsWithTheUnitBeside()
    {
        var file = LedgerFile.Of(
            "年度,指標,地域,クラスター,目標値\n平成21年度,売上増,静岡県,,120百万円\n2010,紹介件数,,フォトンバレー,\"1,200件\"\n2010,referrals,22-west,,40\n2010,計画,,,\n"
        );
        Assert.Equal("target_sheet", file.Source.Name);
        Assert.Equal(
            [(120_000_000m, "百万円"), (1_200m, "件"), (40m, null)],
            file.Rows.Take(3).Select(row => ((decimal?)row["target_value"], (string?)row["target_unit"]))
        );
        Assert.Equal((new DateOnly(2009, 1, 1), "静岡県", null), (file.Rows[0]["fiscal_year"], file.Rows[0]["region"], file.Rows[0]["cluster"]));
        Assert.Equal(("目標値", "required"), (Assert.Single(file.Rows[3].Rejects).Column, file.Rows[3].Rejects[0].Rule));
    }

    [Fact]
    public void AgreementsAndClusters_AreRecognised()
    {
        var agreements = LedgerFile.Of(
            "協定番号\t銀行コード\t機関コード\t機関名\t締結日\t開始日\t終了日\t延長元\nA-1\t149\tAIST\t産業技術総合研究所\tH19.8.6\tH19.8.6\t平成22年3月31日\t\n"
        );
        Assert.Equal(
            ("agreement_list", new DateOnly(2010, 3, 31), "0149"),
            (agreements.Source.Name, agreements.Rows[0]["valid_to"], agreements.Rows[0]["bank_code"])
        );
        var clusters = LedgerFile.Of("クラスター,開始日,終了日\nフォトンバレー,2007/4/1,\n");
        Assert.Equal(("cluster_list", null), (clusters.Source.Name, clusters.Rows[0]["valid_to"]));
    }
}
