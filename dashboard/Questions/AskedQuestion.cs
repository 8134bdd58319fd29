using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// A pending question that several askers may share. If all of them leave before it is answered, it is dropped, and a later asker has to ask it
/// again. Thread-safe.
/// </summary>
public sealed class AskedQuestion(Query query)
{
    private readonly TaskCompletionSource<Result> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Action? _whenDropped;
    private int _waiting;

    public Query Query { get; } = query;

    /// <summary>True once nobody waits for it any more.</summary>
    public bool IsDropped => _answer.Task.IsCanceled;

    /// <summary>True once it has failed or was dropped, so that its result cannot be shared with later askers.</summary>
    public bool IsSpent => _answer.Task.IsFaulted || IsDropped;

    /// <summary>Waits for the answer on behalf of one asker. Returns null if it was already dropped and must be asked again.</summary>
    /// <exception cref="QueryException">It cannot be answered as asked.</exception>
    /// <exception cref="OperationCanceledException">The asker has left.</exception>
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

    /// <summary>Sets what to do if it is dropped while being answered.</summary>
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
