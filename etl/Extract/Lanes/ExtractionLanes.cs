using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// Two lanes in which files are read, each by a process of its own (<see cref="ExtractionLane"/>): a file that takes long holds up one of them only.
/// The processes
/// live on from file to file; one that broke is replaced, and one that nobody needed for five minutes ends. Thread-safe.
/// </summary>
public sealed class ExtractionLanes(ExtractionLimits limits) : IDisposable
{
    public const int Count = 2;

    /// <summary>
    /// Its first hundred thousand rows cost a process as much again, as its code is compiled meanwhile: it outlives some looks into the inbox, one a
    /// minute.
    /// </summary>
    static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    static readonly Lazy<ExtractionLanes> OfThisProcess = new(() => new(ExtractionLimits.FromEnvironment()));

    readonly SemaphoreSlim _free = new(Count);
    readonly Stack<ExtractionLane> _idle = new();
    readonly HashSet<ExtractionLane> _all = [];
    Timer? _sweep;
    bool _isDisposed;

    /// <summary>Those of this process, with the limits that its environment states.</summary>
    public static ExtractionLanes Shared => OfThisProcess.Value;

    /// <summary>The processes that there are, by their ids.</summary>
    public IReadOnlyList<int> Processes
    {
        get
        {
            lock (_idle)
                return [.. _all.Select(lane => lane.Process)];
        }
    }

    /// <summary>Waits for a lane, which is this caller's until the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation = default)
    {
        await _free.WaitAsync(cancellation);
        return new Entered(_free);
    }

    /// <summary>Reads a file. Only within a lane that was entered.</summary>
    /// <param name="spool">A place on a disk with room for the rows; the file there is gone before this returns, and its content with the result.</param>
    /// <param name="isWanted">Asked once it is known what the file is: where it says no, the rows are not read and the result is null.</param>
    /// <param name="progress">Told the bytes of rows so far.</param>
    /// <exception cref="FileRefusedException">It cannot be read.</exception>
    /// <exception cref="LaneBrokenException">Reading it broke its process.</exception>
    public async Task<ExtractedFile?> ReadAsync(
        ExtractionRequest request,
        string spool,
        Sources.SourceCatalog catalog,
        Func<OpenedFile, Task<bool>> isWanted,
        Action<long>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var lane = Take();
        var isSound = false;
        FileStream? rows = null;
        try
        {
            using var limited = lane.Limit(limits.TimeFor(new FileInfo(request.Path).Length), cancellation);
            using var copy = ReadingAccount.Current is { } account ? await Apart(() => account.Show(request.Path)) : null;
            request = request with { Path = copy?.Path ?? request.Path };
            var opened = await Apart(() => lane.Open(request));
            if (!await isWanted(opened))
            {
                isSound = true;
                return null;
            }

            rows = ExtractedFile.Unnamed(spool);
            var summary = await Apart(() => lane.Read(rows, progress));
            isSound = true;
            return new(catalog.Find(opened.Source)!, opened, summary, rows);
        }
        catch (Exception error)
        {
            if (rows is not null)
                await rows.DisposeAsync();
            isSound = error is FileRefusedException;
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            GiveBack(lane, isSound && !cancellation.IsCancellationRequested);
        }
    }

    /// <summary>Ends all processes, also those that are at work.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            _isDisposed = true;
            _sweep?.Dispose();
            foreach (var lane in _all)
                lane.Kill();
            while (_idle.TryPop(out var lane))
                End(lane);
        }
    }

    /// <summary>On a thread of its own, since it waits for the other process without end.</summary>
    static Task<T> Apart<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    ExtractionLane Take()
    {
        lock (_idle)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (_idle.TryPop(out var lane))
            {
                if (!lane.HasEnded)
                    return lane;
                End(lane);
            }

            var started = new ExtractionLane(limits);
            _all.Add(started);
            return started;
        }
    }

    void End(ExtractionLane lane)
    {
        _all.Remove(lane);
        lane.Dispose();
    }

    void GiveBack(ExtractionLane lane, bool isSound)
    {
        lock (_idle)
        {
            if (isSound && !lane.HasEnded && !_isDisposed)
            {
                lane.IdleSince = Environment.TickCount64;
                _idle.Push(lane);
                _sweep ??= new(_ => Sweep());
                _sweep.Change(Idle, Timeout.InfiniteTimeSpan);
                return;
            }

            End(lane);
        }
    }

    void Sweep()
    {
        lock (_idle)
        {
            var all = _idle.Reverse().ToLookup(lane => Environment.TickCount64 - lane.IdleSince >= Idle.TotalMilliseconds - 100);
            _idle.Clear();
            foreach (var lane in all[false])
                _idle.Push(lane);
            foreach (var lane in all[true])
                End(lane);
            if (_idle.Count > 0 && !_isDisposed)
                _sweep!.Change(Idle, Timeout.InfiniteTimeSpan);
        }
    }

    sealed class Entered(SemaphoreSlim free) : IDisposable
    {
        SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
