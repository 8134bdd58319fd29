using System.Diagnostics;
using Analytics.Etl.Commands;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Extract;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Commands;

/// <summary>Commands on a disk that is nearly full, each as a process of its own.</summary>
public class FullDiskTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_BelowTheReserve_LoadsNothingAndSaysWhy_UntilThereIsSpace()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var folder = new TemporaryFolder();
        string[] command =
        [
            "load",
            ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")),
            "--connection",
            ledgers.Connection,
            "--data",
            folder.Path,
        ];

        var (code, error) = await RunAsync(command, reserve: "1000000000");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("the disk is nearly full", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from audit.batches"));

        (code, error) = await RunAsync(command, reserve: "plenty");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("ANALYTICS_DISK_RESERVE_MEGABYTES=plenty", error, StringComparison.Ordinal);

        (code, _) = await RunAsync(command, reserve: "1");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Load_RowsThatWouldFillTheDisk_AreReadNoFurther_AndNothingIsLeft()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small disk needs root.");
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var folder = new TemporaryFolder();
        // Some kilobytes whose rows are 128 MB: every one repeats a text of 4,000 characters.
        var book = new Workbook { Shared = [new('あ', 4_000)] };
        var path = ledgers.File(
            book.Of(
                "紹介番号,紹介日,銀行コード,企業名,技術ニーズ",
                [
                    .. Enumerable
                        .Range(1, 16_000)
                        .Select(n =>
                            (IReadOnlyList<Workbook.Cell>)
                                [Workbook.Number($"{n}"), Workbook.Text("2008-04-01"), Workbook.Text("0149"), Workbook.Text("遠州光学"), Workbook.SharedText(0)]
                        ),
                ]
            ),
            "a.xlsx"
        );
        Assert.InRange(new FileInfo(path).Length, 1, 1 << 20);
        await CallAsync("mount", "-t", "tmpfs", "-o", "size=200m,mode=0755", "tmpfs", folder.Path);
        try
        {
            var (code, error) = await RunAsync(["load", path, "--connection", ledgers.Connection, "--data", folder.Path], reserve: "150");

            Assert.Equal(ExitCode.Failed, code);
            Assert.Contains("the disk is nearly full", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.Equal("0", await ledgers.QueryAsync("select count(*) from audit.batches"));
            Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(folder.Path, "archive")), file => file.Contains(".part", StringComparison.Ordinal));
            Assert.True(DiskSpace.Of(DataFolder.Resolve(folder.Path)).FreeBytes > 190L << 20);
        }
        finally
        {
            await CallAsync("umount", folder.Path);
        }
    }

    [Fact(Explicit = true)]
    public async Task Start_OnAFullDisk_SaysSoInWords()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small disk needs root.");
        using var folder = new TemporaryFolder();
        await CallAsync("mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs", folder.Path);
        try
        {
            var (code, error) = await RunAsync(["migrate", "--data", folder.Path], reserve: "1");

            Assert.Equal(ExitCode.Failed, code);
            Assert.Contains("No space left on device", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
        finally
        {
            await CallAsync("umount", folder.Path);
        }
    }

    private static async Task<(int Code, string Error)> RunAsync(IEnumerable<string> arguments, string reserve)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment[DiskSpace.ReserveVariable] = reserve;
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var run = Process.Start(start)!;
        var (output, error) = (run.StandardOutput.ReadToEndAsync(Cancellation), run.StandardError.ReadToEndAsync(Cancellation));
        await Patience.EndAsync(run);
        await output;
        return (run.ExitCode, await error);
    }

    private static async Task CallAsync(params string[] line)
    {
        using var called = Process.Start(line[0], line[1..]);
        await Patience.EndAsync(called);
        Assert.Equal(0, called.ExitCode);
    }
}
