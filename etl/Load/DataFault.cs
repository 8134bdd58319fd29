using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>A failure that lies in what a row says, not in the machine, the connection or the product: others need not wait for it.</summary>
static class DataFault
{
    /// <summary>A check found rows, or the database cannot take a value: out of range, twice, too long for an index.</summary>
    public static bool Is(Exception failure) => failure is CheckFailedException
        || failure is PostgresException { SqlState: ['2', '2' or '3' or '1', ..] or ['5', '4', ..] };

    /// <summary>What people are told of it.</summary>
    public static Bilingual Words(Exception failure) => failure is PostgresException error
        ? new($"データベースが値を受け付けません: {error.MessageText}{Detail(error)}", $"The database cannot take a value: {error.MessageText}{Detail(error)}")
        : FailureText.Of(failure);

    static string Detail(PostgresException error) => error.Detail is { Length: > 0 } detail ? $" ({detail})" : "";
}
