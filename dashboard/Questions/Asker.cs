namespace Analytics.Dashboard.Questions;

/// <summary>
/// One client of the queue: a page being shown, or an API call. Askers take turns, however much each of them asks. Once <see cref="Gone"/> is set,
/// the questions it still waits for are dropped. Thread-safe.
/// </summary>
public sealed class Asker(CancellationToken gone = default)
{
    private readonly Lock _gate = new();
    private QuestionQueue? _heldBy;
    private int _holds;

    /// <summary>Set once nobody needs its answers any more.</summary>
    public CancellationToken Gone => gone;

    /// <summary>Its queued questions. Accessed only by the <see cref="QuestionQueue"/>, under its lock.</summary>
    internal Queue<AskedQuestion> Waiting { get; } = [];

    /// <summary>
    /// Holds questions back until the hold is disposed, so that a page's questions reach the engine together and its rows are scanned once.
    /// </summary>
    public IDisposable Hold()
    {
        lock (_gate)
            _holds++;
        return new Holding(this);
    }

    /// <summary>True while questions are held back; when the last hold ends, the queue is notified.</summary>
    internal bool IsHeldFor(QuestionQueue queue)
    {
        lock (_gate)
        {
            if (_holds > 0)
                _heldBy = queue;
            return _holds > 0;
        }
    }

    private void Release()
    {
        QuestionQueue? waiting = null;
        lock (_gate)
        {
            if (--_holds == 0)
                (waiting, _heldBy) = (_heldBy, null);
        }

        waiting?.Release(this);
    }

    private sealed class Holding(Asker asker) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                asker.Release();
        }
    }
}
