using System.CommandLine;

namespace Analytics.Etl.Commands;

/// <summary>The options that every command takes.</summary>
public static class CommonOptions
{
    public static Option<string> Data { get; } =
        new("--data")
        {
            HelpName = "DIR",
            Description = new Bilingual("データフォルダー。既定はチェックアウトの .data", "The data folder; .data in the checkout by default").ForTerminal(),
            Recursive = true,
        };

    public static Option<string> Connection { get; } =
        new("--connection")
        {
            HelpName = "STRING",
            Description = new Bilingual(
                "既定のサーバーの代わりに使う PostgreSQL 15 以上の接続文字列。プロセス一覧に見えるので、パスワードは --connection-file か環境変数 ANALYTICS_CONNECTION で渡してください",
                "Connection string of a PostgreSQL 15 or newer, instead of the default server. It shows in the process list: pass a password by --connection-file or ANALYTICS_CONNECTION"
            ).ForTerminal(),
            Recursive = true,
        };

    public static Option<string> ConnectionFile { get; } =
        new("--connection-file")
        {
            HelpName = "FILE",
            Description = new Bilingual("接続文字列を書いたファイル (chmod 600)", "A file that holds the connection string (chmod 600)").ForTerminal(),
            Recursive = true,
        };
}
