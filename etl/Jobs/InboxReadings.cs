using Analytics.Etl.Load;

namespace Analytics.Etl.Jobs;

/// <summary>A file of the inbox that has been read.</summary>
public sealed record InboxReading(InboxFile Seen, ReadFile Read);

/// <summary>
/// The files of the inbox that are being read. One that takes long goes on from one look into the inbox to the next, while the others are published.
/// Kept in memory: after a restart such a file is read anew. Not thread-safe: looks into the inbox come one after the other.
/// </summary>
public sealed class InboxReadings(TimeProvider time) : IDisposable
{
    /// <summary>So long the files of one look wait for each other, to be published together.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    sealed record Reading(LoadingPipeline Line, Task<ReadFile> Task, CancellationTokenSource Stop);

    readonly Dictionary<InboxFile, Reading> _readings = [];

    /// <summary>Begins to read what is new among the files, and returns those that have been read, in their order. The others come in a later look.</summary>
    /// <param name="together">Files that are one delivery of the product itself: published together, however long they take.</param>
    /// <exception cref="IOException">The machine could not read one of them, and there is no other to be loaded; it is tried again at the next
    /// look.</exception>
    public async Task<IReadOnlyList<InboxReading>> TakeAsync(
        LoadingPipeline line,
        Inbox inbox,
        IReadOnlyList<InboxFile> files,
        IReadOnlyCollection<string> together,
        IProgress<ReadingProgress> progress,
        CancellationToken cancellation
    )
    {
        // What was written to, went away, or would be read by other declarations now.
        foreach (var gone in _readings.Where(pair => pair.Value.Line != line || !files.Contains(pair.Key)).ToList())
            await DropAsync(gone.Key);
        var fresh = files.Where(file => !_readings.ContainsKey(file)).ToList();
        foreach (var file in fresh)
            _readings[file] = Begin(line, inbox.Offer(file), progress);
        await Task.WhenAny(Task.WhenAll(fresh.Select(file => _readings[file].Task)), Task.Delay(Patience, time, cancellation));
        await Task.WhenAny(
            Task.WhenAll(fresh.Where(file => together.Contains(file.Path)).Select(file => _readings[file].Task)),
            Task.Delay(Timeout.InfiniteTimeSpan, cancellation)
        );
        cancellation.ThrowIfCancellationRequested();

        // One that the machine could not read fails the job when it is the turn of no other: it keeps nobody from being loaded.
        var completed = files.Where(file => _readings[file].Task.IsCompleted).ToList();
        var read = completed.Where(file => _readings[file].Task.IsCompletedSuccessfully).ToList();
        var done = new List<InboxReading>();
        foreach (var file in read.Count > 0 ? read : completed)
        {
            _readings.Remove(file, out var reading);
            reading!.Stop.Dispose();
            try
            {
                done.Add(new(file, await reading.Task));
            }
            catch
            {
                done.ForEach(known => known.Read.Dispose());
                throw;
            }
        }

        return done;
    }

    public void Dispose()
    {
        foreach (var reading in _readings.Values)
            reading.Stop.Cancel();
    }

    static Reading Begin(LoadingPipeline line, OfferedFile file, IProgress<ReadingProgress> progress)
    {
        var stop = new CancellationTokenSource();
        return new(line, Task.Run(() => line.Reading.ReadAsync(file, bytes => progress.Report(new(file, bytes)), stop.Token)), stop);
    }

    async Task DropAsync(InboxFile file)
    {
        _readings.Remove(file, out var reading);
        await reading!.Stop.CancelAsync();
        await reading.Task.ContinueWith(
            task =>
            {
                if (task.IsCompletedSuccessfully)
                    task.Result.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
        reading.Stop.Dispose();
    }
}
