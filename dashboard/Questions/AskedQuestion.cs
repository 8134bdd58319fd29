using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// A question on its way to an answer, which several askers may wait for at once. When the last of them has gone before the answer came, it is dropped: whoever
/// asks the same later asks anew. Thread-safe.
/// </summary>
public sealed class AskedQuestion(Query query)
{
    private readonly TaskCompletionSource<Result> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Action? _whenDropped;
    private int _waiting;

    public Query Query { get; } = query;

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsDropped => _answer.Task.IsCanceled;

    /// <summary>It was answered with a fault or an exception, or dropped: it tells nothing to those who ask later.</summary>
    public bool IsSpent => _answer.Task.IsFaulted || IsDropped;

    /// <summary>Waits for the answer as one of its askers; null where it has been dropped already, so that it must be asked anew.</summary>
    /// <exception cref="QueryException">It cannot be answered as asked.</exception>
    /// <exception cref="OperationCanceledException">The asker has gone.</exception>
    public Task<Result>? WaitAsync(CancellationToken gone)
    {
        lock (_gate)
        {
            if (IsDropped)
                return null;
            _waiting++;
        }

        return WaitForAnswerAsync(gone);
    }

    /// <summary>Says what is to be done should it be dropped while it is being answered.</summary>
    internal void WhenDropped(Action act)
    {
        lock (_gate)
            _whenDropped = act;
        if (IsDropped)
            act();
    }

    internal void Answer(Answered answered) =>
        _ = answered.Result is { } result ? _answer.TrySetResult(result) : _answer.TrySetException(new QueryException(answered.Fault!));

    internal void Fail(Exception failure) => _answer.TrySetException(failure);

    private async Task<Result> WaitForAnswerAsync(CancellationToken gone)
    {
        try
        {
            return await _answer.Task.WaitAsync(gone);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_waiting > 0 || !_answer.TrySetCanceled())
                return;
        }

        _whenDropped?.Invoke();
    }
}
