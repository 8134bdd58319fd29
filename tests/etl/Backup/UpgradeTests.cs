using Analytics.Etl.Commands;
using Analytics.Sql.Connections;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Backup;

/// <summary>An installation of an earlier release under this one: saved, brought up to date in one step, or left as it was.</summary>
public sealed class UpgradeTests(PostgresFixture postgres)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upgrade_SavesTheInstallationFirst_AndTheBackupGivesTheSameFigures()
    {
        await using var old = await Installation.CreateAsync(postgres);
        await OldInstallation.UnpackAsync(old.Folder.Path, old.Connection, Cancellation);

        var (code, _, error) = await old.RunAsync("status");

        Assert.True(code == ExitCode.Done, error);
        var saved = Assert.Single(Directory.GetFiles(old.Folder.Backups));
        Assert.Contains($"Saving a backup before the upgrade: {saved}", error, StringComparison.Ordinal);
        await using var back = await Installation.CreateAsync(postgres);
        Assert.True((await back.RunAsync("restore", saved)).Code == ExitCode.Done);
        Assert.Equal(await StarAsync(old), await StarAsync(back));
        // What is up to date already is not saved again.
        await old.DoAsync("status");
        Assert.Single(Directory.GetFiles(old.Folder.Backups));
    }

    [Fact]
    public async Task Upgrade_ThatFails_LeavesTheDatabaseAsItWas_AndSaysWhichStepAndWhy()
    {
        await using var old = await Installation.CreateAsync(postgres);
        await OldInstallation.UnpackAsync(old.Folder.Path, old.Connection, Cancellation);
        await old.QueryAsync("create table mart.fct_statistics (somebody_elses int)"); // in the way of the last of many migrations
        var before = await old.RowsAsync();

        var (code, _, error) = await old.RunAsync("status");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("Migration 0079_published_statistics failed: relation \"fct_statistics\" already exists", error, StringComparison.Ordinal);
        Assert.Contains("The database is as it was.", error, StringComparison.Ordinal);
        Assert.Equal(before, await old.RowsAsync());
        Assert.Equal("55", await old.QueryAsync("select max(number) from audit.migrations"));
        await old.QueryAsync("drop table mart.fct_statistics");
        await old.DoAsync("status");
    }

    [Fact]
    public async Task Upgrade_WithoutRoomForABackup_ChangesNothing()
    {
        await using var old = await Installation.CreateAsync(postgres);
        await OldInstallation.UnpackAsync(old.Folder.Path, old.Connection, Cancellation);
        await File.WriteAllTextAsync(old.Folder.Backups, "no folder", Cancellation);

        var (code, _, error) = await old.RunAsync("status");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("Nothing was changed, since no backup could be saved before the upgrade", error, StringComparison.Ordinal);
        Assert.Equal("55", await old.QueryAsync("select max(number) from audit.migrations"));
    }

    static async Task<IReadOnlyList<string>> StarAsync(Installation installation)
    {
        await using var warehouse = await Warehouse.ConnectAsync(installation.Folder, installation.Connection);
        return await StarRows.ReadAsync(warehouse.Owner, Cancellation);
    }
}
