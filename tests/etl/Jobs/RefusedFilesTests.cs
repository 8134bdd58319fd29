using Analytics.Etl.Jobs;
using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>What becomes of the inbox's files that were refused or taken, and of folders that are links by then.</summary>
public sealed class RefusedFilesTests : IDisposable
{
    private readonly InboxFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Refuse_FileIsWrittenToAfterwards_IsOfferedAgain_OthersStay()
    {
        string[] names = ["a.csv", "b.csv", "c.csv"];
        var paths = names.Select(name => _folder.Put($"ledgers/0149/{name}", "紹介番号,紹介日\n1,2008-04")).ToList();
        File.SetLastWriteTimeUtc(paths[1], TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(3)); // by a clock that is ahead
        var inbox = _folder.Inbox();
        foreach (var file in (await inbox.LookAsync()).Complete)
            inbox.Refuse(file, Refusal(file));
        var refused = Path.Combine(_folder.Data.Refused, "ledgers", "0149");
        Assert.Equal(
            names.SelectMany(name => new[] { name, name + ".txt" }),
            Directory.EnumerateFiles(refused).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Contains("Mend: Send it again.", File.ReadAllText(Path.Combine(refused, "a.csv.txt")), StringComparison.Ordinal);
        Assert.Empty((await inbox.LookAsync()).Complete);

        File.AppendAllText(Path.Combine(refused, "c.csv"), "-01\n");

        Assert.Equal([paths[2]], (await inbox.LookAsync()).Complete.Select(file => file.Path));
        Assert.Equal("紹介番号,紹介日\n1,2008-04-01\n", File.ReadAllText(paths[2]));
        Assert.Equal(["a.csv", "a.csv.txt", "b.csv", "b.csv.txt"], Directory.EnumerateFiles(refused).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refuse_FileIsCalledAsTheReasonOfAnother_NeitherOverwritesTheOther()
    {
        foreach (var name in (string[])["a.csv.txt", "a.csv"])
        {
            _folder.Put($"ledgers/0149/{name}", name);
            var inbox = _folder.Inbox();
            var file = Assert.Single((await inbox.LookAsync()).Complete);
            inbox.Refuse(file, Refusal(file));
        }

        var texts = Directory
            .EnumerateFiles(Path.Combine(_folder.Data.Refused, "ledgers", "0149"))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

        Assert.Equal(4, texts.Count);
        Assert.Equal("a.csv.txt", texts["a.csv.txt"]);
        Assert.Single(texts, text => text.Value == "a.csv");
        Assert.Equal(2, texts.Count(text => text.Value.Contains("Send it again.", StringComparison.Ordinal)));
    }

    // Root's worker must not move other people's files because a folder of the inbox has become a link to theirs.
    [Fact]
    public async Task TakeAndRefuse_FolderIsALinkByThen_MoveNothingFromWhereItLeads()
    {
        var path = _folder.Put("ledgers/0149/a.csv");
        var inbox = _folder.Inbox();
        var seen = Assert.Single((await inbox.LookAsync()).Complete);
        var secret = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName, "a.csv");
        File.Copy(path, secret);
        File.SetLastWriteTimeUtc(secret, seen.ModifiedAt.UtcDateTime);
        Directory.Move(Path.GetDirectoryName(path)!, Path.Combine(_folder.Path, "before"));
        Directory.CreateSymbolicLink(Path.GetDirectoryName(path)!, Path.GetDirectoryName(secret)!);

        inbox.Take(seen);
        inbox.Refuse(seen, Refusal(seen));

        Assert.True(File.Exists(secret));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Look_FileToBeGivenBackIntoAFolderThatIsALinkByThen_GoesNowhere(bool isLoaded)
    {
        var path = _folder.Put("ledgers/0149/a.csv");
        var inbox = _folder.Inbox();
        var seen = Assert.Single((await inbox.LookAsync()).Complete);
        if (isLoaded)
            inbox.Take(seen);
        else
            inbox.Refuse(seen, Refusal(seen));
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        Directory.Delete(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(Path.GetDirectoryName(path)!, elsewhere);
        File.AppendAllText(Directory.EnumerateFiles(_folder.Path, "a.csv", SearchOption.AllDirectories).Single(), "for another place");

        Assert.Empty((await inbox.LookAsync()).Complete);

        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    private static FileReport Refusal(InboxFile file) =>
        new(
            Path.GetFileName(file.Path),
            FileFate.Refused,
            1,
            null,
            null,
            0,
            0,
            0,
            0,
            0,
            new("途中で切れています。", "It breaks off."),
            new("送り直してください。", "Send it again.")
        );
}
