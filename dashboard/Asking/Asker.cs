namespace Analytics.Dashboard.Asking;

/// <summary>
/// Somebody who asks: one showing of a page, or one call to the API. Askers take turns, whatever each of them asks. Once it has <see cref="Gone"/>, what it
/// still waits for is dropped. Thread-safe.
/// </summary>
public sealed class Asker(CancellationToken gone = default)
{
    private int _holds;

    /// <summary>Set when nobody looks at its answers any more.</summary>
    public CancellationToken Gone => gone;

    /// <summary>Questions that wait for its turn; touched by the <see cref="QuestionQueue"/> under its lock alone.</summary>
    internal Queue<AskedQuestion> Waiting { get; } = [];

    internal QuestionQueue? HeldBy { get; private set; }

    internal bool IsHeld => Volatile.Read(ref _holds) > 0;

    /// <summary>Gathers what is asked until the hold is disposed of, so that a page's questions reach the engine together and its rows are read once.</summary>
    public IDisposable Hold()
    {
        Interlocked.Increment(ref _holds);
        return new Holding(this);
    }

    internal void WaitIn(QuestionQueue queue) => HeldBy = queue;

    private void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0) HeldBy?.Release(this);
    }

    private sealed class Holding(Asker asker) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) asker.Release();
        }
    }
}
