using System.IO.Compression;
using System.Text;
using Analytics.Etl.Findings;

namespace Analytics.Tests.Etl.Extract;

/// <summary>Files that cannot be read at all.</summary>
public class RefusalTests
{
    const string Header = "紹介番号,紹介日,銀行コード,企業名\n";

    static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    [Fact]
    public void Open_NothingInIt_IsRefused() => Assert.Equal("file-empty", LedgerFile.Refused("").Rule);

    [Fact]
    public void Rows_UnclosedQuote_IsATruncatedUpload()
    {
        var refusal = LedgerFile.Refused(Header + "R-1,2009/4/1,0149,森工業\nR-2,2009/4/2,0149,\"林工\nR-3,2009");
        Assert.Equal("file-truncated", refusal.Rule);
        Assert.Contains("3", refusal.Reason.Ja, StringComparison.Ordinal);
        Assert.Equal("送信が途中で切れたようです。ファイル全体を送り直してください。", refusal.Mend.Ja);
    }

    [Theory]
    [InlineData("R-2,2009/4")]
    [InlineData("R-2")]
    [InlineData("R")]
    public void Rows_LastRowBreaksOff_IsATruncatedUpload(string last) =>
        Assert.Equal("file-truncated", LedgerFile.Refused(Header + "R-1,2009/4/1,0149,森工業\n" + last).Rule);

    [Theory]
    [InlineData("R-2,2009/4/1,0149,林工業")]
    [InlineData("※ 以上")]
    [InlineData("以上")]
    [InlineData("合計,,2")]
    public void Rows_LastRowWithoutLineBreakButWhole_IsRead(string last) =>
        Assert.Equal(0, LedgerFile.Of(Header + "R-1,2009/4/1,0149,森工業\n" + last).Summary.RowsRejected);

    [Fact]
    public void Rows_TextAfterAClosingQuote_IsDamage() => Assert.Equal("file-corrupt", LedgerFile.Refused(Header + "R-1,2009/4/1,0149,\"森\"工業\n").Rule);

    [Fact]
    public void Open_Utf8CutWithinACharacter_IsTruncated()
    {
        var bytes = Encoding.UTF8.GetBytes(Header + "R-1,2009/4/1,0149,森工業");
        Assert.Equal("file-truncated", LedgerFile.Refused(bytes[..^1]).Rule);
    }

