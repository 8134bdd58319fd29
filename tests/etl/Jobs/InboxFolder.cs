using Analytics.Etl.Jobs;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>A data folder of one test's own with an inbox, and looks into it that wait for nothing.</summary>
sealed class InboxFolder : IDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public DataFolder Data => DataFolder.Resolve(_folder.Path);

    /// <summary>Puts a file into the inbox, whole.</summary>
    public string Put(string place, string text = "紹介番号") => RunningWorker.Put(_folder, place, text);

    /// <summary>Writes a file beside the inbox.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>The inbox as one look sees it; while it waits for files to stay as they are, something may happen.</summary>
    public Inbox Inbox(Action? meanwhile = null) => Inbox(new Meanwhile(meanwhile ?? (() => { })));

    public Inbox Inbox(TimeProvider time, TimeSpan? quiet = null) => new(Data, time, quiet ?? Quiet);

    public void Dispose() => _folder.Dispose();
}
