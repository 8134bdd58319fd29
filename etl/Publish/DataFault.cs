using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Etl.Findings;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>A failure that lies in what a row says, not in the machine, the connection or the product: others need not wait for it.</summary>
static partial class DataFault
{
    /// <summary>A check found rows, a file is refused, or the database cannot take a value: out of range, twice, too long for an index.</summary>
    public static bool Is(Exception failure) =>
        failure is CheckFailedException or FileRefusedException || failure is PostgresException { SqlState: ['2', '2' or '3' or '1', ..] or ['5', '4', ..] };

    /// <summary>What people are told of it: status, pages and jobs show it to everybody who may see them, so it quotes no row.</summary>
    public static Bilingual Words(Exception failure) =>
        failure switch
        {
            FileRefusedException refusal => refusal.Reason,
            PostgresException error => new($"データベースが値を受け付けません: {Message(error)}", $"The database cannot take a value: {Message(error)}"),
            _ => FailureText.Of(failure),
        };

    /// <summary>
    /// The database's own words, which name the constraint or index. Its detail, which quotes the row, is left out; so is the value that a conversion
    /// (class 22) quotes in the message itself.
    /// </summary>
    public static string Message(PostgresException error) =>
        error.SqlState.StartsWith("22", StringComparison.Ordinal) ? Quoted().Replace(error.MessageText, "\"…\"") : error.MessageText;

    /// <summary>The row, from 1, of the COPY that failed; null where the database does not say.</summary>
    public static int? CopiedRow(PostgresException error) =>
        CopyLine().Match(error.Where ?? "") is { Success: true } found ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("\".*\"", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^COPY [^,\s]+, \D*([0-9]{1,9})")]
    private static partial Regex CopyLine();
}
