using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// Caches recent answers for all readers. An answer from a named publication under the same declarations never changes, so it is kept; which
/// publication is the newest is checked again after <see cref="Freshness"/>. A page that becomes interactive after prerendering gets its figures from
/// here at once and does not flicker. Thread-safe.
/// </summary>
public sealed class RecentAnswers(IModel model, QuestionQueue queue, MunicipalOffices offices, TimeProvider time)
{
    private const int Kept = 600;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, AskedQuestion> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(int Publication, string Definitions), Task<IReadOnlyList<DatasetSummary>>> olderDatasets = new();
    private readonly Lock gate = new();
    private Task<IReadOnlyList<DatasetSummary>>? datasets;
    private long askedAt;

    /// <summary>The available measures and slicers.</summary>
    public ModelCatalog Catalog => model.Catalog;

    /// <summary>Positions of the municipal offices.</summary>
    public MunicipalOffices Offices => offices;

    /// <summary>All datasets as of the newest publication.</summary>
    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsync()
    {
        lock (gate)
        {
            if (datasets is null || datasets.IsFaulted || time.GetElapsedTime(askedAt) > Freshness)
            {
                datasets = model.DatasetsAsync();
                askedAt = time.GetTimestamp();
            }

            return datasets;
        }
    }

    /// <summary>All datasets as of the publication that an address names (<c>publication=N</c>), else the newest.</summary>
    /// <exception cref="QueryException">There is no such publication.</exception>
    public async Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(Address address)
    {
        if (address.First(PageQuestion.PublicationName) is not { } asked)
            return await DatasetsAsync();
        if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var publication) || publication == 0)
            throw new QueryException(
                new(PageQuestion.PublicationName, asked, new("公開版の番号を指定してください。", "The number of a publication is needed."), [])
            );
        var isAway = (await DatasetsAsync()).Any(dataset => dataset.IsDatabaseAway);
        var older = await AsOfAsync(publication);
        return isAway ? [.. older.Select(dataset => dataset with { IsDatabaseAway = true })] : older;
    }

    // Caches only what the database returned. What is inferred while the database is down is used once.
    private async Task<IReadOnlyList<DatasetSummary>> AsOfAsync(int publication)
    {
        if (olderDatasets.Count > Kept)
            olderDatasets.Clear();
        var key = (publication, model.Catalog.Version);
        var older = olderDatasets.GetOrAdd(key, _ => model.DatasetsAsOfAsync(publication));
        var isKept = false;
        try
        {
            var datasets = await older;
            isKept = !datasets.Any(dataset => dataset.IsDatabaseAway);
            return datasets;
        }
        finally
        {
            if (!isKept)
                olderDatasets.TryRemove(KeyValuePair.Create(key, older));
        }
    }

    /// <summary>
    /// Answers a question when the asker's turn comes. A question about a named publication is answered once and shared by all who ask it. A question
    /// without one (only while nothing has been published) is asked afresh each time.
    /// </summary>
    /// <exception cref="QueryException">As <see cref="IModel.AnswerAsync(Query, CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The asker has left.</exception>
    public Task<Result> AnswerAsync(Query query, Asker asker)
    {
        if (query.Publication is null)
        {
            var unkept = new AskedQuestion(query);
            var answer = unkept.WaitAsync(asker.Gone)!;
            queue.Add(unkept, asker);
            return answer;
        }

        if (answers.Count > Kept)
            answers.Clear();
        var text = $"{model.Catalog.Version} {query.CanonicalText()}";
        while (true)
        {
            var asked = new AskedQuestion(query);
            var known = answers.GetOrAdd(text, asked);
            if (!known.IsSpent && known.WaitAsync(asker.Gone) is { } answer)
            {
                if (known == asked)
                    queue.Add(asked, asker);
                return answer;
            }

            answers.TryRemove(KeyValuePair.Create(text, known));
        }
    }
}

/// <summary>The answers available to one showing of a page: shared answers, but its own place in the queue.</summary>
public sealed record PageAnswers(RecentAnswers Recent, Asker Asker)
{
    /// <summary>The available measures and slicers.</summary>
    public ModelCatalog Catalog => Recent.Catalog;

    /// <summary>Positions of the municipal offices.</summary>
    public MunicipalOffices Offices => Recent.Offices;

    /// <inheritdoc cref="RecentAnswers.AnswerAsync" />
    public Task<Result> AnswerAsync(Query query) => Recent.AnswerAsync(query, Asker);
}
