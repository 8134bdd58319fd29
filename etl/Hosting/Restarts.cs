namespace Analytics.Etl.Hosting;

/// <summary>How often a part may be started again, and after which pause: five times within a minute, each time later than before. Not thread-safe.</summary>
internal sealed class Restarts(TimeProvider time)
{
    public const int Most = 5;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private readonly Queue<long> _starts = new();

    /// <summary>The pause before the next start; null: it has been started often enough.</summary>
    public TimeSpan? Next()
    {
        while (_starts.TryPeek(out var earliest) && time.GetElapsedTime(earliest) > Span)
        {
            _starts.Dequeue();
        }

        if (_starts.Count == Most)
        {
            return null;
        }

        var pause = FirstPause * Math.Pow(2, _starts.Count);
        _starts.Enqueue(time.GetTimestamp());
        return pause;
    }
}
