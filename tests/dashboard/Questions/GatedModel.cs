using System.Collections.Concurrent;
using System.Threading.Channels;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Dashboard.Questions;

/// <summary>The real model behind a gate, so that a test says when a turn ends; it keeps what was asked in each.</summary>
internal sealed class GatedModel(IModel model, bool isOpen = false) : IModel
{
    private readonly TaskCompletionSource _gate = Opened(isOpen),
        _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> _started = Channel.CreateUnbounded<int>();

    public ConcurrentQueue<IReadOnlyList<Query>> Turns { get; } = [];

    public ModelCatalog Catalog => model.Catalog;

    public void Open() => _gate.SetResult();

    public async Task StartedAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
            await _started.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Usual);
    }

    public Task StoppedAsync() => _stopped.Task;

    public async Task<IReadOnlyList<Answered>> AnswerAsync(IReadOnlyList<Query> queries, CancellationToken cancellation = default)
    {
        Turns.Enqueue(queries);
        _started.Writer.TryWrite(queries.Count);
        try
        {
            await _gate.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _stopped.TrySetResult();
            throw;
        }

        return await model.AnswerAsync(queries, cancellation);
    }

    public Task<Result> AnswerAsync(Query query, CancellationToken cancellation = default) => model.AnswerAsync(query, cancellation);

    public Task<Explanation> ExplainAsync(Query query, CancellationToken cancellation = default) => model.ExplainAsync(query, cancellation);

    public Task<SingleRows> SingleRowsAsync(Query query, CancellationToken cancellation = default) => model.SingleRowsAsync(query, cancellation);

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(CancellationToken cancellation = default) => model.DatasetsAsync(cancellation);

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsOfAsync(int publication, CancellationToken cancellation = default) =>
        model.DatasetsAsOfAsync(publication, cancellation);

    public Task<IReadOnlyList<Member>> MembersAsync(string slicer, string dataset, Scope scope, CancellationToken cancellation = default) =>
        model.MembersAsync(slicer, dataset, scope, cancellation);

    private static TaskCompletionSource Opened(bool isOpen)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isOpen)
            gate.SetResult();
        return gate;
    }
}
