using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Tests.Sql.Connections;

/// <summary>What each role may do, tried as that role on a real server.</summary>
public sealed class RolesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private Warehouse _warehouse = null!;

    public async ValueTask InitializeAsync()
    {
        _warehouse = await postgres.CreateDatabaseAsync();
        await RunAsync(
            _warehouse.Owner,
            """
            set role analytics_owner;
            create table mart.probe (a int); insert into mart.probe values (1);
            create table audit.probe (a int); insert into audit.probe values (1);
            create table raw.probe (a int); insert into raw.probe values (1);
            create table app.probe (a int);
            reset role;
            """
        );
        await RunAsync(_warehouse.Loader, "create table quartz.probe (a int); insert into quartz.probe values (1)");
    }

    public ValueTask DisposeAsync() => _warehouse.DisposeAsync();

    [Theory]
    [InlineData("select a from mart.probe")]
    [InlineData("select a from audit.probe")]
    [InlineData("select a from quartz.probe")]
    [InlineData("select number from audit.migrations")]
    public async Task Reader_Reads_StarAuditAndScheduler(string sql) => await RunAsync(_warehouse.Reader, sql);

    [Theory]
    [InlineData("insert into mart.probe values (2)")]
    [InlineData("update mart.probe set a = 2")]
    [InlineData("delete from mart.probe")]
    [InlineData("truncate mart.probe")]
    [InlineData("drop table mart.probe")]
    [InlineData("create table mart.mine (a int)")]
    [InlineData("create table public.mine (a int)")]
    [InlineData("create schema mine")]
    [InlineData("insert into audit.probe values (2)")]
    [InlineData("insert into quartz.probe values (2)")]
    [InlineData("delete from quartz.probe")]
    [InlineData("select a from raw.probe")]
    [InlineData("insert into app.probe values (1)")]
    [InlineData("set role analytics_loader")]
    [InlineData("set role analytics_owner")]
    public async Task Reader_AnythingElse_IsDenied(string sql) => await AssertDeniedAsync(_warehouse.Reader, sql);

    [Theory]
    [InlineData("insert into mart.probe values (2)")]
    [InlineData("update mart.probe set a = 2")]
    [InlineData("insert into audit.probe values (2)")]
    [InlineData("create table raw.mine (a int); insert into raw.mine values (1); delete from raw.mine")]
    [InlineData("delete from raw.probe")]
    [InlineData("create view staging.mine as select a from raw.probe")]
    [InlineData("delete from quartz.probe")]
    [InlineData("update app.probe set a = 1")]
    public async Task Loader_ItsWork_IsAllowed(string sql) => await RunAsync(_warehouse.Loader, sql);

    [Theory]
    [InlineData("delete from mart.probe")]
    [InlineData("truncate mart.probe")]
    [InlineData("drop table mart.probe")]
    [InlineData("alter table mart.probe add b int")]
    [InlineData("create table mart.mine (a int)")]
    [InlineData("delete from audit.probe")]
    [InlineData("insert into audit.migrations (number, name, checksum) values (99, 'x', 'x')")]
    [InlineData("set role analytics_owner")]
    public async Task Loader_DeletingOrChangingTheStar_IsDenied(string sql) => await AssertDeniedAsync(_warehouse.Loader, sql);

    [Fact]
    public async Task Loader_ConnectionFromThePool_StillActsAsTheGroup()
    {
        for (var use = 0; use < 3; use++)
        {
            await using var connection = await _warehouse.Loader.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("select current_user::text", connection);
            Assert.Equal("analytics_loader", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Reader_LoginRole_IsMemberOfTheReadersOnly()
    {
        await using var command = _warehouse.Reader.CreateCommand(
            """
            select session_user = current_user and not rolsuper and not rolcreaterole and not rolcreatedb and not rolbypassrls
               and (select array_agg(roleid::regrole::text) from pg_auth_members where member = r.oid) = array['analytics_reader']
            from pg_roles r where rolname = session_user
            """
        );
        Assert.Equal(true, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Reader_OtherInstallationsFolder_HasAnotherLoginAndBothWork()
    {
        var folder = DataFolder.Resolve(Temporary.Folder("analytics-other-"));
        await using var other = await Warehouse.ConnectAsync(
            folder,
            new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString("x")) { Database = await DatabaseAsync(_warehouse.Owner) }.ConnectionString,
            TestContext.Current.CancellationToken
        );

        await RunAsync(other.Reader, "select a from mart.probe");
        await RunAsync(other.Loader, "insert into quartz.probe values (3)"); // made by the first installation's loader
        Assert.NotEqual(await UserAsync(_warehouse.Reader), await UserAsync(other.Reader));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "login.key")));
        Directory.Delete(folder.Path, recursive: true);
    }

    private static async Task<string> DatabaseAsync(NpgsqlDataSource source) => await TextAsync(source, "select current_database()::text");

    private static async Task<string> UserAsync(NpgsqlDataSource source) => await TextAsync(source, "select session_user::text");

    private static async Task<string> TextAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task AssertDeniedAsync(NpgsqlDataSource source, string sql)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(source, sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }
}
