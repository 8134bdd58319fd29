using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Analytics.Etl.Commands;
using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>How the whole product starts and stops.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly RunningProduct _product = new();

    public void Dispose() => _product.Dispose();

    [Fact]
    public async Task Run_UntilStopped_SaysReadyAndLeavesNothingRunning()
    {
        var running = await _product.StartAsync();
        var server = await _product.ServerPidAsync();
        var dashboard = _product.DashboardPid();
        // Root gives the dashboard away, where another account reaches this checkout.
        if (!Environment.IsPrivilegedProcess || await ServerAccount.Current().CanReachAsync(AppContext.BaseDirectory, TestContext.Current.CancellationToken))
            Assert.DoesNotContain(
                "\t0\t",
                File.ReadLines($"/proc/{dashboard}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)),
                StringComparison.Ordinal
            );

        await _product.Stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await running);
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_OwnMeasureWhileItRuns_IsTakenUp()
    {
        var running = await _product.StartAsync();
        var model = Path.Combine(_product.Folder, "model");
        // The worker adds to that folder in its own time.
        await _product.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(model, "Sources", "source.schema.json"))), running);
        var measure = Path.Combine(Directory.CreateDirectory(Path.Combine(model, "Measures")).FullName, "cases_received.yaml");
        await File.WriteAllTextAsync(
            measure,
            """
            kind: count
            fact: referrals
            time: cohort
            unit: cases
            sort: 900
            label: {ja: 受付件数, en: Cases received}
            description: {ja: 受付件数, en: Cases received}
            """,
            TestContext.Current.CancellationToken
        );
        File.SetUnixFileMode(measure, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await _product.UntilAsync(async () => (await _product.GetAsync("/api/v1/measures")).Contains("cases_received", StringComparison.Ordinal), running);

        await _product.Stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
    }

    [Fact]
    public async Task Run_CtrlCInATerminal_StopsEverythingThatItStarted()
    {
        // As a terminal sends it: to the whole foreground group. A shell's background, such as a test's, would have it ignored.
        using var run = Process.Start(
            new ProcessStartInfo(
                "setsid",
                ["env", "--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"), .. _product.Arguments]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        run.OutputDataReceived += (_, line) => _product.Output.WriteLine(line.Data);
        run.ErrorDataReceived += (_, line) => _product.Error.WriteLine(line.Data);
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        await _product.Output.WaitForAsync("Dashboard ready", run.WaitForExitAsync());
        var server = await _product.ServerPidAsync();
        var dashboard = _product.DashboardPid();

        using (var kill = Process.Start("kill", ["-INT", "--", $"-{run.Id}"]))
            await Patience.EndAsync(kill);
        await Patience.EndAsync(run);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.False(Directory.Exists($"/proc/{dashboard}"));
    }

    [Fact]
    public async Task Run_PortIsTaken_SaysSoBeforeAnythingStarts()
    {
        using var other = new TcpListener(IPAddress.Loopback, _product.Port);
        other.Start();

        var code = await _product.RunAsync();

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"Port {_product.Port} cannot be used", _product.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_product.Folder));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("many")]
    public async Task Run_PortThatIsNone_Exits2SayingWhatIsAllowed(string port)
    {
        var code = await CommandLine.RunAsync(["run", "--port", port], _product.Output, _product.Error, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"--port {port}: a number from 1 to 65535", _product.Error.ToString(), StringComparison.Ordinal);
    }
}
