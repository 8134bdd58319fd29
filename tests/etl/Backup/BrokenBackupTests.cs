using System.Diagnostics;
using System.IO.Compression;
using Analytics.Etl.Backup;
using Analytics.Etl.Commands;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Etl.Backup;

/// <summary>Files that no installation may be restored from, and restores that are cut short.</summary>
public sealed class BrokenBackupTests(PostgresFixture postgres, SavedInstallation saved) : IClassFixture<SavedInstallation>
{
    const int Moments = 24;

    [Fact]
    public async Task Restore_OfADamagedOrCutFile_IsRefused_AndChangesNothing()
    {
        using var target = await Installation.CreateAsync(postgres);
        var whole = await File.ReadAllBytesAsync(saved.File);
        using var good = BackupFile.Open(saved.File);
        var damaged = target.Outside("damaged.backup");
        var refused = new List<int>();
        for (var place = 1; place < 40; place++)
        {
            var bytes = (byte[])whole.Clone();
            var at = (int)((long)bytes.Length * place / 40);
            bytes[at] ^= 0x10;
            await File.WriteAllBytesAsync(damaged, bytes);
            try
            {
                // What is not refused was harmless, such as an entry's date: its contents are all as they were.
                using var backup = BackupFile.Open(damaged);
                await backup.VerifyAsync();
                Assert.Equal(good.Says.Checksum, backup.Says.Checksum);
            }
            catch (RefusalException)
            {
                refused.Add(at);
            }
        }

        Assert.InRange(refused.Count, 25, 39);
        whole[refused[refused.Count / 2]] ^= 0x10;
        await File.WriteAllBytesAsync(damaged, whole);
        await RefusedAsync(target, damaged, "is damaged or incomplete");
        whole[refused[refused.Count / 2]] ^= 0x10;
        foreach (var length in new[] { whole.Length - 1, whole.Length / 2, 100 })
        {
            await File.WriteAllBytesAsync(damaged, whole[..length]);
            await RefusedAsync(target, damaged, "is damaged or incomplete");
        }
    }

    [Fact]
    public async Task Restore_OfSomethingElse_IsRefusedAsForeign()
    {
        using var target = await Installation.CreateAsync(postgres);
        var zip = target.Outside("other.zip");
        await using (var archive = await ZipFile.OpenAsync(zip, ZipArchiveMode.Create))
            archive.CreateEntry("manifest.json");

        await RefusedAsync(target, zip, "is no backup of this product");
        await RefusedAsync(target, target.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,甲")), "is no backup of this product");
        await RefusedAsync(target, target.Outside("missing.backup"), "cannot be read");
    }

    [Fact]
    public async Task Restore_OfANewerVersionsBackup_IsRefusedNamingWhatIsUnknown()
    {
        using var newer = await Installation.CreateAsync(postgres);
        using var target = await Installation.CreateAsync(postgres);
        await newer.DoAsync("migrate");
        await newer.QueryAsync("insert into audit.migrations (number, name, checksum) values (9999, '9999_future', 'x')");
        await using (var owner = NpgsqlDataSource.Create(newer.Connection))
            await InstallationBackup.SaveAsync(owner, newer.Folder, newer.Outside("newer.backup"), TimeProvider.System);

        await RefusedAsync(target, newer.Outside("newer.backup"), "migration 9999_future, which this version of the product does not know");
    }

    [Fact]
    public async Task Folder_WhoseRestoreWasCutShort_IsClosedToEverybody_UntilTheSameBackupCompletesIt()
    {
        using var target = await Installation.CreateAsync(postgres);
        await target.DoAsync("load", target.File(Ledgers.Text(Ledgers.Referral, "1,2012-04-01,0149,別会社")));
        await target.DoAsync("backup", target.Outside("other.backup"));
        using (var backup = BackupFile.Open(saved.File))
            UnfinishedRestore.Begin(target.Folder, backup.Says.Id);

        var (code, _, error) = await target.RunAsync("status");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("was interrupted. Run restore with the same backup again.", error, StringComparison.Ordinal);
        Assert.Contains("holds data already", (await target.RunAsync("restore", target.Outside("other.backup"))).Error, StringComparison.Ordinal);

        await target.DoAsync("restore", saved.File);
        Assert.Equal(saved.State, await target.StateAsync());
        await target.DoAsync("status");
    }

    [Fact]
    public async Task Restore_Killed_LeavesTheOldStateOrOneThatASecondRestoreCompletes()
    {
        using var target = await TargetAsync();
        var before = await target.StateAsync();
        using var restore = target.Start("restore", saved.File, "--replace");
        await Patience.UntilAsync(() =>
        {
            Assert.False(restore.HasExited, "It ended before it was killed.");
            return Directory.Exists(target.Folder.Restoring);
        });

        restore.Kill();
        await Patience.EndAsync(restore);
        await CompletesAsync(target, before);
    }

    [Fact(Explicit = true)]
    public async Task Restore_KilledAtAnyMoment_LeavesTheOldStateOrOneThatASecondRestoreCompletes()
    {
        using var target = await TargetAsync();
        await target.DoAsync("backup", target.Outside("before.backup"));
        var before = await target.StateAsync();
        // An undisturbed one tells how long it takes; the others are killed at moments spread over that.
        var clock = Stopwatch.StartNew();
        using (var undisturbed = target.Start("restore", saved.File, "--replace"))
            await Patience.EndAsync(undisturbed);
        var whole = clock.Elapsed;
        var kills = 0;
        for (var moment = 1; moment <= Moments; moment++)
        {
            await target.DoAsync("restore", target.Outside("before.backup"), "--replace");
            Assert.Equal(before, await target.StateAsync());
            using var restore = target.Start("restore", saved.File, "--replace");
            await Task.Delay(whole * moment / Moments);
            kills += restore.HasExited ? 0 : 1;
            restore.Kill();
            await Patience.EndAsync(restore);
            await CompletesAsync(target, before);
        }

        Assert.InRange(kills, Moments / 2, Moments);
    }

    async Task<Installation> TargetAsync()
    {
        var target = await Installation.CreateAsync(postgres);
        await target.DoAsync("load", target.File(Ledgers.Text(Ledgers.Referral, "1,2012-04-01,0149,別会社")));
        return target;
    }

    /// <summary>
    /// Unless the folder says that it is half restored, either everything is as before or everything is new; a second restore ends all the same.
    /// </summary>
    async Task CompletesAsync(Installation target, string before)
    {
        var isHalf = UnfinishedRestore.Of(target.Folder) is not null;
        if (!isHalf)
            Assert.Contains(await target.StateAsync(), new[] { before, saved.State });
        await target.DoAsync(isHalf ? ["restore", saved.File] : ["restore", saved.File, "--replace"]);
        Assert.Equal(saved.State, await target.StateAsync());
        Assert.False(Directory.Exists(target.Folder.Restoring));
    }

    static async Task RefusedAsync(Installation target, string file, string reason)
    {
        var (code, _, error) = await target.RunAsync("restore", file);
        Assert.Equal((ExitCode.Failed, "\n"), (code, await target.StateAsync()));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
