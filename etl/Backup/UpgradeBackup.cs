using System.Globalization;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Backup;

/// <summary>
/// The backup that an upgrade takes before it changes the database. The upgrade itself is one transaction, so that a failure leaves everything as it was; this
/// is the way back for whoever wants the former version again later.
/// </summary>
public sealed class UpgradeBackup(DataFolder folder, TimeProvider time, Action<Bilingual> say)
{
    /// <summary>Set to <c>off</c> by operators who save the database themselves.</summary>
    public const string Setting = "ANALYTICS_UPGRADE_BACKUP";

    /// <summary>Backups of the latest upgrades that stay; older ones are removed.</summary>
    public const int Kept = 2;

    /// <summary>Saves the installation, unless nothing has been loaded into it yet.</summary>
    /// <exception cref="RefusalException">It cannot be saved, so nothing is changed.</exception>
    public async Task TakeAsync(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Setting) == "off" || !await HoldsFilesAsync(owner, cancellation))
            return;
        var path = Path.Combine(folder.Backups, $"before-upgrade-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.backup");
        say(new($"更新の前にバックアップを作成しています: {path}", $"Saving a backup before the upgrade: {path}"));
        try
        {
            Directory.CreateDirectory(folder.Backups);
            await InstallationBackup.SaveAsync(owner, folder, path, time, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            var reason = FailureText.Of(failure);
            throw new RefusalException(
                $"更新の前のバックアップを作成できないため、何も変更していません: {reason.Ja} 自分でバックアップを取った場合は {Setting}=off を指定して起動してください。",
                $"Nothing was changed, since no backup could be saved before the upgrade: {reason.En} If you have saved the database yourself, start with {Setting}=off.",
                failure
            );
        }

        foreach (var old in Directory.EnumerateFiles(folder.Backups, "before-upgrade-*.backup").OrderDescending(StringComparer.Ordinal).Skip(Kept))
            File.Delete(old);
    }

    static async Task<bool> HoldsFilesAsync(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        await using var command = owner.CreateCommand("select exists (select from audit.batches)");
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
