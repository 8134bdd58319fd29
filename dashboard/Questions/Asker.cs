namespace Analytics.Dashboard.Questions;

/// <summary>
/// Somebody who asks: one showing of a page, or one call to the API. Askers take turns, whatever each of them asks. Once it has <see cref="Gone"/>, what it
/// still waits for is dropped. Thread-safe.
/// </summary>
public sealed class Asker(CancellationToken gone = default)
{
    private readonly Lock _gate = new();
    private QuestionQueue? _heldBy;
    private int _holds;

    /// <summary>Set when nobody looks at its answers any more.</summary>
    public CancellationToken Gone => gone;

    /// <summary>Questions that wait for its turn; touched by the <see cref="QuestionQueue"/> under its lock alone.</summary>
    internal Queue<AskedQuestion> Waiting { get; } = [];

    /// <summary>Gathers what is asked until the hold is disposed of, so that a page's questions reach the engine together and its rows are read once.</summary>
    public IDisposable Hold()
    {
        lock (_gate)
            _holds++;
        return new Holding(this);
    }

    /// <summary>True while it gathers; the end of the last hold will then tell the queue.</summary>
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
