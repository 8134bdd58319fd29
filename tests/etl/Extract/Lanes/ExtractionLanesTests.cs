using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Tests.Etl.Extract.Lanes;

/// <summary>Files read by a process of their own: the same rows, within bounds, and nothing left behind.</summary>
public sealed class ExtractionLanesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Fixtures =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(LedgerFile.FixturePath("x"))!).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

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
        Assert.Equal(
            own.Rows.SelectMany(row => row.Values).Select(value => value?.GetType()),
            file.Rows().SelectMany(row => row.Values).Select(value => value?.GetType())
        );

        static string Text(ExtractedRow row) =>
            JsonSerializer.Serialize(
                new
                {
                    row.Sheet,
                    row.Line,
                    row.Values,
                    row.Extra,
                    row.Warnings,
                    row.Rejects,
                    row.HasKey,
                }
            );
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
        var large = _folder.Write(
            "large.xlsx",
            new Workbook
            {
                Shared =
                [
                    .. Enumerable.Range(0, 400_000).Select(number => $"{number} {string.Concat(Enumerable.Repeat("株式会社遠州光学製作所浜松工場", 10))}"),
                ],
            }.Of("紹介番号,紹介日,銀行コード,企業名", [Workbook.Text("1"), Workbook.Text("2008-04-01"), Workbook.Text("0149"), Workbook.SharedText(7)])
        );
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
    public async Task Read_FileOfMoreRowsThanTheDiskShouldHold_IsRefused_AndTheNextIsRead()
    {
        using var lanes = new ExtractionLanes(new() { Rows = 1 << 20 });
        var small = _folder.Write("small.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-04-01,0149,甲\n");

        var refused = await Assert.ThrowsAsync<FileRefusedException>(() => ReadAsync(lanes, Slow()));
        Assert.Equal(("file-too-large", true), (refused.Rule, refused.Reason.En.Contains("rows of more than 1 MB", StringComparison.Ordinal)));
        Assert.Empty(lanes.Processes);
        using var file = await ReadAsync(lanes, small);
        Assert.Single(file.Rows());
    }

    [Fact]
    public async Task Read_Cancelled_EndsAtOnceWithItsProcess()
    {
        using var lanes = new ExtractionLanes(new());
        using var stop = new CancellationTokenSource();
        var reading = lanes.ReadAsync(
            new(Slow(), null, []),
            Path.Combine(_folder.Path, "rows"),
            LedgerFile.Catalog,
            _ => Task.FromResult(true),
            bytes => stop.Cancel(),
            stop.Token
        );

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

        var large = _folder.Write(
            "large.xlsx",
            new Workbook
            {
                Shared =
                [
                    .. Enumerable.Range(0, 300_000).Select(number => $"{number} {string.Concat(Enumerable.Repeat("株式会社遠州光学製作所浜松工場", 10))}"),
                ],
            }.Of("紹介番号,紹介日,銀行コード,企業名", [Workbook.Text("1"), Workbook.Text("2008-04-01"), Workbook.Text("0149"), Workbook.SharedText(7)])
        );
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

    [Fact]
    public async Task LaneOfRoot_IsNobody_WhoSeesTheFileThatItIsGivenAndNothingElse()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has rights to give up.");
        Assert.SkipUnless(
            await ServerAccount.Current().CanReachAsync(AppContext.BaseDirectory, TestContext.Current.CancellationToken),
            "Nobody else reaches this checkout."
        );
        using var lanes = new ExtractionLanes(new());
        var path = _folder.Write("a.csv", "紹介番号,紹介日,銀行コード,企業名\n1,2008-04-01,0149,甲\n" + new string('\n', 12_347));
        var secret = _folder.Write("login.key", "secret");
        foreach (var file in new[] { path, secret })
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute);

        using var read = await ReadAsync(lanes, path);

        Assert.Equal("1", Assert.Single(read.Rows())["referral_number"]);
        var status = (await File.ReadAllLinesAsync($"/proc/{Assert.Single(lanes.Processes)}/status"))
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim());
        var user = Assert.Single(status["Uid"].Split('\t').Distinct());
        Assert.DoesNotContain(user, (string[])["0", $"{ServerAccount.Current().UserId}"]);
        Assert.Equal(user, Assert.Single(status["Gid"].Split('\t').Distinct()));
        Assert.Equal(("", "1"), (status["Groups"], status["NoNewPrivs"]));
        foreach (var file in new[] { path, secret })
        {
            using var peep = Process.Start(
                new ProcessStartInfo("setpriv", ["--reuid", user, "--regid", user, "--clear-groups", "cat", file]) { RedirectStandardError = true }
            )!;
            await Patience.EndAsync(peep);
            Assert.Contains("Permission denied", await peep.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(new DirectoryInfo("/var/lib/analytics/reading").EnumerateFiles(), copy => copy.Length == new FileInfo(path).Length);
    }

    /// <summary>A ledger that takes some seconds to read.</summary>
    private string Slow() =>
        _folder.Write(
            "slow.csv",
            "紹介番号,紹介日,銀行コード,企業名\n" + string.Concat(Enumerable.Range(1, 400_000).Select(number => $"{number},2008-04-01,0149,遠州光学{number}\n"))
        );

    /// <summary>The most memory that the process ever held, in bytes.</summary>
    private static long Peak(int process) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{process}/status")
                .Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    private static long Resident(int process) => Process.GetProcessById(process).WorkingSet64;

    private async Task<ExtractedFile> ReadAsync(ExtractionLanes lanes, string path, IReadOnlyList<RowPlace>? places = null)
    {
        using var lane = await lanes.EnterAsync();
        return (
            await lanes.ReadAsync(
                new(path, null, []) { Places = places },
                Path.Combine(_folder.Path, Guid.NewGuid().ToString("n")),
                LedgerFile.Catalog,
                _ => Task.FromResult(true)
            )
        )!;
    }
}
