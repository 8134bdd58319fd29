using Analytics.Etl.Backup;
using Analytics.Etl.Commands;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Commands;

public sealed class CommandLineTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Temporary.Folder("analytics-cli-");

    public static TheoryData<string> Names => [.. CommandLine.Commands().Select(command => command.Name)];

    /// <summary>Without the product's own reading process, which takes over the process that runs it and ends with its input.</summary>
    public static TheoryData<string> NamesForPeople => [.. CommandLine.Commands().Where(command => !command.Hidden).Select(command => command.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Commands_All_HaveDistinctNames() => Assert.Distinct(CommandLine.Commands().Select(command => command.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Command_Each_IsDescribedInBothLanguages(string name)
    {
        var command = CommandLine.Commands().Single(one => one.Name == name);

        Assert.Contains(command.Summary.Ja, letter => letter > '\u3000');
        Assert.All(command.Summary.En, letter => Assert.True(letter < '\u3000'));
        Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Command_UnknownOption_Exits2NamingItAndWhatIsAllowed(string name)
    {
        var (code, _, error) = await RunAsync(name, "--nonsense", "x");

        Assert.Equal(2, code);
        Assert.Contains("--nonsense", error, StringComparison.Ordinal);
        Assert.Contains("--connection, --connection-file, --data", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnknownCommand_Exits2NamingTheCommands()
    {
        var (code, _, error) = await RunAsync("laod");

        Assert.Equal(2, code);
        Assert.Contains("'laod'", error, StringComparison.Ordinal);
        Assert.Contains("migrate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoCommand_Exits2NamingTheCommands()
    {
        var (code, _, error) = await RunAsync();

        Assert.Equal(2, code);
        Assert.Contains("migrate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OptionWithoutItsValue_Exits2NamingIt()
    {
        var (code, _, error) = await RunAsync("migrate", "--data");

        Assert.Equal(2, code);
        Assert.Contains("--data", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_Connection_ReportsWhatItDidThenUpToDate()
    {
        var connection = await postgres.CreateEmptyDatabaseAsync();

        var first = await RunAsync("migrate", "--connection", connection, "--data", _folder);
        var second = await RunAsync("migrate", "--connection", connection, "--data", _folder);

        Assert.Equal(0, first.Code);
        Assert.Contains("0001_roles_and_schemas", first.Output, StringComparison.Ordinal);
        Assert.Equal(0, second.Code);
        Assert.DoesNotContain("0001_roles_and_schemas", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Database=x", "Cannot connect")]
    [InlineData("Colour=blue", "connection string")]
    public async Task Migrate_WrongConnection_Exits1WithTheReason(string connection, string reason)
    {
        var (code, _, error) = await RunAsync("migrate", "--connection", connection, "--data", _folder);

        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_ConnectionFile_HoldsTheConnectionString()
    {
        var connection = await postgres.CreateEmptyDatabaseAsync();
        var file = Path.Combine(_folder, "connection");
        await File.WriteAllTextAsync(file, connection + "\n", TestContext.Current.CancellationToken);

        var (code, output, _) = await RunAsync("migrate", "--connection-file", file, "--data", _folder);

        Assert.Equal(0, code);
        Assert.Contains("0001_roles_and_schemas", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", null, "cannot be read")]
    [InlineData("empty", " \n", "is empty")]
    [InlineData("garbage", "\u0000\u0001 not a connection", "connection string")]
    public async Task Migrate_ConnectionFileWithoutAConnection_Exits1NamingIt(string name, string? text, string reason)
    {
        var file = Path.Combine(_folder, name);
        if (text is not null)
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync("migrate", "--connection-file", file, "--data", _folder);

        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_ConnectionTwice_Exits2()
    {
        var (code, _, error) = await RunAsync("migrate", "--connection", "Host=a", "--connection-file", "b");

        Assert.Equal(2, code);
        Assert.Contains("not both", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesForPeople))]
    public async Task Command_Each_EndsInWordsWhateverIsWrong(string name)
    {
        var file = Path.Combine(_folder, "a file");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        string[] arguments = name switch
        {
            "load" => [name, file],
            "generate" => [name, "--out", Path.Combine(file, "below")],
            "backup" => [name, Path.Combine(_folder, "a.backup")],
            "restore" => [name, await BackupAsync()],
            "withdraw" => [name, "--batch", "1", "--why", "x"],
            "release" or "reload" => [name, "--batch", "1"],
            _ => [name],
        };
        string[][] wrong =
        [
            ["--data", Path.Combine(file, "below")], // a folder that cannot be
            ["--data", _folder, "--connection", "Host=127.0.0.1;Port=1;Username=x;Database=x"], // nobody answers
            ["--data", _folder, "--connection", postgres.Server.ConnectionString("no_such_database")],
            ["--data", _folder, "--connection-file", _folder], // a folder, not a file
        ];
        foreach (var further in wrong)
        {
            var (code, _, error) = await RunAsync([.. arguments, .. further]);

            // Without a database some commands have nothing to fail of.
            Assert.Contains(code, name is "sources" ? [0, 1] : (int[])[1]);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.DoesNotContain("unexpected", error, StringComparison.Ordinal);
            Assert.Equal(code == 1, error.Trim().Length > 0);
        }
    }

    [Fact]
    public async Task Migrate_DefaultServer_IsStartedForTheCommandOnly()
    {
        var (code, output, _) = await RunAsync("migrate", "--data", _folder);

        Assert.Equal(0, code);
        Assert.Contains("0001_roles_and_schemas", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "postgres", "postmaster.pid")));
    }

    /// <summary>A good one, so that a restore has everything else to fail of.</summary>
    private async Task<string> BackupAsync()
    {
        var path = Path.Combine(_folder, "empty.backup");
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await InstallationBackup.SaveAsync(warehouse.Owner, DataFolder.Resolve(_folder), path, TimeProvider.System);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
