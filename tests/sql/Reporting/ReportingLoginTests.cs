using Analytics.Etl.Commands;
using Analytics.Sql.Reporting;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Sql.Reporting;

/// <summary>What the login of people's own tools may do, tried with it on a real server. All of it is one test: the role is the server's.</summary>
public sealed class ReportingLoginTests(PostgresFixture postgres)
{
    const string Password = "correct-horse_battery'1";

    static readonly string[] Allowed = ["select count(*) from reporting.referrals", "select count(*) from outcomes", "select dataset from datasets"];

    static readonly string[] Denied =
    [
        "select * from mart.fct_referrals",
        "select extra from staging.referrals",
        "select * from audit.findings",
        "select * from app.commands",
        "select * from quartz.qrtz_triggers",
        "set transaction read write; create table reporting.mine (a int)",
        "set transaction read write; create table public.mine (a int)",
        "set transaction read write; create view reporting.mine as select 1",
        "set transaction read write; drop view reporting.referrals",
        "set transaction read write; delete from mart.dim_dataset",
        "set role analytics_reader",
        "set role analytics_owner",
        "select pg_read_file('PG_VERSION')",
        "copy (select 1) to program 'true'",
    ];

    [Fact]
    public async Task Login_SwitchedOnByTheCommand_ReadsTheViewsAndNothingElse_UntilItIsSwitchedOff()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var file = ledgers.File(Password + "\n", "password");
        Assert.Equal("The login analytics_reporting is off.", Line((await ledgers.CommandAsync("reporting")).Output));
        await using var tool = Tool(ledgers);
        await RefusedAsync(tool);

        var (code, output, error) = await ledgers.CommandAsync("reporting", "--password-file", file);

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains($"port {postgres.Server.Port}, database ", output, StringComparison.Ordinal);
        Assert.Contains("schema reporting", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, output + error, StringComparison.Ordinal);
        foreach (var sql in Allowed)
            await RunAsync(tool, sql);
        foreach (var sql in Denied)
            Assert.Equal(
                (sql, PostgresErrorCodes.InsufficientPrivilege),
                (sql, (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(tool, sql))).SqlState)
            );
        Assert.Equal(
            "on 5min 10 analytics_reporting",
            await TextAsync(
                tool,
                "select current_setting('default_transaction_read_only') || ' ' || current_setting('statement_timeout') || ' ' || rolconnlimit || ' ' || session_user from pg_roles where rolname = session_user"
            )
        );
        Assert.Equal("0", await TextAsync(tool, "select count(*)::text from pg_auth_members where member = 'analytics_reporting'::regrole"));

        Assert.Equal(ExitCode.Done, (await ledgers.CommandAsync("reporting", "--off")).Code);
        await RefusedAsync(tool);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("elevenchars", "at least 12 characters")]
    [InlineData("with a blank in it", "none of them a blank")]
    [InlineData("パスワードパスワードパスワード", "all of them ASCII")]
    public async Task Password_ThatIsNone_IsRefused(string password, string reason)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);

        var (code, _, error) = await ledgers.CommandAsync("reporting", "--password-file", ledgers.File(password, "password"));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    static string Line(string output) => output.TrimEnd().Split('\n')[^1];

    static NpgsqlDataSource Tool(Ledgers ledgers) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ledgers.Connection)
            {
                Username = ReportingLogin.Role,
                Password = Password,
                Pooling = false,
            }.ConnectionString
        );

    static async Task RefusedAsync(NpgsqlDataSource tool)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(tool, "select 1"));
        Assert.Contains(refused.SqlState, new[] { PostgresErrorCodes.InvalidAuthorizationSpecification, PostgresErrorCodes.InvalidPassword });
    }

    static async Task RunAsync(NpgsqlDataSource source, string sql) => await TextAsync(source, sql);

    static async Task<string?> TextAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }
}
