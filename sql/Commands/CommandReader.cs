using System.Text.Json;
using Analytics.Sql.Access;
using Analytics.Sql.Connections;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Sql.Commands;

/// <summary>Asks the worker to do something, and reads what became of it: all that the reader's role may do in <c>app</c>. Thread-safe.</summary>
public sealed class CommandReader(ScopedReader reader)
{
    /// <summary>The channel on which a new command's number is announced.</summary>
    public const string Channel = "app_commands";

    private static readonly string Statement = EmbeddedText.Read("Commands/commands.sql");

    /// <summary>Asks for a job to run now; the command's number.</summary>
    public Task<long> RequestAsync(JobArguments arguments, CancellationToken cancellation = default) =>
        InsertAsync(CommandKinds.RunJob, JsonSerializer.Serialize(arguments, CommandKinds.Json), cancellation);

    /// <summary>Asks for uploaded files to be loaded; the command's number.</summary>
    public Task<long> RequestAsync(UploadArguments arguments, CancellationToken cancellation = default) =>
        InsertAsync(CommandKinds.LoadUpload, JsonSerializer.Serialize(arguments, CommandKinds.Json), cancellation);

    /// <summary>
    /// Asks for a file to be withdrawn, released or read again (<paramref name="kind"/>, of <see cref="CommandKinds"/>); the command's number.
    /// </summary>
    public Task<long> RequestAsync(string kind, BatchArguments arguments, CancellationToken cancellation = default) =>
        InsertAsync(kind, JsonSerializer.Serialize(arguments, CommandKinds.Json), cancellation);

    /// <summary>Withdraws a command that nobody has taken yet; false where it is too late.</summary>
    public async Task<bool> CancelAsync(long command, CancellationToken cancellation = default)
    {
        await using var statement = reader.CreateCommand("select app.cancel_command($1)");
        statement.Parameters.Add(new() { Value = command });
        return await WriteAsync(statement, cancellation) is true;
    }

    /// <summary>One command, or null where there is none of that number.</summary>
    public async Task<CommandRow?> FindAsync(long command, CancellationToken cancellation = default) =>
        await ReadAsync("where command_id = $1", command, cancellation) is [var one] ? one : null;

    /// <summary>Commands that are not finished yet, the oldest first.</summary>
    public Task<IReadOnlyList<CommandRow>> OpenAsync(CancellationToken cancellation = default) =>
        ReadAsync("where state in ('requested', 'taken') order by command_id", null, cancellation);

    private async Task<long> InsertAsync(string kind, string arguments, CancellationToken cancellation)
    {
        await using var statement = reader.CreateCommand("insert into app.commands (kind, arguments) values ($1, $2) returning command_id");
        statement.Parameters.Add(new() { Value = kind });
        statement.Parameters.Add(new() { Value = arguments, NpgsqlDbType = NpgsqlDbType.Jsonb });
        return (long)(await WriteAsync(statement, cancellation))!;
    }

    /// <exception cref="RefusalException">The database is a hot standby.</exception>
    private static async Task<object?> WriteAsync(NpgsqlCommand statement, CancellationToken cancellation)
    {
        try
        {
            return await statement.ExecuteScalarAsync(cancellation);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            throw new RefusalException(Standby.IsReadOnly, error);
        }
    }

    private async Task<IReadOnlyList<CommandRow>> ReadAsync(string which, long? command, CancellationToken cancellation)
    {
        await using var statement = reader.CreateCommand($"{Statement} {which}");
        if (command is not null)
        {
            statement.Parameters.Add(new() { Value = command });
        }

        await using var row = await statement.ExecuteReaderAsync(cancellation);
        var rows = new List<CommandRow>();
        while (await row.ReadAsync(cancellation))
        {
            rows.Add(Of(row));
        }

        return rows;
    }

    internal static CommandRow Of(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetString(4),
            Instant(row, 5),
            Instant(row, 6),
            row.IsDBNull(7) ? null : new(row.GetString(7), row.IsDBNull(8) ? row.GetString(7) : row.GetString(8)),
            row.IsDBNull(9) ? null : row.GetString(9)
        );

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
