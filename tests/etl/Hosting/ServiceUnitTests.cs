using System.Diagnostics;
using System.Reflection;

namespace Analytics.Tests.Etl.Hosting;

public class ServiceUnitTests
{
    private static readonly string Root = typeof(ServiceUnitTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    [Fact]
    public async Task Unit_InThisCheckout_IsOneThatSystemdTakes()
    {
        const string Analyze = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Analyze), "There is no systemd here.");
        var folder = Temporary.Folder("analytics-unit-");
        try
        {
            var unit = Path.Combine(folder, "analytics.service");
            var text = await File.ReadAllTextAsync(Path.Combine(Root, "etl/Hosting/analytics.service"), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                unit,
                text.Replace("/opt/analytics", Root.TrimEnd('/'), StringComparison.Ordinal),
                TestContext.Current.CancellationToken
            );
            using var verify = Process.Start(
                new ProcessStartInfo(Analyze, ["verify", "--man=no", unit]) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            var error = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await Patience.EndAsync(verify);

            Assert.DoesNotContain("analytics.service", error, StringComparison.Ordinal);
            Assert.Equal(0, verify.ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