    [Fact]
    public void Open_Utf8WithABadByte_NamesItsLine()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + "R-1,2009/4/1,0149,森"), 0xFF, (byte)'\n'];
        var refusal = LedgerFile.Refused(bytes);
        Assert.Equal(("file-encoding", "Line 2 holds bytes that are neither UTF-8 nor Shift_JIS (CP932)."), (refusal.Rule, refusal.Reason.En));
    }

    [Fact]
    public void Open_Cp932CutWithinACharacter_IsTruncated() =>
        Assert.Equal("file-truncated", LedgerFile.Refused(Cp932.GetBytes(Header + "R-1,2009/4/1,0149,森工業")[..^1]).Rule);

    [Theory]
    [InlineData(new byte[] { 0xF0, 0x40 })] // private use: 外字
    [InlineData(new byte[] { 0x80 })] // C1
    [InlineData(new byte[] { 0x81, 0x20 })] // no such pair
    public void Open_Cp932WithWhatNobodyMeans_IsRefused(byte[] bad)
    {
        byte[] bytes = [.. Cp932.GetBytes(Header + "R-1,2009/4/1,0149,森"), .. bad, .. Cp932.GetBytes("工業\n")];
        var refusal = LedgerFile.Refused(bytes);
        Assert.Equal(("file-encoding", "Line 2 holds bytes that are neither UTF-8 nor Shift_JIS (CP932)."), (refusal.Rule, refusal.Reason.En));
    }

    [Theory]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1 }, "an old Excel workbook (.xls), or one with a password")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x41, 0x00 }, "text in UTF-16")]
    [InlineData(new byte[] { 0x25, 0x50, 0x44, 0x46 }, "a PDF")]
    [InlineData(new byte[] { 0x41, 0x00, 0x41 }, "binary data")]
    [InlineData(new byte[] { 0x50, 0x4B, 0x05, 0x06, 0, 0 }, "a ZIP archive")]
    [InlineData(new byte[] { 0x1F, 0x8B, 0x08 }, "a gzip archive")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, "a picture (JPEG)")]
    public void Open_OtherFormat_IsNamed(byte[] bytes, string format)
    {
        var refusal = LedgerFile.Refused(bytes);
        Assert.Equal("file-format", refusal.Rule);
        Assert.Equal($"This is {(format == "binary data" ? "binary data, no text" : format)}, not a format that can be read.", refusal.Reason.En);
    }

    [Theory]
    [InlineData("<html><head></head><body><table><tr><td>紹介番号</td><td>紹介日</td></tr></table></body></html>", "HTML")]
    [InlineData("\uFEFF\r\n <!DOCTYPE html>\n<html>", "HTML")]
    [InlineData("<TABLE border=1><tr><td>紹介番号,紹介日,銀行コード,企業名", "HTML")]
    [InlineData("<?xml version=\"1.0\"?><Workbook/>", "XML")]
    [InlineData("{\\rtf1\\ansi 紹介番号}", "rich text (RTF)")]
    [InlineData("[\n  {\"紹介番号\": \"1\"}]", "JSON")]
    [InlineData("MIME-Version: 1.0\nContent-Type: multipart/related", "MIME (mail, or a web archive)")]
    public void Open_TextOfAnotherFormat_IsNamed(string text, string format) =>
        Assert.Equal(("file-format", $"This is {format}, not a format that can be read."), (LedgerFile.Refused(text).Rule, LedgerFile.Refused(text).Reason.En));

    [Theory]
    [InlineData(50220, "text in ISO-2022-JP (JIS)")]
    [InlineData(51932, "text in EUC-JP")]
    [InlineData(1200, "text in UTF-16")]
    [InlineData(1201, "text in UTF-16")]
    public void Open_TextInAnotherEncoding_IsNamed(int codePage, string format)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var refusal = LedgerFile.Refused(Encoding.GetEncoding(codePage).GetBytes(Header + "R-1,2009/4/1,0149,森工業\n"));
        Assert.Equal(("file-format", $"This is {format}, not a format that can be read."), (refusal.Rule, refusal.Reason.En));
    }

    [Theory]
    [InlineData("a ZIP archive", "紹介台帳.csv")]
    [InlineData("a Word document", "[Content_Types].xml", "word/document.xml")]
    [InlineData("an Excel binary workbook (.xlsb)", "[Content_Types].xml", "xl/workbook.bin")]
    [InlineData("an OpenDocument file (.ods or the like)", "mimetype", "content.xml", "META-INF/manifest.xml")]
    public void Open_ArchiveThatIsNoWorkbook_IsNamed(string format, params string[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
                zip.CreateEntry(entry).Open().Dispose();
        }

        var refusal = LedgerFile.Refused(bytes.ToArray());
        Assert.Equal(("file-format", $"This is {format}, not a format that can be read."), (refusal.Rule, refusal.Reason.En));
    }

    [Fact]
    public void Open_Cp932OfHalfWidthKanaOnly_IsNotTakenForEuc() =>
        Assert.Equal(
            "ﾓﾘｺｳｷﾞｮｳ",
            LedgerFile
                .Of([.. Encoding.ASCII.GetBytes("referral number,referral date,bank code,company name\n1,2009/4/1,0149,"), .. Cp932.GetBytes("ﾓﾘｺｳｷﾞｮｳ\n")])
                .Rows[0]["company_name"]
        );

    [Fact]
    public void Open_HeaderMissing_ListsCandidatesWithWhatTheyLack()
    {
        var refusal = LedgerFile.Refused("紹介番号,紹介日,企業名\nR-1,2009/4/1,森工業\n");
        Assert.Equal("source-unknown", refusal.Rule);
        Assert.Contains("紹介台帳 (referral_ledger; 足りない見出し: 銀行コード)", refusal.Reason.Ja, StringComparison.Ordinal);
        Assert.Contains("Engagement ledger (engagement_ledger; missing headers: 案件番号, 区分, 開始日)", refusal.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OneHeaderRenamed_ComesNearestToTheLedgerThatHasTheShareOfTheOthers()
    {
        // 3 of the 4 headers that a referral ledger requires, 1 of the 2 of survey returns (and 3 of all) or of a cluster list (2): each lacks one.
        var refusal = LedgerFile.Refused("紹介番号,紹介日,銀行コード,企業の名称,所在地,クラスター,更新日\nR-1,2009/4/1,0149,森工業,浜松市,光,\n");

        Assert.Equal(["referral_ledger", "survey_returns", "cluster_list"], refusal.Near.Select(near => near.Source));
        Assert.Equal(["企業の名称"], refusal.Near[0].UnknownHeaders);
        Assert.StartsWith("どの台帳か分かりません。候補: 紹介台帳 (referral_ledger; 足りない見出し: 企業名)、", refusal.Reason.Ja, StringComparison.Ordinal);
        Assert.Equal("見出しを直すか、どの台帳かを指定してください。", refusal.Mend.Ja);
    }

    [Fact]
    public void Open_BlankFirstHeader_IsNoLikenessToASourceThatHasOne()
    {
        Assert.DoesNotContain("gbizinfo_subsidies", LedgerFile.Refused(",紹介番号,紹介日\n1,R-1,2009/4/1\n").Reason.En, StringComparison.Ordinal);
        Assert.Contains(
            "gbizinfo_subsidies; missing headers: date_of_approval",
            LedgerFile.Refused(",corporate_number,name,subsidy_title,amount\n0,1000020042021,石巻市,道路補助金,5\n").Reason.En,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_HeaderTwice_NamesBoth()
    {
        var refusal = LedgerFile.Refused("紹介番号,紹介日,銀行コード,企業名,会社名\nR-1,2009/4/1,0149,森工業,森工業\n");
        Assert.Equal(("header-duplicate", "The headers '企業名' and '会社名' mean the same column."), (refusal.Rule, refusal.Reason.En));
    }

    [Fact]
    public void Open_UnknownSourceName_IsTheCallersFault() =>
        Assert.Contains("Allowed: agreement_list", Assert.Throws<ArgumentException>(() => LedgerFile.Of(Header, "nonsense")).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_SourceNamed_MustFit() => Assert.Equal("source-unknown", LedgerFile.Refused(Header + "R-1,2009/4/1,0149,森工業\n", "outcome_survey").Rule);

    // A sentence ends with a full stop; a list of what is allowed does not.
    [Fact]
    public void Rules_Texts_AreSentences()
    {
        Assert.All(
            Rules.All.Values.SelectMany(rule => new[] { rule.Reason.Ja, rule.Mend.Ja }).Where(text => text.Length > 0),
            text => Assert.Matches("(。|\\{\\d\\})$", text)
        );
        Assert.All(
            Rules.All.Values.SelectMany(rule => new[] { rule.Reason.En, rule.Mend.En }).Where(text => text.Length > 0),
            text => Assert.Matches("(\\.|\\{\\d\\})$", text)
        );
    }

    [Fact]
    public void Rules_Each_HasACodeOfItsOwnAndBothLanguages()
    {
        Assert.All(Rules.All.Values, rule => Assert.All([rule.Reason.Ja, rule.Reason.En], Assert.NotEmpty));
        Assert.All(Rules.All.Values.Where(rule => rule.Effect != RuleEffect.Warns), rule => Assert.All([rule.Mend.Ja, rule.Mend.En], Assert.NotEmpty));
    }
}
