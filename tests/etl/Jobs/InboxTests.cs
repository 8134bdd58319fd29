using System.Diagnostics;
using Analytics.Etl.Findings;
using Analytics.Etl.Jobs;
using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>What the inbox takes for complete.</summary>
public sealed class InboxTests : IDisposable
{
    private readonly InboxFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Look_FileThatGrowsMeanwhile_IsLeftUntilItStaysTheSame()
    {
        var path = _folder.Put("ledgers/0149/a.csv");
        var complete = _folder.Put("ledgers/0149/b.csv");
        var growing = _folder.Inbox(() => File.AppendAllText(path, ",紹介日"));

        Assert.Equal([complete], (await growing.LookAsync()).Complete.Select(file => file.Path));

        var still = _folder.Inbox();
        Assert.Equal([path, complete], (await still.LookAsync()).Complete.Select(file => file.Path));
    }

    [Theory]
    [InlineData("ledgers/0149/a.csv.part")]
    [InlineData("ledgers/0149/a.tmp")]
    [InlineData("ledgers/0149/~$a.xlsx")]
    [InlineData("ledgers/.uploading/a.csv")]
    public async Task Look_FileNamedAsUnfinished_IsLeft(string place)
    {
        _folder.Put(place);

        Assert.Empty((await _folder.Inbox().LookAsync()).Complete);
    }

    [Theory]
    [InlineData("ledgers/0149/a.csv", "0149")]
    [InlineData("ledgers/council/2008/a.csv", "council")]
    [InlineData("ledgers/a.csv", null)]
    [InlineData("a.csv", null)]
    public async Task Offer_File_TakesTheSecondFolderForTheOwnerAndNoDataset(string place, string? owner)
    {
        _folder.Put(place);
        var inbox = _folder.Inbox();

        var offered = inbox.Offer(Assert.Single((await inbox.LookAsync()).Complete));

        Assert.Equal((owner, null, "inbox"), (offered.Owner, offered.Dataset, offered.ReceivedVia));
    }

    [Fact]
    public async Task Take_FileThatWasReplacedMeanwhile_StaysForItsTurn()
    {
        var path = _folder.Put("ledgers/0149/a.csv");
        var seen = Assert.Single((await _folder.Inbox().LookAsync()).Complete);
        File.WriteAllText(path, "another content");

        _folder.Inbox(TimeProvider.System).Take(seen);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Look_LinksPipesAndFoldersThatLeadBack_AreNoFiles()
    {
        var secret = _folder.Write("login.key", "secret");
        var path = _folder.Put("ledgers/0149/a.csv");
        var folder = Path.GetDirectoryName(path)!;
        File.CreateSymbolicLink(Path.Combine(folder, "key.csv"), secret);
        File.CreateSymbolicLink(Path.Combine(folder, "nowhere.csv"), "/nowhere");
        File.CreateSymbolicLink(Path.Combine(folder, "null.csv"), "/dev/null");
        Directory.CreateSymbolicLink(Path.Combine(folder, "again"), _folder.Data.Inbox);
        using (var pipe = Process.Start("mkfifo", [Path.Combine(folder, "pipe.csv")]))
            await Patience.EndAsync(pipe);

        var look = await _folder.Inbox().LookAsync();

        Assert.Equal([path], look.Complete.Select(file => file.Path));
        Assert.Empty(look.Unreadable);
        Assert.Equal([path], LoadRun.Expand(_folder.Data.Inbox));
    }

    [Fact]
    public async Task Look_NameThatIsNoUtf8_IsNamed_AndKeepsNobodyFromTheOthers()
    {
        var path = _folder.Put("ledgers/0149/a.csv");
        // 台帳.csv as CP932 has it, and one that is still being written.
        using (
            var put = Process.Start("bash", ["-c", @"cd ""$0"" && touch $'\x91\xe4\x92\xa0.csv' $'\x91\xe4\x92\xa0.csv.part'", Path.GetDirectoryName(path)!])
        )
            await Patience.EndAsync(put);

        var look = await _folder.Inbox().LookAsync();
        var offered = LoadRun.Expand(_folder.Data.Inbox);
        var refused = await Assert.ThrowsAsync<FileRefusedException>(() =>
            new Archive(_folder.Data.Archive).ReceiveAsync(new OfferedFile(offered[^1], "load"))
        );

        Assert.Equal([path], look.Complete.Select(file => file.Path));
        using (var gone = Process.Start("rm", ["-r", _folder.Data.Inbox])) // .NET cannot
            await Patience.EndAsync(gone);
        Assert.EndsWith(".csv", Assert.Single(look.Unreadable), StringComparison.Ordinal);
        Assert.Equal([path, look.Unreadable[0]], offered);
        Assert.Equal("file-unreadable", refused.Rule);
    }

    [Fact]
    public async Task Look_FolderThatMayNotBeEntered_IsNamed_AndKeepsNobodyFromTheOthers()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may enter every folder.");
        var path = _folder.Put("ledgers/0149/a.csv");
        var closed = Path.GetDirectoryName(_folder.Put("ledgers/0150/b.csv"))!;
        File.SetUnixFileMode(closed, UnixFileMode.None);

        var look = await _folder.Inbox().LookAsync();

        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal([path], look.Complete.Select(file => file.Path));
        Assert.Equal([closed], look.Unreadable);
    }

