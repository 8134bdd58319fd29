using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Analytics.Etl.Extract;
using Analytics.Etl.Extract.Lanes;

namespace Analytics.Tests.Etl.Extract.Lanes;

/// <summary>Files read by a process of their own: the same rows, within bounds, and nothing left behind.</summary>
public sealed class ExtractionLanesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Fixtures => [.. Directory.EnumerateFiles(Path.GetDirectoryName(LedgerFile.FixturePath("x"))!).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Fixtures))]
    public async Task Read_EveryFixture_GivesWhatThisProcessReadsItself(string name)
    {
        if (Record.Exception(() => LedgerFile.Fixture(name)) is FileRefusedException refused)
        {
            var same = await Assert.ThrowsAsync<FileRefusedException>(() => ReadAsync(ExtractionLanes.Shared, LedgerFile.FixturePath(name)));
            Assert.Equal((refused.Rule, refused.Reason, refused.Mend), (same.Rule, same.Reason, same.Mend));
            return;
        }

        var own = LedgerFile.Fixture(name);
        using var file = await ReadAsync(ExtractionLanes.Shared, LedgerFile.FixturePath(name));

        Assert.Equal(own.Source.Name, file.Source.Name);
        Assert.Equal(JsonSerializer.Serialize(own.Summary), JsonSerializer.Serialize(file.Summary));
        Assert.Equal(own.Rows.Select(Text), file.Rows().Select(Text));
        Assert.Equal(own.Rows.SelectMany(row => row.Values).Select(value => value?.GetType()), file.Rows().SelectMany(row => row.Values).Select(value => value?.GetType()));

        static string Text(ExtractedRow row) => JsonSerializer.Serialize(new { row.Sheet, row.Line, row.Values, row.Extra, row.Warnings, row.Rejects, row.HasKey });
    }

    [Fact]
    public async Task Read_OnlySomePlaces_GivesTheirCellsAndTheLayout()
    {
        var path = _folder.Write("a.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-04-01,0149,甲\n2,,0149,乙\n3,2008-04-01,0149,丙\n");
        using var file = await ReadAsync(ExtractionLanes.Shared, path, [new(null, 3)]);

        Assert.Equal(["2", "", "0149", "乙"], Assert.Single(file.Rows()).Cells);
        Assert.Equal(["紹介番号", "紹介日", "銀行コード", "企業名"], Assert.Single(file.Opened.Layouts).Headers);
    }

    [Fact]
    public async Task Read_FileThatNeedsMoreThanTheMemory_BreaksItsProcessOnly_AndTheNextIsReadByAnother()
    {
        using var lanes = new ExtractionLanes(new() { Memory = 40 << 20 });
        // A million texts, each once: 100 MB as they are held.
        var large = _folder.Write("large.xlsx", new Workbook { Shared = [.. Enumerable.Range(0, 400_000).Select(number => $"{number} {string.Concat(Enumerable.Repeat("株式会社遠州光学製作所浜松工場", 10))}")] }
            .Of("紹介番号,紹介日,銀行コード,企業名", [Workbook.Text("1"), Workbook.Text("2008-04-01"), Workbook.Text("0149"), Workbook.SharedText(7)]));
        var small = _folder.Write("small.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-04-01,0149,甲\n");

        var broken = await Assert.ThrowsAsync<LaneBrokenException>(() => ReadAsync(lanes, large));
        Assert.Equal("more than 40 MB of memory", broken.Reason.En);
        Assert.Empty(lanes.Processes);
        using var file = await ReadAsync(lanes, small);
        Assert.Equal("1", Assert.Single(file.Rows())["referral_number"]);
    }

    [Fact]
    public async Task Read_FileThatTakesTooLong_IsEnded_AndTheNextIsRead()
    {
        using var lanes = new ExtractionLanes(new() { Time = TimeSpan.FromMilliseconds(1), TimePerMegabyte = TimeSpan.Zero });
        var path = _folder.Write("a.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-04-01,0149,甲\n");

        Assert.Equal("more than 0 seconds", (await Assert.ThrowsAsync<LaneBrokenException>(() => ReadAsync(lanes, path))).Reason.En);
        Assert.Empty(lanes.Processes);
    }

    [Fact]
    public async Task Read_Cancelled_EndsAtOnceWithItsProcess()
    {
        using var lanes = new ExtractionLanes(new());
        using var stop = new CancellationTokenSource();
        var reading = lanes.ReadAsync(new(Slow(), null, []), Path.Combine(_folder.Path, "rows"), LedgerFile.Catalog, _ => Task.FromResult(true), bytes => stop.Cancel(), stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Empty(lanes.Processes);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "rows")));
    }

    [Fact]
    public async Task Lane_KeepsItsProcessFromFileToFile_AndGivesMemoryBack()
    {
        using var lanes = new ExtractionLanes(new());
        var path = _folder.Write("a.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-04-01,0149,甲\n");
        (await ReadAsync(lanes, path)).Dispose();
        var process = Assert.Single(lanes.Processes);
        var before = Resident(process);

        var large = _folder.Write("large.xlsx", new Workbook { Shared = [.. Enumerable.Range(0, 300_000).Select(number => $"{number} {string.Concat(Enumerable.Repeat("株式会社遠州光学製作所浜松工場", 10))}")] }
            .Of("紹介番号,紹介日,銀行コード,企業名", [Workbook.Text("1"), Workbook.Text("2008-04-01"), Workbook.Text("0149"), Workbook.SharedText(7)]));
        (await ReadAsync(lanes, large)).Dispose();
        (await ReadAsync(lanes, path)).Dispose();

        Assert.Equal(process, Assert.Single(lanes.Processes));
        // How much the runtime itself grows depends on how busy the machine is; what counts is that most of the peak comes back.
        var growth = Peak(process) - before;
        Assert.InRange(growth, 100 << 20, long.MaxValue);
        Assert.InRange(Resident(process), 0, before + (growth / 2));
        lanes.Dispose();
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    /// <summary>A ledger that takes some seconds to read.</summary>
    private string Slow() => _folder.Write("slow.csv", "紹介番号,紹介日,銀行コード,企業名\n" + string.Concat(Enumerable.Range(1, 400_000).Select(number => $"{number},2008-04-01,0149,遠州光学{number}\n")));

    /// <summary>The most memory that the process ever held, in bytes.</summary>
    private static long Peak(int process) => 1024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static long Resident(int process) => Process.GetProcessById(process).WorkingSet64;

    private async Task<ExtractedFile> ReadAsync(ExtractionLanes lanes, string path, IReadOnlyList<RowPlace>? places = null)
    {
        using var lane = await lanes.EnterAsync();
        return (await lanes.ReadAsync(new(path, null, []) { Places = places }, Path.Combine(_folder.Path, Guid.NewGuid().ToString("n")), LedgerFile.Catalog, _ => Task.FromResult(true)))!;
    }
}
