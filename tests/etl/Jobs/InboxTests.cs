using Analytics.Etl.Jobs;
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
    public async Task Remove_FileThatWasReplacedMeanwhile_StaysForItsTurn()
    {
        var path = RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号");
        var seen = Assert.Single((await new Inbox(Data, new Meanwhile(() => { }), Quiet).LookAsync()).Complete);
        File.WriteAllText(path, "another content");

        Inbox.Remove(seen);

        Assert.True(File.Exists(path));
    }

    private DataFolder Data => DataFolder.Resolve(_folder.Path);

    /// <summary>Does something at the moment when somebody begins to wait, and ends the waiting at once.</summary>
    private sealed class Meanwhile(Action act) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            act();
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
