using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// The star of one dataset in one publication, as held by an engine; all reads see that publication. Both engines (Postgres and in-memory columns)
/// implement it and must return the same figures.
/// </summary>
public interface IStar : IAsyncDisposable
{
    /// <summary>Name of the engine as shown in answers: <c>postgres</c> or <c>memory</c>.</summary>
    string Engine { get; }

    /// <summary>Dataset and publication.</summary>
    DatasetState Dataset { get; }

    /// <summary>Why this engine cannot answer the question; null if it can.</summary>
    Bilingual? WhyNot(FactQuestion question) => null;

    /// <summary>Answers several questions, in their order. An engine may scan its rows once for all of them.</summary>
    Task<IReadOnlyList<Figures>> ReadAsync(IReadOnlyList<FactQuestion> questions, CancellationToken cancellation);

    /// <summary>All targets of the dataset.</summary>
    Task<TargetSheet> TargetsAsync(CancellationToken cancellation);
}

/// <summary>Finds stars. Thread-safe.</summary>
public interface IStars
{
    /// <summary>The star of a dataset in a publication (null: the latest), or why this engine does not have it.</summary>
    /// <exception cref="QueryException">The dataset or publication does not exist.</exception>
    ValueTask<FoundStar> FindAsync(string dataset, int? publication, CancellationToken cancellation);

    /// <summary>The same stars, as far as they can answer questions under that catalog.</summary>
    IStars For(ModelCatalog catalog) => this;
}

/// <summary>A star, or why this engine has none, in which case the next engine is tried.</summary>
public sealed record FoundStar(IStar? Star, Bilingual? WhyNot = null);

/// <summary>How an answer was computed.</summary>
/// <param name="Engine"><c>memory</c> or <c>postgres</c>.</param>
/// <param name="Milliseconds">From question to answer; questions answered in one pass share the time of the whole pass.</param>
/// <param name="RowsScanned">Fact rows covered; in memory, those of the blocks that could not be skipped, whether scanned or answered from the
/// block's cached sum.</param>
/// <param name="WhyNotMemory">Why the in-memory engine was not used; null if it was.</param>
public sealed record Trace(string Engine, double Milliseconds, long RowsScanned, Bilingual? WhyNotMemory);
