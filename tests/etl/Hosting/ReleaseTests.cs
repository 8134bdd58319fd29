using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>The release archive, on a machine without .NET SDK and Node.js.</summary>
public sealed class ReleaseTests : IDisposable
{
    private static readonly string Root = typeof(ReleaseTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    private readonly string _folder = Temporary.Folder("analytics-release-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Release_StartsLoadsAndAnswers_WithoutSdkAndNode()
    {
        var (built, archive) = await RunAsync(Path.Combine(Root, ".ci/release"), [_folder], new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! });
        Assert.Equal(0, built);
        Assert.Equal(0, (await RunAsync("tar", ["-xzf", archive.Trim(), "-C", _folder], new() { ["PATH"] = "/usr/bin:/bin" })).Code);
        var release = Directory.GetDirectories(_folder).Single();
        var bare = new Dictionary<string, string> { ["PATH"] = PathWithoutSdk(), ["HOME"] = _folder };
        Assert.NotEqual(0, (await RunAsync("bash", ["-c", "command -v dotnet || command -v node"], bare)).Code);
        var port = Temporary.Port();
        using var product = Start(Path.Combine(release, "run"), ["--no-samples", "--port", $"{port}"], bare);
        try
        {
            string? line;
            while ((line = await product.StandardOutput.ReadLineAsync(Cancellation)) != $"Dashboard ready at http://127.0.0.1:{port}")
            {
                Assert.True(line is not null, "It ended before it was ready.");
            }

            var ledger = Path.Combine(_folder, "ledger.csv");
            await File.WriteAllTextAsync(ledger, Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,浜松電子", "2,2008-05-01,0149,浜松光機"), Cancellation);
            var (code, output) = await RunAsync(Path.Combine(release, "etl"), ["load", ledger], bare);
            Assert.True(code == 0, output);
            using var client = new HttpClient();
            var answer = await client.GetFromJsonAsync<JsonElement>(
                new Uri($"http://127.0.0.1:{port}/api/v1/query?measure=referrals&dataset=ledgers"),
                Cancellation
            );
            Assert.Equal(2, answer.GetProperty("rows")[0].GetProperty("referrals").GetInt32());
            Assert.Contains("Analytics", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation), StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("kill", ["-TERM", $"{product.Id}"], new() { ["PATH"] = "/usr/bin:/bin" });
            await Patience.EndAsync(product);
        }

        Assert.Equal(0, product.ExitCode);
    }

    /// <summary>Everything that this machine has on its path, but what a release is to do without.</summary>
    private string PathWithoutSdk()
    {
        var bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        foreach (var program in new[] { "/usr/bin", "/bin", "/usr/sbin", "/sbin" }.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            var link = Path.Combine(bin, Path.GetFileName(program));
            if (Path.GetFileName(program) is not ("dotnet" or "node" or "nodejs" or "npm" or "npx") && !File.Exists(link))
                File.CreateSymbolicLink(link, program);
        }

        return bin;
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, Dictionary<string, string> environment)
    {
        using var process = Start(program, arguments, environment);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await Patience.EndAsync(process);
        return (process.ExitCode, output);
    }
}
