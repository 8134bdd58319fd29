using System.Diagnostics;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model;

/// <summary>Summaries of the datasets as publications show them. Thread-safe.</summary>
internal sealed class DatasetSummaries(ModelCatalog catalog, PostgresStars postgres, EngineChain engines)
{
    /// <summary>How long a newer publication is stood by that only another server has; then what this one has is the newest.</summary>
    private static readonly TimeSpan Loyalty = TimeSpan.FromSeconds(10);

    private volatile DatasetsOfPublication? _newest;

    public async Task<IReadOnlyList<DatasetSummary>> NewestAsync(CancellationToken cancellation)
    {
        IReadOnlyList<DatasetState> states;
        try
        {
            states = await postgres.DatasetsAsync(publication: null, cancellation);
        }
        catch (Exception failure) when (_newest is not null && DatabaseAway.Is(failure) && !cancellation.IsCancellationRequested)
        {
            return _newest.WhileAway();
        }

        // Servers are asked in turn, and a standby lags: nobody who looks again may see an older publication than before.
        if (states is [{ IsOnStandby: true } lagging, ..] && _newest is { } ahead && ahead.Publication > lagging.Publication && ahead.Age < Loyalty)
        {
            return ahead.Summaries;
        }

        var key = string.Join(',', states.Select(s => s.Code).Append($"{(states is [var first, ..] ? first.Publication : 0)}"));
        if (_newest is not { } known || known.Key != key)
        {
            known = new DatasetsOfPublication(key, await SummariesAsync(states, cancellation));
        }

        _newest = known with { SeenAt = Stopwatch.GetTimestamp() };
        return known.Summaries;
    }

    public async Task<IReadOnlyList<DatasetSummary>> AsOfAsync(int publication, CancellationToken cancellation)
    {
        try
        {
            return await SummariesAsync(await postgres.DatasetsAsync(publication, cancellation), cancellation);
        }
        catch (Exception failure)
            when (_newest is { } known
                && known.Summaries.Any(summary => summary.Publication == publication)
                && DatabaseAway.Is(failure)
                && !cancellation.IsCancellationRequested
            )
        {
            return known.WhileAway();
        }
    }

    private async Task<IReadOnlyList<DatasetSummary>> SummariesAsync(IReadOnlyList<DatasetState> datasets, CancellationToken cancellation)
    {
        var summaries = new List<DatasetSummary>();
        foreach (var state in datasets)
        {
            var (star, _) = await engines.FindAsync(state.Code, state.Publication == 0 ? null : state.Publication, cancellation);
            await using (star)
            {
                summaries.Add(await SummaryAsync(star, cancellation));
            }
        }

        return summaries;
    }

    private async Task<DatasetSummary> SummaryAsync(IStar star, CancellationToken cancellation)
    {
        var dataset = star.Dataset;
        var question = new Question([.. catalog.Measures.Values.Select(m => new MeasureRequest(m.Name, m, MeasureFacet.Plain))], [], [], Scope.All)
        {
            Known = dataset.Known,
        };
        var figures = new Figures();
        foreach (
            var found in await engines.FiguresAsync(
                star,
                AnswerPlan
                    .Of(
                        new Query
                        {
                            Dataset = dataset.Code,
                            Measures = [],
                            Scope = Scope.All,
                        },
                        question,
                        dataset
                    )
                    .Facts,
                cancellation
            )
        )
        {
            figures.AddAll(found);
        }

        return new DatasetSummary
        {
            Code = dataset.Code,
            Label = dataset.Label,
            Source = dataset.Source,
            Currency = dataset.Currency,
            Calendar = dataset.Calendar,
            IsSynthetic = dataset.IsSynthetic,
            Publication = dataset.Publication,
            AsOf = dataset.AsOf,
            DataThrough = dataset.DataThrough,
            FirstDate = dataset.FirstDate,
            Counts = dataset.Counts,
            Known = dataset.Known,
            Measures = [.. catalog.Measures.Keys.Where(name => figures.Of(null, name).IsOfSomething)],
        };
    }

    /// <summary>Cached until the next publication, as datasets change only then.</summary>
    private sealed record DatasetsOfPublication(string Key, IReadOnlyList<DatasetSummary> Summaries)
    {
        public long SeenAt { get; init; }

        public TimeSpan Age => Stopwatch.GetElapsedTime(SeenAt);

        public int Publication => Summaries is [var first, ..] ? first.Publication : 0;

        public IReadOnlyList<DatasetSummary> WhileAway() => [.. Summaries.Select(summary => summary with { IsDatabaseAway = true })];
    }
}
