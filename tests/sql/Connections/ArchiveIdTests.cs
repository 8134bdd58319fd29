using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Sql.Connections;

public sealed class ArchiveIdTests(PostgresFixture postgres) : IDisposable
{
    private readonly List<string> _folders = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Fact]
    public async Task Archive_OfThisDatabase_IsTakenAgainAndAgain()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        var folder = Folder();

        await ArchiveId.RequireAsync(folder, warehouse.Loader, Cancellation);
        await ArchiveId.RequireAsync(folder, warehouse.Loader, Cancellation);

        Assert.True(Guid.TryParse(await File.ReadAllTextAsync(Path.Combine(folder.Archive, "id"), Cancellation), out _));
    }

    [Fact]
    public async Task Archive_OfAnotherInstallation_IsRefusedNamingBothAndChangesNothing()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var elsewhere = await postgres.CreateDatabaseAsync();
        var (folder, other, empty) = (Folder(), Folder(), Folder());
        await ArchiveId.RequireAsync(folder, warehouse.Loader, Cancellation);
        await ArchiveId.RequireAsync(other, elsewhere.Loader, Cancellation);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => ArchiveId.RequireAsync(other, warehouse.Loader, Cancellation));
        var missing = await Assert.ThrowsAsync<RefusalException>(() => ArchiveId.RequireAsync(empty, warehouse.Loader, Cancellation));

        Assert.Contains(await IdAsync(folder), refusal.Reason.En, StringComparison.Ordinal);
        Assert.Contains(await IdAsync(other), refusal.Reason.Ja, StringComparison.Ordinal);
        Assert.Contains("is missing", missing.Reason.En, StringComparison.Ordinal);
        Assert.False(Directory.Exists(empty.Archive));
        await ArchiveId.RequireAsync(other, elsewhere.Loader, Cancellation);
    }

    [Fact]
    public async Task Archive_BesideANewDatabase_GivesItsId()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var restored = await postgres.CreateDatabaseAsync();
        var folder = Folder();
        await ArchiveId.RequireAsync(folder, warehouse.Loader, Cancellation);
        var id = await IdAsync(folder);

        await ArchiveId.RequireAsync(folder, restored.Loader, Cancellation);

        Assert.Equal(id, await IdAsync(folder));
    }

    private static Task<string> IdAsync(DataFolder folder) => File.ReadAllTextAsync(Path.Combine(folder.Archive, "id"), Cancellation);

    private DataFolder Folder()
    {
        _folders.Add(Temporary.Folder("analytics-archive-"));
        return DataFolder.Resolve(_folders[^1]);
    }
}