    [Theory]
    [InlineData("ln -s /etc/hostname")]
    [InlineData("mkfifo")]
    public async Task Receive_WhatWasPutInAFilesPlaceMeanwhile_IsNotOpened(string command)
    {
        var path = Path.Combine(_folder.Path, "a.csv");
        using (var put = Process.Start("sh", ["-c", $"{command} {path}"]))
            await Patience.EndAsync(put);

        var refused = await Assert.ThrowsAsync<FileRefusedException>(() =>
            new Archive(_folder.Data.Archive).ReceiveAsync(new OfferedFile(path, "inbox")).WaitAsync(TimeSpan.FromSeconds(5))
        );

        Assert.Equal("file-unreadable", refused.Rule);
        Assert.Empty(Directory.EnumerateFiles(_folder.Data.Archive, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Look_FileIsStillForTenSeconds_IsTaken_OneThatTheProductDeliveredAtOnce()
    {
        var (path, delivered) = (_folder.Put("ledgers/0149/a.csv"), _folder.Put("samples/0149/b.csv"));
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        TimeSpan? waited = null;
        var inbox = _folder.Inbox(new Meanwhile(() => { }, time => waited = time) { Now = written.AddSeconds(9.9) }, Inbox.Quiet);

        await inbox.LookAsync([delivered]);
        Assert.Equal(TimeSpan.FromSeconds(10), waited);
        File.Delete(path);
        waited = null;
        Assert.Equal([delivered], (await inbox.LookAsync([delivered])).Complete.Select(file => file.Path));
        Assert.Null(waited);
    }

    [Fact]
    public async Task Take_WriterThatHoldsTheFileOpenWritesOn_ItComesBackWhole()
    {
        var path = Path.Combine(_folder.Path, "inbox/ledgers/0149/a.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var clock = new Meanwhile(() => { });
        var inbox = _folder.Inbox(clock);
        // A program that locks nothing, as most do.
        using var writer = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"exec > {path}; echo first; read line; echo second; read line"]) { RedirectStandardInput = true }
        )!;
        await Patience.UntilAsync(() => File.Exists(path) && new FileInfo(path).Length > 0);

        inbox.Take(Assert.Single((await inbox.LookAsync()).Complete));
        Assert.Empty((await inbox.LookAsync()).Complete);
        Assert.False(File.Exists(path));
        await writer.StandardInput.WriteLineAsync();
        await Patience.UntilAsync(() =>
            File.ReadAllText(Directory.EnumerateFiles(_folder.Path, "a.csv", SearchOption.AllDirectories).Single()).Contains("second", StringComparison.Ordinal)
        );

        var again = Assert.Single((await inbox.LookAsync()).Complete);
        Assert.Equal((path, "first\nsecond\n"), (again.Path, File.ReadAllText(path)));
        inbox.Take(again);
        writer.StandardInput.Close();
        await Patience.EndAsync(writer);

        // A day later nobody writes to it any more.
        clock.Now = TimeProvider.System.GetUtcNow().AddHours(25);
        Assert.Empty((await inbox.LookAsync()).Complete);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Data.Taken));
    }
}
