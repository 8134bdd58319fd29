using System.Data;
using System.Text.Json;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Backup;

/// <summary>
/// The database as it was at one moment, whatever is loaded and published meanwhile: a REPEATABLE READ transaction that also keeps the tables from being
/// changed in form. What it holds is asked from the
/// catalogue, so that a new table is in every backup unasked.
/// </summary>
sealed class DatabaseSnapshot : IAsyncDisposable
{
    /// <summary>How long it tries to find all tables free of somebody who changes their form.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10),
        Pause = TimeSpan.FromMilliseconds(200);

    readonly NpgsqlConnection _connection;
    readonly NpgsqlTransaction _transaction;

    DatabaseSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    public string Postgres => _connection.PostgreSqlVersion.ToString();

    /// <summary>Begins it. It waits for nobody while it holds a table, so that it can stop no loader.</summary>
    public static async Task<DatabaseSnapshot> TakeAsync(NpgsqlDataSource owner, TimeProvider time, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var connection = await owner.OpenConnectionAsync(cancellation);
            try
            {
                await RunAsync(connection, "set search_path = pg_catalog", cancellation);
                var names = await TextsAsync(connection, "table_names", cancellation);
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
                await RunAsync(connection, "set transaction read only", cancellation);
                await RunAsync(connection, "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0", cancellation);
                // Taking locks takes no snapshot yet: what is seen afterwards cannot change its form any more.
                await RunAsync(connection, $"lock table {string.Join(", ", names)} in access share mode nowait", cancellation);
                if ((await TextsAsync(connection, "table_names", cancellation)).SequenceEqual(names))
                    return new(connection, transaction);
                await connection.DisposeAsync();
            }
            catch (PostgresException error)
                when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.UndefinedTable && time.GetElapsedTime(since) < Patience)
            {
                await connection.DisposeAsync();
                await Task.Delay(Pause, time, cancellation);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Everything but the rows and the files.</summary>
    public async Task<BackupManifest> DescribeAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var tables = await ObjectsAsync<TableObject>("tables", cancellation);
        var sequences = new List<SequenceObject>();
        foreach (var sequence in await ObjectsAsync<SequenceObject>("sequences", cancellation))
        {
            // Not of the snapshot but of now: later than any number in it.
            await using var command = new NpgsqlCommand($"select last_value, is_called from {sequence.Name}", _connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            sequences.Add(sequence with { LastValue = reader.GetInt64(0), IsCalled = reader.GetBoolean(1) });
        }

        return new(
            BackupManifest.Current,
            Guid.NewGuid(),
            now,
            Postgres,
            await ScalarAsync<int?>("select max(publication) from audit.publications", cancellation),
            await MigrationsAsync(cancellation),
            tables,
            sequences,
            await ObjectsAsync<ViewObject>("views", cancellation),
            await ObjectsAsync<FunctionObject>("functions", cancellation),
            0,
            0,
            0,
            0,
            ""
        );
    }

    /// <summary>Writes the rows of all tables; returns the tables with their counts.</summary>
    public async Task<IReadOnlyList<TableObject>> WriteAsync(
        BackupWriter writer,
        IReadOnlyList<TableObject> tables,
        Action<int> written,
        CancellationToken cancellation
    )
    {
        var counted = new List<TableObject>();
        foreach (var table in tables)
        {
            if (table.Kind != 'r' || !table.Copied.Any())
            {
                counted.Add(table);
                continue;
            }

            var rows = await ScalarAsync<long>($"select count(*) from {table.FullName}", cancellation);
            counted.Add(table with { Rows = rows });
            await using var copy = await _connection.BeginRawBinaryCopyAsync(
                $"copy {table.FullName} ({string.Join(", ", table.Copied)}) to stdout (format binary)",
                cancellation
            );
            await writer.AddAsync(table.Entry, copy, written: written, cancellation: cancellation);
        }

        return counted;
    }

    /// <summary>SHA-256 of the contents that the archive must hold.</summary>
    public async IAsyncEnumerable<string> ContentsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select distinct sha256 from audit.batches where state <> 'refused'", _connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return reader.GetString(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    async Task<IReadOnlyList<AppliedMigration>> MigrationsAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select number, name, checksum from audit.migrations order by number", _connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellation))
            applied.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    async Task<IReadOnlyList<T>> ObjectsAsync<T>(string statement, CancellationToken cancellation) =>
        [.. (await TextsAsync(_connection, statement, cancellation)).Select(text => JsonSerializer.Deserialize<T>(text, BackupManifest.Json)!)];

    async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellation) is T value ? value : default!;
    }

    internal static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(EmbeddedText.Read($"Backup/{statement}.sql", typeof(DatabaseSnapshot).Assembly), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellation))
            texts.Add(reader.GetString(0));
        return texts;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
