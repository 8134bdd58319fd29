using Npgsql;

namespace Analytics.Sql;

/// <summary>What a run of the migrator found and did: names, in order.</summary>
public sealed record MigrationReport(IReadOnlyList<string> AlreadyApplied, IReadOnlyList<string> Applied);

/// <summary>
/// Brings a database to the product's schema. Each migration runs once; those that are missing run in one transaction, so that an upgrade that fails
/// leaves the database as it was. An advisory lock lets one migrator work at a time. After the first, migrations run as <c>analytics_owner</c>, so that one role owns the
/// warehouse whoever migrates it.
/// </summary>
public sealed class Migrator(NpgsqlDataSource owner, IReadOnlyList<Migration>? migrations = null)
{
    internal const string LedgerPath = "migrations/ledger.sql";
    private const string ReportingPath = "Reporting/drop_views.sql";

    /// <summary>Held while a database is brought to the schema: whoever opens a warehouse waits for it.</summary>
    public const long AdvisoryLock = 0x416E616C79746963; // "Analytic"

    private readonly IReadOnlyList<Migration> _migrations = migrations ?? Migration.Embedded();

    /// <param name="before">Called before a database that an earlier version has migrated is changed; what it throws keeps the database as it is.</param>
    /// <exception cref="RefusalException">
    /// An applied migration was changed or is unknown to this version, or a new one failed: the database is as it was.
    /// </exception>
    public async Task<MigrationReport> MigrateAsync(Func<CancellationToken, Task>? before = null, CancellationToken cancellation = default)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({AdvisoryLock})", cancellation);
        try
        {
            var applied = await ReadAppliedAsync(connection, cancellation);
            Compare(applied);
            var pending = _migrations.Skip(applied.Count).ToList();
            if (applied.Count > 0 && pending.Count > 0 && before is not null)
            {
                await before(cancellation);
            }

            if (pending.Count > 0)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                if (applied.Count > 0)
                {
                    // The views for people's own tools would hold on to what a migration changes.
                    await ExecuteAsync(connection, EmbeddedText.Read(ReportingPath), cancellation);
                }

                await RunAsync(connection, pending, cancellation);
                await transaction.CommitAsync(cancellation);
            }

            return new MigrationReport([.. applied.Select(row => row.Name)], [.. pending.Select(migration => migration.Name)]);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    /// <summary>Refuses a database that cannot be migrated here, as that of a standby, and that is not at this version's schema.</summary>
    /// <exception cref="RefusalException">It is older or newer, or an applied migration was changed.</exception>
    public async Task RequireCurrentAsync(CancellationToken cancellation = default)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        var applied = await ReadAppliedAsync(connection, cancellation);
        Compare(applied);
        if (_migrations.Count > applied.Count)
        {
            throw new RefusalException(
                $"待機サーバーのデータベースに移行 {_migrations[applied.Count].Name} がまだありません。先にプライマリーで migrate を実行してください。",
                $"The standby's database lacks migration {_migrations[applied.Count].Name}. Run migrate on the primary first."
            );
        }
    }

    private void Compare(List<(string Name, string Checksum)> applied)
    {
        for (var index = 0; index < applied.Count; index++)
        {
            var (name, checksum) = applied[index];
            var here = index < _migrations.Count ? _migrations[index] : null;
            if (here is null || here.Name != name)
            {
                throw new RefusalException(
                    $"データベースに適用済みの移行 {name} が、この版の製品にありません。データベースのほうが新しいので、新しい版を使ってください。何も変更していません。",
                    $"The database has migration {name}, which this version of the product does not know. Use a newer version. Nothing was changed."
                );
            }

            if (here.Checksum != checksum)
            {
                throw new RefusalException(
                    $"適用済みの移行 {name} の内容が変わっています (適用時 {checksum[..12]}、現在 {here.Checksum[..12]})。元に戻し、変更は新しい移行に書いてください。何も変更していません。",
                    $"Migration {name} was changed after it was applied (then {checksum[..12]}, now {here.Checksum[..12]}). Restore it and put the change into a new migration. Nothing was changed."
                );
            }
        }
    }

    private static async Task<List<(string Name, string Checksum)>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var exists = new NpgsqlCommand("select to_regclass('audit.migrations') is not null", connection))
        {
            if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
            {
                await ExecuteAsync(connection, EmbeddedText.Read(LedgerPath), cancellation);
            }
        }

        await using var command = new NpgsqlCommand("select name, checksum from audit.migrations order by number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new List<(string, string)>();
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add((reader.GetString(0), reader.GetString(1)));
        }

        return applied;
    }

    /// <summary>Applies migrations to a database that has no schema of the product yet, within the caller's transaction: all of them, or none.</summary>
    /// <exception cref="RefusalException">One of them failed.</exception>
    public static async Task ApplyTogetherAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellation = default)
    {
        await ExecuteAsync(connection, EmbeddedText.Read(LedgerPath), cancellation);
        await RunAsync(connection, migrations, cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        foreach (var migration in migrations)
        {
            await RunAsync(connection, migration, cancellation);
            await ExecuteAsync(connection, "set local role none", cancellation);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        try
        {
            if (migration.Number > 1)
            {
                await ExecuteAsync(connection, "set local role analytics_owner", cancellation);
            }

            await ExecuteAsync(connection, migration.Text, cancellation);
            await using var record = new NpgsqlCommand("insert into audit.migrations (number, name, checksum) values ($1, $2, $3)", connection)
            {
                Parameters =
                {
                    new() { Value = migration.Number },
                    new() { Value = migration.Name },
                    new() { Value = migration.Checksum },
                },
            };
            await record.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException error)
        {
            throw new RefusalException(
                $"移行 {migration.Name} に失敗しました: {error.MessageText} (位置 {error.Position})。データベースは元のままです。",
                $"Migration {migration.Name} failed: {error.MessageText} (at character {error.Position}). The database is as it was.",
                error
            );
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
