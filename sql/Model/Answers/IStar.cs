using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// The star of one dataset in one publication, as an engine holds it: everything read from it belongs to that publication. Both engines (Postgres; the columns
/// in memory) are asked through this, and must give the same figures.
/// </summary>
public interface IStar : IAsyncDisposable
{
    /// <summary>Name of the engine, as answers tell it: <c>postgres</c> or <c>memory</c>.</summary>
    string Engine { get; }

    /// <summary>Dataset and publication.</summary>
    DatasetState Dataset { get; }

    /// <summary>Why this engine leaves a question to Postgres; null where it answers it.</summary>
    Bilingual? WhyNot(FactQuestion question) => null;

    /// <summary>Answers several questions at once, in their order; an engine may read its rows once for all of them.</summary>
    Task<IReadOnlyList<Figures>> ReadAsync(IReadOnlyList<FactQuestion> questions, CancellationToken cancellation);

    /// <summary>All targets of the dataset.</summary>
    Task<TargetSheet> TargetsAsync(CancellationToken cancellation);
}

/// <summary>Where stars are found. Thread-safe.</summary>
public interface IStars
{
    /// <summary>The star of a dataset in a publication (null: the newest), or why this engine does not have it.</summary>
    /// <exception cref="QueryException">There is no such dataset or publication.</exception>
    ValueTask<FoundStar> FindAsync(string dataset, int? publication, CancellationToken cancellation);

    /// <summary>The same stars, as far as they can answer questions of that catalogue.</summary>
    IStars For(ModelCatalog catalog) => this;
}

/// <summary>A star, or why there is none here; then another engine is asked.</summary>
public sealed record FoundStar(IStar? Star, Bilingual? WhyNot = null);

/// <summary>How an answer came about.</summary>
/// <param name="Engine"><c>memory</c> or <c>postgres</c>.</param>
/// <param name="Milliseconds">From the question to its answer; of several that were answered in one pass, of all of them.</param>
/// <param name="RowsScanned">Rows of facts that it is about: in memory those of the blocks that could not be skipped, whether row by row or by a sum
/// that is kept of the block.</param>
/// <param name="WhyNotMemory">Why the columns in memory were passed over, where they were.</param>
public sealed record Trace(string Engine, double Milliseconds, long RowsScanned, Bilingual? WhyNotMemory);
