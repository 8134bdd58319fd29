using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace Analytics.Tests.Etl.Extract;

/// <summary>Workbooks that unpack to more than anybody could have typed: refused before they cost anything, or read without cost.</summary>
public class HostileWorkbookTests
{
    const string Header = "紹介番号,紹介日,銀行コード,企業名";

    [Fact]
    public void Refused_SmallFileThatUnpacksHugely_BeforeItIsUnpacked()
    {
        var bytes = WithSheet(stream =>
            Repeat(stream, "<row><c t=\"inlineStr\"><is><t>", "ああああああああああああああああ", "</t></is></c></row>", 300 << 20)
        );
        Assert.InRange(bytes.Length, 1, 1_200_000);

        Assert.Equal("file-too-large", Costs(() => LedgerFile.Refused(bytes).Rule, megabytes: 50, seconds: 5));
        Assert.Contains("MB unpacked", LedgerFile.Refused(bytes).Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_MillionsOfEmptyRows_BeforeTheyAreRead()
    {
        // 1.7 MB of these are 240 million rows; a sixth of it shows the same.
        var bytes = WithSheet(stream => Repeat(stream, "", "<row/>", "", 280 << 20));

        Assert.Equal("file-too-large", Costs(() => LedgerFile.Refused(bytes).Rule, megabytes: 50, seconds: 5));
    }

    [Fact]
    public void Refused_RowBeyondWhatASpreadsheetHolds()
    {
        var bytes = new Workbook().OfSheetData(Row(1, Header) + Row(1_048_577, "1,2008-04-01,0149,甲"));
        Assert.Equal("file-too-large", LedgerFile.Refused(bytes).Rule);
    }

    [Theory]
    [InlineData(32_767, null)]
    [InlineData(32_768, "file-too-large")]
    public void CellText_LongerThanASpreadsheetHolds_IsRefused(int length, string? rule)
    {
        var text = new string('あ', length);
        var shared = new Workbook { Shared = [text] }.Of(Header, [.. Workbook.Texts("1,2008-04-01,0149"), Workbook.SharedText(0)]);
        var inline = new Workbook().Of(Header, [.. Workbook.Texts("1,2008-04-01,0149"), Workbook.Text(text)]);

        foreach (var bytes in new[] { shared, inline })
        {
            if (rule is null)
                Assert.True(Assert.Single(LedgerFile.Of(bytes).Rows).IsRejected); // longer than a name may be, but the others would load
            else
                Assert.Equal(rule, LedgerFile.Refused(bytes).Rule);
        }
    }

    [Fact]
    public void Refused_PartsWithoutEnd()
    {
        using var stream = new MemoryStream();
        stream.Write(new Workbook().Of(Header, Workbook.Texts("1,2008-04-01,0149,甲")));
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            for (var i = 0; i < 2_001; i++)
                zip.CreateEntry($"xl/media/{i}.png");
        }

        Assert.Equal("file-too-large", LedgerFile.Refused(stream.ToArray()).Rule);
    }

    [Fact]
    public void Merges_TwentyThousandTallAreas_CostNothingAndMeanAsAboveStill()
    {
        // Over 10,000 rows each, 16,000 beside each other and the rest over those; the number in column A is not merged.
        var areas = Enumerable.Range(0, 20_000).Select(i => Letters(1 + (i % 16_000))).Select(column => $"<mergeCell ref=\"{column}2:{column}10001\"/>");
        var bytes = WithMerges(Row(1, Header) + Row(2, "1,2008-04-01,0149,甲") + Row(3, "2") + Row(10_002, "3,2009-04-01,0149,乙"), areas);
        Assert.InRange(bytes.Length, 1, 200_000);

        var file = Costs(() => LedgerFile.Of(bytes), megabytes: 100, seconds: 5);

        Assert.Equal([("1", "甲"), ("2", "甲"), ("3", "乙")], file.Rows.Select(row => ((string)row["referral_number"]!, (string)row["company_name"]!)));
    }

    [Fact]
    public void Refused_MergesWithoutEnd() =>
        Assert.Equal(
            "file-too-large",
            LedgerFile
                .Refused(
                    WithMerges(Row(1, Header) + Row(2, "1,2008-04-01,0149,甲"), Enumerable.Range(1, 100_001).Select(i => $"<mergeCell ref=\"Z{i}:AA{i}\"/>"))
                )
                .Rule
        );

    /// <summary>The result of something that may allocate so much and take so long.</summary>
    static T Costs<T>(Func<T> work, long megabytes, double seconds)
    {
        var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var result = work();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) >> 20, 0, megabytes);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, seconds);
        return result;
    }

    internal static string Row(int line, string cells) =>
        $"<row r=\"{line}\">{string.Concat(cells.Split(',').Select(cell => $"<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"))}</row>";

    internal static string Letters(int column)
    {
        var letters = "";
        for (column++; column > 0; column = (column - 1) / 26)
            letters = (char)('A' + ((column - 1) % 26)) + letters;
        return letters;
    }

    internal static byte[] WithMerges(string rows, IEnumerable<string> areas) =>
        WithSheet(stream => stream.Write(Encoding.UTF8.GetBytes($"{Start}{rows}</sheetData><mergeCells>{string.Concat(areas)}</mergeCells></worksheet>")));

    const string Start = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";

    internal static void Repeat(Stream stream, string before, string unit, string after, long bytes)
    {
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 100_000)));
        stream.Write(Encoding.UTF8.GetBytes(Start + before));
        for (long written = 0; written < bytes; written += block.Length)
            stream.Write(block);
        stream.Write(Encoding.UTF8.GetBytes(after + "</sheetData></worksheet>"));
    }

    /// <summary>A workbook with another sheet part.</summary>
    internal static byte[] WithSheet(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        stream.Write(new Workbook().Of(Header));
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            zip.GetEntry("xl/sheet.xml")!.Delete();
        // Streamed: written in update mode, a part is held whole.
        using var whole = new MemoryStream();
        using (var from = new ZipArchive(stream, ZipArchiveMode.Read))
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in from.Entries)
            {
                using var source = entry.Open();
                using var target = zip.CreateEntry(entry.FullName).Open();
                source.CopyTo(target);
            }

            using var sheet = zip.CreateEntry("xl/sheet.xml", CompressionLevel.SmallestSize).Open();
            write(sheet);
        }

        return whole.ToArray();
    }
}
