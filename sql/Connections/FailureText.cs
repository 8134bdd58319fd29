using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// What people are told of a failure: in plain words, and never a row's text, which the database's or a parser's own message may quote. The log has
/// the rest.
/// </summary>
public static class FailureText
{
    private const int NoSpace = 28; // ENOSPC

    /// <summary>True where only the log tells what happened.</summary>
    public static bool IsUnexpected(Exception failure) =>
        failure is not (IExplained or IOException or UnauthorizedAccessException) && !DatabaseAway.Is(failure) && !IsDiskFull(failure);

    public static Bilingual Of(Exception failure) =>
        failure switch
        {
            IExplained explained => explained.Reason,
            _ when IsDiskFull(failure) => new(
                "ディスクに空きがありません。空きを作ってからもう一度実行してください。読み込み済みのデータは失われていません。",
                "The disk is full. Free some space and try again. Nothing that was loaded is lost."
            ),
            _ when DatabaseAway.Is(failure) => new(
                "データベースに接続できません。動いているか、接続の設定が正しいかを確かめて、もう一度実行してください。",
                "The database cannot be reached. Check that it runs and that the connection is right, then try again."
            ),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => Standby.IsReadOnly,
            PostgresException error => new(
                $"データベースがエラーを返しました ({error.SqlState}{Place(error)})。",
                $"The database answered with an error ({error.SqlState}{Place(error)})."
            ),
            IOException or UnauthorizedAccessException => new(failure.Message, failure.Message),
            _ => new($"予期しない失敗です ({failure.GetType().Name})。", $"An unexpected failure ({failure.GetType().Name})."),
        };

    private static bool IsDiskFull(Exception failure) =>
        failure is IOException { HResult: NoSpace } or PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>Names of the schema, which are ours.</summary>
    private static string Place(PostgresException error) =>
        string.Concat(new[] { error.TableName, error.ColumnName, error.ConstraintName }.Where(name => !string.IsNullOrEmpty(name)).Select(name => $", {name}"));
}
