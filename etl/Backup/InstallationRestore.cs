using System.Globalization;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Reporting;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Backup;

/// <summary>What a restore brought back.</summary>
/// <param name="Applied">Migrations that came after the backup, and were applied to what it held.</param>
public sealed record RestoreSummary(BackupManifest Manifest, IReadOnlyList<string> Applied);

/// <summary>
/// Brings a whole installation back from one file. Files are prepared aside and the database is filled in one transaction; until that is committed the
/// old state stands. Between that and the last folder's
/// renaming the data folder is marked: nobody may use it, and a second restore of the same file completes it.
/// </summary>
/// <param name="say">Told what a person should know meanwhile.</param>
public sealed class InstallationRestore(WarehouseAddress address, Action<Bilingual> say, TimeProvider time)
{
    /// <summary>How long it waits for others to leave the database.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5),
        Pause = TimeSpan.FromMilliseconds(200);

    readonly DataFolder _folder = address.Folder;

    /// <param name="replace">Whether data that is there already may go.</param>
    /// <exception cref="RefusalException">The file is damaged, foreign or newer, the product runs, or data is there already. Nothing was changed.</exception>
    public async Task<RestoreSummary> RunAsync(string path, bool replace, CancellationToken cancellation = default)
    {
        using var backup = BackupFile.Open(path);
        var migrations = Migration.Embedded();
        backup.RequireKnown(migrations);
        using var turn =
            FileLock.TryExclusive(_folder.Create().Lock("restore"))
            ?? throw new RefusalException($"{_folder.Path} への復元がほかで実行中です。", $"Another restore into {_folder.Path} is under way.");
        var mayReplace = replace || UnfinishedRestore.Of(_folder) == backup.Says.Id;
        if (!mayReplace && FolderFiles.HoldsData(_folder))
            throw HoldsData(_folder.Path);
        await backup.VerifyAsync(cancellation);

        await using var database = await WarehouseDatabase.OpenAsync(address, ServerUse.Command, say, cancellation);
        await using (var connection = await database.Owner.OpenConnectionAsync(cancellation))
        {
            await BeAloneAsync(connection, cancellation);
            if (!mayReplace && await HoldsDataAsync(connection, cancellation))
                throw HoldsData(database.Name);
            RequireSpace(backup.Says, isServerHere: database.Server is not null);
            var files = new FolderSwitch(_folder);
            await files.PrepareAsync(backup, cancellation);
            await using (var transaction = await connection.BeginTransactionAsync(cancellation))
            {
                await new DatabaseRebuild(connection, backup, migrations, cancellation).RunAsync();
                cancellation.ThrowIfCancellationRequested();
                UnfinishedRestore.Begin(_folder, backup.Says.Id);
                await CommitAsync(transaction);
            }

            files.Exchange();
            UnfinishedRestore.End(_folder);
            files.Clear();
            await RunAsync(connection, $"select pg_advisory_unlock({Migrator.AdvisoryLock})", cancellation);
        }

        await using var warehouse = await Warehouse.ConnectAsync(_folder, database.Connection, cancellation);
        await ReportingViews.ApplyAsync(warehouse.Owner, ModelCatalog.Load(_folder.Model), cancellation: cancellation);
        return new(backup.Says, warehouse.Migration.Applied);
    }

    /// <summary>From here on nothing is given up: an answer that does not come leaves the mark.</summary>
    async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException)
        {
            UnfinishedRestore.End(_folder); // the server refused: the old state stands
            throw;
        }
    }

    /// <summary>Makes sure that nobody uses the database, and that nobody begins to: whoever opens a warehouse waits for this lock.</summary>
    async Task BeAloneAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var isMine = false;
        for (var since = time.GetTimestamp(); ; )
        {
            isMine = isMine || await AskAsync(connection, $"select pg_try_advisory_lock({Migrator.AdvisoryLock})", cancellation) is true;
            var others =
                await AskAsync(
                    connection,
                    """
                    select string_agg(distinct coalesce(nullif(application_name, ''), usename), ', ') from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and usename is not null
                    """,
                    cancellation
                ) as string;
            if (isMine && others is null)
                return;
            if (time.GetElapsedTime(since) > Patience)
            {
                throw new RefusalException(
                    $"データベースはほかのプログラムが使用中です ({others ?? "-"})。製品を停止してから復元してください。何も変更していません。",
                    $"Other programs use the database ({others ?? "-"}). Stop the product, then restore. Nothing was changed."
                );
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <summary>Whether the database knows of any file, or of any wish of its users.</summary>
    static async Task<bool> HoldsDataAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await AskAsync(connection, "select to_regclass('audit.batches')::text", cancellation) is not string batches)
            return false;
        const string wishes = "select array_agg(format('%I.%I', schemaname, tablename)) from pg_tables where schemaname = 'app'";
        var tables = await AskAsync(connection, wishes, cancellation) as string[] ?? [];
        return await AskAsync(
            connection,
            $"select {string.Join(" or ", tables.Append(batches).Select(table => $"exists (select from {table})"))}",
            cancellation
        )
            is true;
    }

    void RequireSpace(BackupManifest says, bool isServerHere)
    {
        // Rows beside those that they replace, and the log of writing them.
        var needed = says.FileBytes + (isServerHere ? 2 * (says.Bytes - says.FileBytes) : 0);
        var disk = DiskSpace.Of(_folder);
        if (disk.FreeBytes - needed < disk.ReserveBytes)
        {
            var free = (disk.FreeBytes >> 20).ToString(CultureInfo.InvariantCulture);
            var more = ((needed + disk.ReserveBytes) >> 20).ToString(CultureInfo.InvariantCulture);
            throw new DiskReserveException(
                new(
                    $"ディスクの空き ({free} MB) が足りないため、復元しません。{more} MB が必要です。何も変更していません。",
                    $"Nothing is restored, as the disk is nearly full: {free} MB are free, {more} MB are needed. Nothing was changed."
                )
            );
        }
    }

    static RefusalException HoldsData(string where) =>
        new(
            $"{where} にはすでにデータがあります。バックアップの内容に置き換えてよければ --replace を付けてください。何も変更していません。",
            $"{where} holds data already. Add --replace if the backup may take its place. Nothing was changed."
        );

    static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellation);
    }

    static Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation) => AskAsync(connection, sql, cancellation);
}
