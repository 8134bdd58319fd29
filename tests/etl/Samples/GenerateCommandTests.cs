using Analytics.Etl.Commands;

namespace Analytics.Tests.Etl.Samples;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Generate_IntoANewFolder_WritesTheFilesAndSaysWhat()
    {
        var (code, output, _) = await RunAsync("generate", "--referrals", "30", "--seed", "4", "--out", Path.Combine(folder.Path, "new"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("紹介台帳", output, StringComparison.Ordinal);
        Assert.Contains("30", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "new", "council", "協定一覧.csv")));
    }

    [Fact]
    public async Task Generate_IntoAFolderWithAFile_IsRefusedAndLeavesItAlone()
    {
        var kept = folder.Write("kept.txt", "mine");

        var (code, _, error) = await RunAsync("generate", "--referrals", "30", "--out", folder.Path);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("--out", error, StringComparison.Ordinal);
        Assert.Equal([kept], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("--referrals", "0")]
    [InlineData("--referrals", "x")]
    [InlineData("--referrals", "9999999")]
    [InlineData("--seed", "1.5")]
    public async Task Generate_BadNumber_IsAUsageErrorNamingOptionAndValue(string option, string value)
    {
        var (code, _, error) = await RunAsync("generate", option, value, "--out", folder.Path);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken), output.ToString(), error.ToString());
    }
}
