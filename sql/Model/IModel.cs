using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model;

/// <summary>
/// The semantic model: the one place from which pages, charts, exports and the API get their figures. Thread-safe. Every answer is read from one publication
/// as a whole.
/// </summary>
public interface IModel
{
    /// <summary>The measures and slicers that may be asked for.</summary>
    ModelCatalog Catalog { get; }

    /// <summary>Answers one question.</summary>
    /// <exception cref="QueryException">The dataset, publication or a name in it is unknown; the fault says what is allowed.</exception>
    Task<Result> AnswerAsync(Query query, CancellationToken cancellation = default);

    /// <summary>
    /// Answers several questions, in their order; those about the same dataset and publication are read together. A faulty one does not stop the
    /// others.
    /// </summary>
    Task<IReadOnlyList<Answered>> AnswerAsync(IReadOnlyList<Query> queries, CancellationToken cancellation = default);

    /// <summary>Answers one question and tells how: the engine, and the SQL that would give the same figures.</summary>
    /// <exception cref="QueryException">As <see cref="AnswerAsync(Query, CancellationToken)"/>.</exception>
    Task<Explanation> ExplainAsync(Query query, CancellationToken cancellation = default);

    /// <summary>
    /// The single rows that one figure counts: <paramref name="query"/> names one plain measure, no <c>by</c>, and the page. Always from Postgres.
    /// </summary>
    /// <exception cref="QueryException">Also where the scope does not see single companies.</exception>
    Task<SingleRows> SingleRowsAsync(Query query, CancellationToken cancellation = default);

    /// <summary>All datasets as the newest publication shows them.</summary>
    Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(CancellationToken cancellation = default);

    /// <summary>All datasets as the publication of that number shows them: the same for ever, but for <see cref="DatasetSummary.IsDatabaseAway"/>.</summary>
    /// <exception cref="QueryException">There is no such publication.</exception>
    Task<IReadOnlyList<DatasetSummary>> DatasetsAsOfAsync(int publication, CancellationToken cancellation = default);

    /// <summary>The members of a slicer that occur in the dataset's newest publication within the scope, in the slicer's order; for pickers.</summary>
    /// <exception cref="QueryException">The slicer or the dataset is unknown.</exception>
    Task<IReadOnlyList<Member>> MembersAsync(string slicer, string dataset, Scope scope, CancellationToken cancellation = default);
}

/// <summary>One of several answers: the result, or what is wrong with its question.</summary>
public sealed record Answered(Result? Result, QueryFault? Fault);

/// <summary>A dataset as one publication shows it. Dates are null while it is empty.</summary>
public sealed record DatasetSummary
{
    public required string Code { get; init; }
    public required Bilingual Label { get; init; }

    /// <summary>Where the data comes from, in words.</summary>
    public required Bilingual? Source { get; init; }

    /// <summary>Code of ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Its fiscal years.</summary>
    public required FiscalCalendar Calendar { get; init; }

    public required bool IsSynthetic { get; init; }

    /// <summary>The publication that is shown, unless an older one was asked for the newest; 0 = nothing is published yet.</summary>
    public required int Publication { get; init; }

    public required DateTimeOffset? AsOf { get; init; }
    public required DateOnly? DataThrough { get; init; }
    public required DateOnly? FirstDate { get; init; }
    public required RowCounts Counts { get; init; }

    /// <summary>Which slicers and states its facts know.</summary>
    public required KnownSlicers Known { get; init; }

    /// <summary>
    /// The database cannot be reached: this is how the newest publication stood that is known of, and only what is held in memory can be answered.
    /// </summary>
    public bool IsDatabaseAway { get; init; }

    /// <summary>
    /// Measures for which at least one row counts (of a ratio: in its base; of measures that ask for days: of which the day is known; of a median:
    /// that has come so far); pages show only these.
    /// </summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>Nothing is published in it.</summary>
    public bool IsEmpty => DataThrough is null;

    /// <summary>
    /// The year that pages open with: the last complete fiscal year not after <see cref="DataThrough"/>, or the running one where none is complete.
    /// </summary>
    public int? DefaultFiscalYear =>
        DataThrough is not { } through ? null
        : FirstDate is { } first ? Math.Max(Calendar.LastCompleteYear(through), Calendar.YearOf(first))
        : Calendar.LastCompleteYear(through);

    /// <summary>The first fiscal year that has a date in it.</summary>
    public int? FirstFiscalYear => FirstDate is { } first ? Calendar.YearOf(first) : null;

    /// <summary>The setting of an installation that names its default dataset.</summary>
    public const string DefaultSetting = "Dataset";

    /// <summary>
    /// The dataset that is meant where a question names none: the one set for the installation; else <c>ledgers</c> if it has rows; else the only real one that
    /// has; else <c>samples</c>.
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
