using System.Diagnostics;
using Analytics.Sql;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Tests.Sql.EmbeddedPostgres;

/// <summary>The default server's life, each time with a server of its own. They need no shared fixture.</summary>
public sealed class EmbeddedServerTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DataFolder _folder = DataFolder.Resolve(Temporary.Folder("analytics-server-"));
    private readonly List<Bilingual> _said = [];

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    [Fact]
    public async Task Start_StopAndStartAgain_KeepsDataAndLeavesNothingRunning()
    {
        int pid;
        await using (var server = await StartAsync(ServerUse.Command))
        {
            pid = server.ServerPid;
            Assert.False(server.IsAdopted);
            await RunAsync(server, "create table kept as select 42 as a");
        }

        Assert.False(Directory.Exists($"/proc/{pid}"));
        await using var again = await StartAsync(ServerUse.Command);
        Assert.Equal(42, await ScalarAsync(again, "select a from kept"));
    }

    [Fact]
    public async Task Start_NewFolder_IsSafeByDefault()
    {
        await using var server = await StartAsync(ServerUse.Product);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_folder.Path, "server.json")));
        Assert.Equal("127.0.0.1", await ScalarAsync(server, "show listen_addresses"));
        Assert.Equal("", await ScalarAsync(server, "show unix_socket_directories"));
        Assert.Equal("on", await ScalarAsync(server, "show fsync"));
        Assert.Equal("on", await ScalarAsync(server, "show data_checksums"));
        Assert.Equal("UTF8", await ScalarAsync(server, "show server_encoding"));
        Assert.Equal("b:C.UTF-8", await ScalarAsync(server, "select datlocprovider::text || ':' || datlocale from pg_database where datname = 'postgres'"));
        Assert.Equal(0L, await ScalarAsync(server, "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"));
        var owner = (await File.ReadAllLinesAsync($"/proc/{server.ServerPid}/status", TestContext.Current.CancellationToken)).Single(line =>
            line.StartsWith("Uid:", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("\t0\t", owner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongPassword_IsRefusedByTheServer()
    {
        await using var server = await StartAsync(ServerUse.Command);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "postgres", Pooling = false };

        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
    }

    [Fact]
    public async Task Start_JapaneseText_HasTrigrams()
    {
        await using var server = await StartAsync(ServerUse.Command);
        await RunAsync(server, "create extension pg_trgm");

        Assert.Equal(true, await ScalarAsync(server, "select cardinality(show_trgm('浜松光学工業')) > 0"));
    }

    [Fact]
    public async Task Start_ServerWasKilled_Recovers()
    {
        await using (var server = await StartAsync(ServerUse.Product))
        {
            await RunAsync(server, "create table kept as select 7 as a");
            Kill(server.ServerPid);
            await server.Ended;
        }

        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "postgres")));
        await using var again = await StartAsync(ServerUse.Product);
        Assert.Equal(7, await ScalarAsync(again, "select a from kept"));
    }

    [Fact]
    public async Task Start_LockFileNamesAnotherLivingProcess_StartsAnyway()
    {
        await using (await StartAsync(ServerUse.Command)) { }

        using var other = Process.Start("sleep", "60");
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "postgres", "postmaster.pid"),
            $"{other.Id}\n{_folder.Path}/postgres\n",
            TestContext.Current.CancellationToken
        );

        await using (var server = await StartAsync(ServerUse.Command))
        {
            Assert.Equal(1, await ScalarAsync(server, "select 1"));
        }

        other.Kill();
    }

    [Fact]
    public async Task Start_CutShortWhileInitialising_StartsFresh()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "postgres.part", "base"));

        await using var server = await StartAsync(ServerUse.Command);

        Assert.Equal(1, await ScalarAsync(server, "select 1"));
    }

    [Fact]
    public async Task Start_RunsAlready_AdoptsItAndTheOwnerWaitsForItsUsers()
    {
        var owner = await StartAsync(ServerUse.Command);
        var user = await StartAsync(ServerUse.Command);
        Assert.True(user.IsAdopted);
        Assert.Equal(owner.ServerPid, user.ServerPid);

        var stopping = owner.DisposeAsync().AsTask();
        Assert.Equal(1, await ScalarAsync(user, "select 1"));
        Assert.False(stopping.IsCompleted);
        await user.DisposeAsync();
        await stopping;

        Assert.False(Directory.Exists($"/proc/{owner.ServerPid}"));
    }

    [Fact]
    public async Task Start_ProductRunsAlready_RefusesASecondAndLetsCommandsIn()
    {
        await using var product = await StartAsync(ServerUse.Product);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => StartAsync(ServerUse.Product));
        await using (var command = await StartAsync(ServerUse.Command))
        {
            Assert.True(command.IsAdopted);
        }

        Assert.Contains($"{Environment.ProcessId}", refusal.Reason.En, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(product, "select 1"));
    }

    [Fact]
    public async Task Start_DataOfAnotherMajorVersion_RefusesAndChangesNothing()
    {
        await using (await StartAsync(ServerUse.Command)) { }

        var version = Path.Combine(_folder.Path, "postgres", "PG_VERSION");
        await File.WriteAllTextAsync(version, "17\n", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => StartAsync(ServerUse.Command));

        Assert.Contains("PostgreSQL 17", refusal.Reason.En, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL 18", refusal.Reason.Ja, StringComparison.Ordinal);
        Assert.Equal("17\n", await File.ReadAllTextAsync(version, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_PasswordFileLost_RefusesNamingIt()
    {
        await using (await StartAsync(ServerUse.Command)) { }

        File.Delete(Path.Combine(_folder.Path, "server.json"));

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => StartAsync(ServerUse.Command));

        Assert.Contains("server.json", refusal.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FolderClosedToTheAccount_KeepsDataAsideAndSaysSo()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root drops its rights.");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        string place;
        await using (var server = await StartAsync(ServerUse.Command))
        {
            place = (string)(await ScalarAsync(server, "show data_directory"))!;
            await RunAsync(server, "create table kept as select 5 as a");
        }

        await using (var again = await StartAsync(ServerUse.Command))
        {
            Assert.Equal(5, await ScalarAsync(again, "select a from kept"));
        }

        Assert.StartsWith("/var/lib/analytics/", place, StringComparison.Ordinal);
        Assert.Contains(_said, message => message.En.Contains(place, StringComparison.Ordinal) && message.Ja.Contains(place, StringComparison.Ordinal));
        Directory.Delete(Path.GetDirectoryName(place)!, recursive: true);
    }

    private Task<EmbeddedServer> StartAsync(ServerUse use) =>
        EmbeddedServer.StartAsync(_folder, use, _said.Add, cancellation: TestContext.Current.CancellationToken);

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill(); // SIGKILL
    }

    private static async Task RunAsync(EmbeddedServer server, string sql) => await ScalarAsync(server, sql);

    private static async Task<object?> ScalarAsync(EmbeddedServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
