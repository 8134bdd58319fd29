using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Sql.Reporting;

/// <summary>
/// The login of people's own tools. It sees the views of <c>reporting</c> and nothing else, and cannot log in until an operator switches it on. A role
/// belongs to its whole server: databases of several installations on one server share it.
/// </summary>
public static class ReportingLogin
{
    public const string Role = "analytics_reporting";

    /// <summary>A password has at least so many characters.</summary>
    public const int ShortestPassword = 12;

    /// <summary>So many tools may be connected at once.</summary>
    public const int Connections = 10;

    /// <summary>A statement of theirs ends after so many minutes.</summary>
    public const int Minutes = 5;

    /// <summary>Lets it log in, with this password from now on.</summary>
    /// <exception cref="RefusalException">The password is too short, or has characters that tools spell in several ways.</exception>
    public static async Task SwitchOnAsync(NpgsqlDataSource owner, string password, CancellationToken cancellation = default)
    {
        if (password.Length < ShortestPassword || !password.All(character => character is > ' ' and <= '~'))
        {
            throw new RefusalException(
                $"パスワードは、空白を除くASCII文字で{ShortestPassword}文字以上にしてください。",
                $"A password needs at least {ShortestPassword} characters, all of them ASCII and none of them a blank."
            );
        }

        // The password goes over as its verifier only. Settings guard against accidents; what it may read is a matter of its rights.
        await ExecuteAsync(
            owner,
            $"""
            alter role {Role} login connection limit {Connections} password '{WarehouseLogins.ScramVerifier(password)}';
            alter role {Role} set default_transaction_read_only = on;
            alter role {Role} set statement_timeout = '{Minutes}min';
            alter role {Role} set idle_in_transaction_session_timeout = '{Minutes}min';
            alter role {Role} set search_path = reporting
            """,
            cancellation
        );
    }

    /// <summary>Lets nobody log in any more, and ends the connections that there are where the owner may.</summary>
    public static Task SwitchOffAsync(NpgsqlDataSource owner, CancellationToken cancellation = default) =>
        ExecuteAsync(
            owner,
            $"""
            alter role {Role} nologin password null;
            select pg_terminate_backend(pid) from pg_stat_activity where usename = '{Role}' and pg_has_role(usename, 'usage')
            """,
            cancellation
        );

    /// <summary>Whether it may log in.</summary>
    public static async Task<bool> IsOnAsync(NpgsqlDataSource owner, CancellationToken cancellation = default)
    {
        await using var command = owner.CreateCommand($"select rolcanlogin from pg_roles where rolname = '{Role}'");
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource owner, string sql, CancellationToken cancellation)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
