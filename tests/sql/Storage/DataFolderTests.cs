using System.Runtime.Versioning;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl;

namespace Analytics.Tests.Sql.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Owner = (UnixFileMode)0b111_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_EarlierReleaseMadeItsFoldersForEverybody_OnlyTheOwnerReadsThemNow()
    {
        var data = DataFolder.Resolve(_folder.Path);
        foreach (var folder in (string[])[data.Archive, data.Taken, data.Refused, data.Uploads])
            File.SetUnixFileMode(Directory.CreateDirectory(folder).FullName, Everybody);

        data.Create();

        Assert.All((string[])[data.Archive, data.Taken, data.Refused, data.Uploads], folder => Assert.Equal(Owner, File.GetUnixFileMode(folder)));
    }
}
