using System.CommandLine;

namespace Analytics.Etl.Commands;

/// <summary>The options that every command takes.</summary>
public static class CommonOptions
{
    public static Option<string> Data { get; } = new("--data")
    {
        HelpName = "DIR",
        Description = new Bilingual("データフォルダー。既定はチェックアウトの .data", "The data folder; .data in the checkout by default").ForTerminal(),
        Recursive = true,
    };

    public static Option<string> Connection { get; } = new("--connection")
    {
        HelpName = "STRING",
        Description = new Bilingual(
            "既定のサーバーの代わりに使う PostgreSQL 15 以上の接続文字列 (環境変数 ANALYTICS_CONNECTION)",
            "Connection string of a PostgreSQL 15 or newer, instead of the default server (environment: ANALYTICS_CONNECTION)").ForTerminal(),
        Recursive = true,
    };
}
