using System.CommandLine;
using Analytics.Sql;
using Analytics.Sql.Reporting;
using Npgsql;

namespace Analytics.Etl.Commands;

/// <summary>Switches the login of Excel, Power BI, R and other tools on and off, and says how to reach the views.</summary>
public sealed class ReportingCommand : CliCommand
{
    private readonly Option<string> _passwordFile = Option<string>(
        "--password-file",
        "FILE",
        "ログインを有効にし、ファイルの1行目をパスワードにします (chmod 600)",
        "Switches the login on; the file's first line is its password (chmod 600)"
    );

    private readonly Option<bool> _off = new("--off")
    {
        Description = new Bilingual("ログインを無効にし、接続を切ります", "Switches the login off and ends its connections").ForTerminal(),
    };

    public ReportingCommand()
        : base(
            "reporting",
            "Excel、Power BI、R などのための読み取り専用ログインを切り替えます。",
            "Switches the read-only login of Excel, Power BI, R and other tools."
        )
    {
        Add(_passwordFile);
        Add(_off);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var (file, isOff) = (given.GetValue(_passwordFile), given.GetValue(_off));
        if (file is not null && isOff)
        {
            terminal.Note(new("--password-file と --off は同時に使えません。", "--password-file and --off exclude each other."));
            return ExitCode.Usage;
        }

        var password = file is null ? null : Password(file);
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        if (password is not null)
            await ReportingLogin.SwitchOnAsync(warehouse.Owner, password, cancellation);
        if (isOff)
            await ReportingLogin.SwitchOffAsync(warehouse.Owner, cancellation);
        if (!await ReportingLogin.IsOnAsync(warehouse.Owner, cancellation))
        {
            terminal.Line($"ログイン {ReportingLogin.Role} は無効です。", $"The login {ReportingLogin.Role} is off.");
            return ExitCode.Done;
        }

        await using var connection = await warehouse.Owner.OpenConnectionAsync(cancellation);
        var at = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        terminal.Line($"ログイン {ReportingLogin.Role} は有効です。", $"The login {ReportingLogin.Role} is on.");
        terminal.Line(
            $"サーバー {at.Host}、ポート {at.Port}、データベース {connection.Database}、スキーマ reporting",
            $"Server {at.Host}, port {at.Port}, database {connection.Database}, schema reporting"
        );
        terminal.Line(
            $"読み取り専用で、同時に{ReportingLogin.Connections}接続まで、1つの問い合わせは{ReportingLogin.Minutes}分までです。",
            $"It reads only; up to {ReportingLogin.Connections} connections at once, each statement for up to {ReportingLogin.Minutes} minutes."
        );
        return ExitCode.Done;
    }

    /// <exception cref="RefusalException">The file cannot be read, or is empty.</exception>
    private static string Password(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() is { Length: > 0 } password
                ? password
                : throw new RefusalException(
                    $"--password-file {file} は空です。パスワードを書いてください。",
                    $"--password-file {file} is empty. Write the password into it."
                );
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusalException(
                $"--password-file {file} を読めません: {refused.Message}",
                $"--password-file {file} cannot be read: {refused.Message}",
                refused
            );
        }
    }
}
