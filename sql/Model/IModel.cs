using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model;

/// <summary>
/// The semantic model: the single source of figures for pages, charts, exports and the API. Every answer is read from a single publication.
/// Thread-safe.
/// </summary>
public interface IModel
{
    /// <summary>The measures and slicers that can be requested.</summary>
    ModelCatalog Catalog { get; }

    /// <summary>Answers one question.</summary>
    /// <exception cref="QueryException">The dataset, the publication or a name is unknown; the fault lists what is allowed.</exception>
    Task<Result> AnswerAsync(Query query, CancellationToken cancellation = default);

    /// <summary>
    /// Answers several questions, in their order; those about the same dataset and publication are read together. An invalid question does not affect
    /// the others.
    /// </summary>
    Task<IReadOnlyList<Answered>> AnswerAsync(IReadOnlyList<Query> queries, CancellationToken cancellation = default);

    /// <summary>Answers one question and explains how: the engine, and the SQL that yields the same figures.</summary>
    /// <exception cref="QueryException">As <see cref="AnswerAsync(Query, CancellationToken)"/>.</exception>
    Task<Explanation> ExplainAsync(Query query, CancellationToken cancellation = default);

    /// <summary>
    /// The rows behind one figure: <paramref name="query"/> names one plain measure, no <c>by</c>, and the page. Always read from Postgres.
    /// </summary>
    /// <exception cref="QueryException">The query is invalid, or its scope does not permit seeing single companies.</exception>
    Task<SingleRows> SingleRowsAsync(Query query, CancellationToken cancellation = default);

    /// <summary>All datasets as of the latest publication.</summary>
    Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(CancellationToken cancellation = default);

    /// <summary>All datasets as of a publication. The result never changes, except for <see cref="DatasetSummary.IsDatabaseAway"/>.</summary>
    /// <exception cref="QueryException">The publication does not exist.</exception>
    Task<IReadOnlyList<DatasetSummary>> DatasetsAsOfAsync(int publication, CancellationToken cancellation = default);

    /// <summary>The members of a slicer that occur in the dataset's latest publication within the scope, in slicer order; for pickers.</summary>
    /// <exception cref="QueryException">The slicer or the dataset is unknown.</exception>
    Task<IReadOnlyList<Member>> MembersAsync(string slicer, string dataset, Scope scope, CancellationToken cancellation = default);
}

/// <summary>One of several answers: the result, or what is wrong with the question.</summary>
public sealed record Answered(Result? Result, QueryFault? Fault);

/// <summary>A dataset as of one publication. Dates are null if it is empty.</summary>
public sealed record DatasetSummary
{
    public required string Code { get; init; }
    public required Bilingual Label { get; init; }

    /// <summary>Where the data comes from.</summary>
    public required Bilingual? Source { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Its fiscal years.</summary>
    public required FiscalCalendar Calendar { get; init; }

    public required bool IsSynthetic { get; init; }

    /// <summary>The publication shown: the latest unless an older one was requested; 0 if nothing is published yet.</summary>
    public required int Publication { get; init; }

    public required DateTimeOffset? AsOf { get; init; }
    public required DateOnly? DataThrough { get; init; }
    public required DateOnly? FirstDate { get; init; }
    public required RowCounts Counts { get; init; }

    /// <summary>The slicers and states that its facts have data for.</summary>
    public required KnownSlicers Known { get; init; }

    /// <summary>
    /// The database cannot be reached. The summary is that of the latest publication known, and only what is in memory can be answered.
    /// </summary>
    public bool IsDatabaseAway { get; init; }

    /// <summary>
    /// Measures with at least one counted row (for a ratio: in its base; for measures of days: with a known day; for a median: that has reached the
    /// event). Pages show only these.
    /// </summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>Nothing is published in it.</summary>
    public bool IsEmpty => DataThrough is null;

    /// <summary>
    /// The year that pages open with: the last complete fiscal year up to <see cref="DataThrough"/>, or the running one if none is complete.
    /// </summary>
    public int? DefaultFiscalYear =>
        DataThrough is not { } through ? null
        : FirstDate is { } first ? Math.Max(Calendar.LastCompleteYear(through), Calendar.YearOf(first))
        : Calendar.LastCompleteYear(through);

    /// <summary>The first fiscal year with a date.</summary>
    public int? FirstFiscalYear => FirstDate is { } first ? Calendar.YearOf(first) : null;

    /// <summary>The configuration key that names an installation's default dataset.</summary>
    public const string DefaultSetting = "Dataset";

    /// <summary>
    /// The dataset used if a question names none: the configured one; else <c>ledgers</c> if it has rows; else the only real dataset with rows; else
    /// <c>samples</c>.
    /// </summary>
    public static string DefaultOf(IReadOnlyList<DatasetSummary> datasets, string? configured = null)
    {
        if (configured is not null && datasets.Any(d => d.Code == configured))
        {
            return configured;
        }

        var real = datasets.Where(d => !d.IsSynthetic && !d.IsEmpty).ToList();
        return real.Any(d => d.Code == "ledgers") ? "ledgers"
            : real is [var only] ? only.Code
            : "samples";
    }
}
