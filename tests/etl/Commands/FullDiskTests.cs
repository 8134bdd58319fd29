using System.Diagnostics;
using Analytics.Etl.Commands;
using Analytics.Sql.Connections;
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
        string[] command = ["load", ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")), "--connection", ledgers.Connection, "--data", folder.Path];

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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[DiskSpace.ReserveVariable] = reserve;
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var run = Process.Start(start)!;
        var (output, error) = (run.StandardOutput.ReadToEndAsync(Cancellation), run.StandardError.ReadToEndAsync(Cancellation));
        await run.WaitForExitAsync(Cancellation);
        await output;
        return (run.ExitCode, await error);
    }

    private static async Task CallAsync(params string[] line)
    {
        using var called = Process.Start(line[0], line[1..]);
        await called.WaitForExitAsync(Cancellation);
        Assert.Equal(0, called.ExitCode);
    }
}
