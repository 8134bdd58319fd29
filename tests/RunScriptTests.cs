using System.Diagnostics;
using System.Reflection;

namespace Analytics.Tests;

/// <summary>How <c>./run</c> takes its options, before it builds or starts anything.</summary>
public class RunScriptTests
{
    [Theory]
    [InlineData("--prot 5080", "--prot", "--port, --data, --connection, --connection-file, --no-samples")]
    [InlineData("stray", "stray", "--port, --data, --connection, --connection-file, --no-samples")]
    [InlineData("--port", "--port", "needs a value")]
    [InlineData("--connection Host=a --connection-file b", "--connection-file", "not both")]
    [InlineData("--port 0", "--port 0", "from 1 to 65535")]
    [InlineData("--port=65536", "--port 65536", "from 1 to 65535")]
    [InlineData("--no-samples --port 80a", "--port 80a", "from 1 to 65535")]
    public async Task Run_WrongOption_Exits2NamingItAndWhatIsAllowed(string arguments, string named, string allowed)
    {
        var root = typeof(RunScriptTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;
        using var run = Process.Start(
            new ProcessStartInfo(Path.Combine(root, "run"), arguments.Split(' ')) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        var error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Patience.EndAsync(run);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains(allowed, error, StringComparison.Ordinal);
    }
}
