using Analytics.Etl.Staging;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The attempts to read one content, counted in the database before each starts: a content that ends the process, or even the worker, is not tried for ever.
/// One holder at a time, so that what is counted are attempts that ended badly. Not thread-safe.
/// </summary>
sealed class ReadingAttempts : IAsyncDisposable
{
    /// <summary>So many attempts a content has.</summary>
    public const int Most = 2;

    static readonly Bilingual Unknown = new("読み込み中に製品が強制終了", "the product was killed while it read it");

    readonly NpgsqlConnection _connection;
    readonly IAsyncDisposable _held;
    readonly string _sha256;

    ReadingAttempts(NpgsqlConnection connection, IAsyncDisposable held, string sha256) => (_connection, _held, _sha256) = (connection, held, sha256);

    /// <summary>Null while somebody else reads the same content.</summary>
    public static async Task<ReadingAttempts?> TryAsync(NpgsqlDataSource loader, string sha256, CancellationToken cancellation)
    {
        var connection = await loader.OpenConnectionAsync(cancellation);
        try
        {
            if (await AdvisoryLocks.TryTakeAsync(connection, AdvisoryLocks.OfContent(sha256), cancellation) is { } held)
                return new(connection, held, sha256);
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts an attempt that is about to start. Null where it may; else why the last one broke.</summary>
    public async Task<Bilingual?> CountAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with counted as (
                insert into audit.reading_attempts as a (sha256, attempts) values ($1, 1)
                on conflict (sha256) do update set attempts = a.attempts + 1 where a.attempts < $2 returning 1
            )
            select exists (select from counted), reason_ja, reason_en from (values (1)) one left join audit.reading_attempts on sha256 = $1
            """,
            _connection
        )
        {
            Parameters =
            {
                new() { Value = _sha256 },
                new() { Value = Most },
            },
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return row.GetBoolean(0) ? null
            : row.IsDBNull(1) ? Unknown
            : new(row.GetString(1), row.GetString(2));
    }

    /// <summary>The attempt broke: it stays counted.</summary>
    public Task BreakAsync(Bilingual reason, CancellationToken cancellation) =>
        RunAsync("update audit.reading_attempts set reason_ja = $2, reason_en = $3 where sha256 = $1", cancellation, reason.Ja, reason.En);

    /// <summary>The attempt ended in order, or the file is refused and may be sent again.</summary>
    public Task ForgetAsync() => RunAsync("delete from audit.reading_attempts where sha256 = $1", CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _held.DisposeAsync();
        await _connection.DisposeAsync();
    }

    async Task RunAsync(string sql, CancellationToken cancellation, params string[] more)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { Parameters = { new() { Value = _sha256 } } };
        command.Parameters.AddRange(more.Select(text => new NpgsqlParameter { Value = text }).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
