using System.Collections.Concurrent;
using System.Globalization;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// What has been asked lately, by whomever. An answer from a named publication by the same declarations never changes, so it is kept; which
/// publication is the newest is asked again after
/// <see cref="Freshness"/>. The page that comes alive after its prerendering finds its figures here at once and need not blink. Thread-safe.
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

    /// <summary>The measures and slicers that may be asked for.</summary>
    public ModelCatalog Catalog => model.Catalog;

    /// <summary>Where municipalities are drawn.</summary>
    public MunicipalOffices Offices => offices;

    /// <summary>All datasets as the newest publication shows them.</summary>
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

    /// <summary>All datasets as the publication shows them that an address names (<c>publication=N</c>), else the newest.</summary>
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

    // Kept as the database has it: what is said while that is away holds for this once.
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
    /// The answer to a question, when the asker's turn has come. One about a named publication is answered once for all who ask it; what the newest one says
    /// (it is unnamed only while there is none) is asked anew each time.
    /// </summary>
    /// <exception cref="QueryException">As <see cref="IModel.AnswerAsync(Query, CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The asker has gone.</exception>
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

/// <summary>What one showing of a page asks: the same answers for everybody, and a turn in the line for each.</summary>
public sealed record PageAnswers(RecentAnswers Recent, Asker Asker)
{
    /// <summary>The measures and slicers that may be asked for.</summary>
    public ModelCatalog Catalog => Recent.Catalog;

    /// <summary>Where municipalities are drawn.</summary>
    public MunicipalOffices Offices => Recent.Offices;

    /// <inheritdoc cref="RecentAnswers.AnswerAsync" />
    public Task<Result> AnswerAsync(Query query) => Recent.AnswerAsync(query, Asker);
}
