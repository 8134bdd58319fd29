using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>
/// The model over the current declarations. A question uses one catalog from beginning to end, even if declarations change meanwhile. Thread-safe.
/// </summary>
public sealed class OverlaidModel(OverlaidCatalog catalog, NpgsqlDataSource reader, IReadOnlyList<IStars> engines) : IModel
{
    private volatile SemanticModel? _current;

    public ModelCatalog Catalog => catalog.Current;

    /// <summary>Two threads may build the same model at once; one of the two is discarded.</summary>
    private SemanticModel Current
    {
        get
        {
            var now = catalog.Current;
            if (_current is { } known && known.Catalog == now)
            {
                return known;
            }

            var model = new SemanticModel(now, new PostgresStars(reader, now), [.. engines.Select(engine => engine.For(now))]);
            _current = model;
            return model;
        }
    }

    public Task<Result> AnswerAsync(Query query, CancellationToken cancellation = default) => Current.AnswerAsync(query, cancellation);

    public Task<IReadOnlyList<Answered>> AnswerAsync(IReadOnlyList<Query> queries, CancellationToken cancellation = default) =>
        Current.AnswerAsync(queries, cancellation);

    public Task<Explanation> ExplainAsync(Query query, CancellationToken cancellation = default) => Current.ExplainAsync(query, cancellation);

    public Task<SingleRows> SingleRowsAsync(Query query, CancellationToken cancellation = default) => Current.SingleRowsAsync(query, cancellation);

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(CancellationToken cancellation = default) => Current.DatasetsAsync(cancellation);

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsOfAsync(int publication, CancellationToken cancellation = default) =>
        Current.DatasetsAsOfAsync(publication, cancellation);

    public Task<IReadOnlyList<Member>> MembersAsync(string slicer, string dataset, Scope scope, CancellationToken cancellation = default) =>
        Current.MembersAsync(slicer, dataset, scope, cancellation);
}
