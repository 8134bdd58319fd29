using Analytics.Sql.Access;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Sql.Commands;

/// <summary>The worker's side of the commands: takes them one by one and writes what became of them. Thread-safe; several workers share one queue.</summary>
public sealed class CommandQueue(NpgsqlDataSource loader)
{
    private static readonly string Statement = EmbeddedText.Read("Commands/commands.sql");

    /// <summary>
    /// Takes the oldest command that nobody has, and has it <paramref name="started"/>: once that returns null it is taken, with an answer it has failed.
    /// A worker that dies (or throws) before has taken nothing. False where there was none.
    /// </summary>
    public async Task<bool> TakeAsync(Func<CommandRow, Task<Bilingual?>> started, CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        CommandRow command;
        await using (var next = new NpgsqlCommand($"{Statement} where state = 'requested' order by command_id limit 1 for update skip locked", connection))
        await using (var row = await next.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
            {
                return false;
            }

            command = CommandReader.Of(row);
        }

        var refusal = await started(command);
        await using var taken = new NpgsqlCommand("update app.commands set state = 'taken', taken_at = now() where command_id = $1", connection)
        {
            Parameters = { new() { Value = command.Command } },
        };
        await taken.ExecuteNonQueryAsync(cancellation);
        if (refusal is not null)
        {
            await FinishAsync(connection, command.Command, false, refusal, null, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>One command, or null where there is none of that number.</summary>
    public Task<CommandRow?> FindAsync(long command, CancellationToken cancellation = default) =>
        new CommandReader(ScopedReader.OfAll(loader)).FindAsync(command, cancellation);

    /// <summary>Commands that are not finished yet, the oldest first.</summary>
    public Task<IReadOnlyList<CommandRow>> OpenAsync(CancellationToken cancellation = default) =>
        new CommandReader(ScopedReader.OfAll(loader)).OpenAsync(cancellation);

    /// <summary>Gives commands back that were taken and that <paramref name="isUnderWay"/> knows nothing of: their worker died. How many.</summary>
    public async Task<int> ReturnAsync(Func<CommandRow, Task<bool>> isUnderWay, CancellationToken cancellation = default)
    {
        var count = 0;
        foreach (var command in (await OpenAsync(cancellation)).Where(command => command.State == "taken"))
        {
            if (await isUnderWay(command))
            {
                continue;
            }

            await using var given = loader.CreateCommand(
                "update app.commands set state = 'requested', taken_at = null where command_id = $1 and state = 'taken'"
            );
            given.Parameters.Add(new() { Value = command.Command });
            count += await given.ExecuteNonQueryAsync(cancellation);
        }

        return count;
    }

    /// <summary>
    /// Writes what became of a command that was taken, or is being taken: its job may be done before the taking is written down. One that is finished
    /// stays as it is.
    /// </summary>
    public async Task FinishAsync(long command, bool hasSucceeded, Bilingual? message, string? answer = null, CancellationToken cancellation = default)
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await FinishAsync(connection, command, hasSucceeded, message, answer, cancellation);
    }

    private static async Task FinishAsync(
        NpgsqlConnection connection,
        long command,
        bool hasSucceeded,
        Bilingual? message,
        string? answer,
        CancellationToken cancellation
    )
    {
        await using var finished = new NpgsqlCommand(
            "update app.commands set state = $2, finished_at = now(), message_ja = $3, message_en = $4, answer = coalesce($5, answer) where command_id = $1 and state in ('requested', 'taken')",
            connection
        )
        {
            Parameters =
            {
                new() { Value = command },
                new() { Value = hasSucceeded ? "done" : "failed" },
                Text(message?.Ja),
                Text(message?.En),
                new() { Value = (object?)answer ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await finished.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
