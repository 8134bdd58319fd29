using System.Diagnostics;
using Analytics.Etl.Extract;
using Analytics.Etl.Jobs;
using Analytics.Etl.Load;
using Analytics.Sql.Connections;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>What the inbox takes for complete.</summary>
public sealed class InboxTests : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Look_FileThatGrowsMeanwhile_IsLeftUntilItStaysTheSame()
    {
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号");
        var complete = RunningWorker.Put(_folder, "ledgers/0149/b.csv", "紹介番号");
        var growing = new Inbox(Data, new Meanwhile(() => File.AppendAllText(path, ",紹介日")), Quiet);

        Assert.Equal([complete], (await growing.LookAsync()).Complete.Select(file => file.Path));

        var still = new Inbox(Data, new Meanwhile(() => { }), Quiet);
        Assert.Equal([path, complete], (await still.LookAsync()).Complete.Select(file => file.Path));
    }

    [Theory]
    [InlineData("ledgers/0149/a.csv.part")]
    [InlineData("ledgers/0149/a.tmp")]
    [InlineData("ledgers/0149/~$a.xlsx")]
    [InlineData("ledgers/.uploading/a.csv")]
    public async Task Look_FileNamedAsUnfinished_IsLeft(string place)
    {
        RunningWorker.Put(_folder, place, "紹介番号");

        Assert.Empty((await new Inbox(Data, new Meanwhile(() => { }), Quiet).LookAsync()).Complete);
    }

    [Theory]
    [InlineData("ledgers/0149/a.csv", "0149")]
    [InlineData("ledgers/council/2008/a.csv", "council")]
    [InlineData("ledgers/a.csv", null)]
    [InlineData("a.csv", null)]
    public async Task Offer_File_TakesTheSecondFolderForTheOwnerAndNoDataset(string place, string? owner)
    {
        RunningWorker.Put(_folder, place, "紹介番号");
        var inbox = new Inbox(Data, new Meanwhile(() => { }), Quiet);

        var offered = inbox.Offer(Assert.Single((await inbox.LookAsync()).Complete));

        Assert.Equal((owner, null, "inbox"), (offered.Owner, offered.Dataset, offered.ReceivedVia));
    }

    [Fact]
    public async Task Take_FileThatWasReplacedMeanwhile_StaysForItsTurn()
    {
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号");
        var seen = Assert.Single((await new Inbox(Data, new Meanwhile(() => { }), Quiet).LookAsync()).Complete);
        File.WriteAllText(path, "another content");

        new Inbox(Data, TimeProvider.System, Quiet).Take(seen);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Look_LinksPipesAndFoldersThatLeadBack_AreNoFiles()
    {
        var secret = _folder.Write("login.key", "secret");
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号");
        var folder = Path.GetDirectoryName(path)!;
        File.CreateSymbolicLink(Path.Combine(folder, "key.csv"), secret);
        File.CreateSymbolicLink(Path.Combine(folder, "nowhere.csv"), "/nowhere");
        File.CreateSymbolicLink(Path.Combine(folder, "null.csv"), "/dev/null");
        Directory.CreateSymbolicLink(Path.Combine(folder, "again"), Data.Inbox);
        using (var pipe = Process.Start("mkfifo", [Path.Combine(folder, "pipe.csv")]))
            await Patience.EndAsync(pipe);

        var look = await new Inbox(Data, new Meanwhile(() => { }), Quiet).LookAsync();

        Assert.Equal([path], look.Complete.Select(file => file.Path));
        Assert.Empty(look.Unreadable);
        Assert.Equal([path], LoadRun.Expand(Data.Inbox));
    }

    [Fact]
    public async Task Look_NameThatIsNoUtf8_IsNamed_AndKeepsNobodyFromTheOthers()
    {
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号");
        // 台帳.csv as CP932 has it, and one that is still being written.
        using (var put = Process.Start("bash", ["-c", @"cd ""$0"" && touch $'\x91\xe4\x92\xa0.csv' $'\x91\xe4\x92\xa0.csv.part'", Path.GetDirectoryName(path)!]))
            await Patience.EndAsync(put);

        var look = await new Inbox(Data, new Meanwhile(() => { }), Quiet).LookAsync();
        var offered = LoadRun.Expand(Data.Inbox);
        var refused = await Assert.ThrowsAsync<FileRefusedException>(() => new Archive(Data.Archive).ReceiveAsync(new OfferedFile(offered[^1], "load")));

        Assert.Equal([path], look.Complete.Select(file => file.Path));
        using (var gone = Process.Start("rm", ["-r", Data.Inbox])) // .NET cannot
            await Patience.EndAsync(gone);
        Assert.EndsWith(".csv", Assert.Single(look.Unreadable), StringComparison.Ordinal);
        Assert.Equal([path, look.Unreadable[0]], offered);
        Assert.Equal("file-unreadable", refused.Rule);
    }

    [Fact]
    public async Task Look_FolderThatMayNotBeEntered_IsNamed_AndKeepsNobodyFromTheOthers()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may enter every folder.");
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号");
        var closed = Path.GetDirectoryName(RunningWorker.Put(_folder, "ledgers/0150/b.csv", "紹介番号"))!;
        File.SetUnixFileMode(closed, UnixFileMode.None);

        var look = await new Inbox(Data, new Meanwhile(() => { }), Quiet).LookAsync();

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

        var refused = await Assert.ThrowsAsync<FileRefusedException>(() => new Archive(Data.Archive).ReceiveAsync(new OfferedFile(path, "inbox")).WaitAsync(TimeSpan.FromSeconds(5)));

        Assert.Equal("file-unreadable", refused.Rule);
        Assert.Empty(Directory.EnumerateFiles(Data.Archive, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Look_FileIsStillForTenSeconds_IsTaken_OneThatTheProductDeliveredAtOnce()
    {
        var (path, delivered) = (RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号"), RunningWorker.Put(_folder, "samples/0149/b.csv", "紹介番号"));
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        TimeSpan? waited = null;
        var inbox = new Inbox(Data, new Meanwhile(() => { }, time => waited = time) { Now = written.AddSeconds(9.9) }, Inbox.Quiet);

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
        var inbox = new Inbox(Data, clock, Quiet);
        // A program that locks nothing, as most do.
        using var writer = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec > {path}; echo first; read line; echo second; read line"]) { RedirectStandardInput = true })!;
        await Patience.UntilAsync(() => File.Exists(path) && new FileInfo(path).Length > 0);

        inbox.Take(Assert.Single((await inbox.LookAsync()).Complete));
        Assert.Empty((await inbox.LookAsync()).Complete);
        Assert.False(File.Exists(path));
        await writer.StandardInput.WriteLineAsync();
        await Patience.UntilAsync(() => File.ReadAllText(Directory.EnumerateFiles(_folder.Path, "a.csv", SearchOption.AllDirectories).Single()).Contains("second", StringComparison.Ordinal));

        var again = Assert.Single((await inbox.LookAsync()).Complete);
        Assert.Equal((path, "first\nsecond\n"), (again.Path, File.ReadAllText(path)));
        inbox.Take(again);
        writer.StandardInput.Close();
        await Patience.EndAsync(writer);

        // A day later nobody writes to it any more.
        clock.Now = TimeProvider.System.GetUtcNow().AddHours(25);
        Assert.Empty((await inbox.LookAsync()).Complete);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data.Taken));
    }

    private DataFolder Data => DataFolder.Resolve(_folder.Path);
}
