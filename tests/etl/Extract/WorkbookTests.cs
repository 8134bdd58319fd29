namespace Analytics.Tests.Etl.Extract;

/// <summary>
/// engagements.xlsx: a notes sheet, 平成21年度 with titles, a header in two rows, merged cells, era-formatted dates, formulas and an
/// error, 平成22年度 with other columns, and a hidden draft.
/// </summary>
public class WorkbookTests
{
    [Fact]
    public void Rows_SeveralSheets_AreReadWithSheetAndRowNumber()
    {
        var file = LedgerFile.Fixture("engagements.xlsx");

        Assert.Equal(("engagement_ledger", "xlsx", null), (file.Source.Name, file.Summary.Format, file.Summary.Encoding));
        Assert.Equal(["平成21年度", "平成22年度"], file.Summary.Sheets);
        Assert.Equal(
            [("平成21年度", 6), ("平成21年度", 7), ("平成21年度", 8), ("平成21年度", 9), ("平成22年度", 2)],
            file.Rows.Select(row => (row.Sheet!, row.Line))
        );
        Assert.Equal((5, 1, 3, 1), (file.Summary.RowsRead, file.Summary.RowsRejected, file.Summary.TitleRows, file.Summary.TotalRows));
        Assert.Equal(["sheet-hidden", "sheet-skipped"], file.Warnings.Where(rule => rule.StartsWith("sheet-", StringComparison.Ordinal)).Order());
        Assert.Empty(file.Summary.UnknownColumns);
    }

    [Fact]
    public void Rows_HeaderInTwoRowsAndMergedCells_AreReadAsAPersonDoes()
    {
        var file = LedgerFile.Fixture("engagements.xlsx");
        Assert.Equal(["R-001", "R-001", "R-001", "R-002", "R-003"], file.Rows.Select(row => row["referral_number"]));
        Assert.Equal("E-1", file.Rows[0]["engagement_number"]);
        Assert.Equal(["計測部門", "計測部門", null, "光応用", null], file.Rows.Select(row => row["unit_name"]));
        Assert.Equal(3, file.Summary.CellsAsAbove);
        Assert.Equal(["joint-research", "consultation", "commissioned-research", "know-how", "information"], file.Rows.Select(row => row["engagement_type"]));
    }

    [Fact]
    public void Rows_Dates_ComeFromEraFormatsSerialsAndText()
    {
        var rows = LedgerFile.Fixture("engagements.xlsx").Rows;
        Assert.Equal(
            [new DateOnly(2009, 4, 1), new DateOnly(2009, 5, 1), new DateOnly(2019, 5, 1), null, new DateOnly(2010, 4, 1)],
            rows.Select(row => (DateOnly?)row["started_date"])
        );
        Assert.Equal(new DateOnly(2010, 3, 31), rows[0]["ended_date"]);
        // E-2 holds the number 39934 in a cell that is not formatted as a date.
        Assert.Equal("excel-serial", Assert.Single(rows[1].Warnings).Rule);
        Assert.Empty(rows[0].Warnings);
    }

    [Fact]
    public void Rows_Amounts_AreExactInTheirHeadersOrFormatsUnit()
    {
        var rows = LedgerFile.Fixture("engagements.xlsx").Rows;
        // 1200.5 千円 by the group's header; 3000 shown as 3,000千円; 2500000 shown as 2,500千円; 1.5 百万円 by the other sheet's header.
        Assert.Equal([1_200_500L, 3_000_000L, 2_500_000L, null, 1_500_000L], rows.Select(row => (long?)row["contract_amount"]));
        // 0.30000000000000004 千円 is the double for 0.3; a formula counts by its cached value.
        Assert.Equal([300L, null, 1_250_000L], rows.Take(3).Select(row => (long?)row["company_share_amount"]));
    }

    [Fact]
    public void Rows_ErrorCell_IsRejectedWithSheetAndColumn()
    {
        var reject = Assert.Single(LedgerFile.Fixture("engagements.xlsx").Rows[3].Rejects);
        Assert.Equal(("平成21年度", 9, "期間 開始日", "#REF!", "cell-error"), (reject.Sheet, reject.Line, reject.Column, reject.Value, reject.Rule));
    }

    [Fact]
    public void Rows_NumericKey_IsText() => Assert.Equal("5", LedgerFile.Fixture("engagements.xlsx").Rows[4]["engagement_number"]);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.98)]
    public void Open_HalfAWorkbook_IsATruncatedUpload(double part)
    {
        var bytes = File.ReadAllBytes(LedgerFile.FixturePath("engagements.xlsx"));
        Assert.Equal("file-truncated", LedgerFile.Refused(bytes[..(int)(bytes.Length * part)]).Rule);
    }

    [Fact]
    public void Open_DamagedWithin_IsCorrupt()
    {
        var bytes = File.ReadAllBytes(LedgerFile.FixturePath("engagements.xlsx"));
        for (var i = 0; i < bytes.Length - 1500; i += 7)
            bytes[i + 40] ^= 0x55;
        Assert.Equal("file-corrupt", LedgerFile.Refused(bytes).Rule);
    }

    [Fact]
    public void Open_SheetsOfDifferentLedgers_AreRefusedUnlessOneIsNamed()
    {
        var refusal = Assert.Throws<Analytics.Etl.Findings.FileRefusedException>(() => LedgerFile.Fixture("two_ledgers.xlsx"));
        Assert.Equal(
            ("sheets-differ", "One file holds sheets of different sources: 紹介: referral_ledger, 連携: engagement_ledger"),
            (refusal.Rule, refusal.Reason.En)
        );
        Assert.Equal(["R-1"], LedgerFile.Fixture("two_ledgers.xlsx", "referral_ledger").Rows.Select(row => row["referral_number"]));
    }

    [Fact]
    public void Open_OneSheetWithAMisspeltHeader_IsRefusedNotSkipped()
    {
        var refusal = Assert.Throws<Analytics.Etl.Findings.FileRefusedException>(() => LedgerFile.Fixture("misspelt_sheet.xlsx"));
        Assert.Equal("source-unknown", refusal.Rule);
        Assert.Contains("紹介日", refusal.Reason.Ja, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_MarkInATitle_IsSynthetic() => Assert.True(LedgerFile.Fixture("two_ledgers.xlsx", "referral_ledger").Summary.IsSynthetic);
}
