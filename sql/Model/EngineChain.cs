using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model;

/// <summary>Tries engines in order; Postgres is last and answers whatever the others cannot. Thread-safe.</summary>
internal sealed class EngineChain(PostgresStars postgres, IReadOnlyList<IStars> engines)
{
    /// <summary>The first star found, and why the in-memory engine was skipped.</summary>
    /// <exception cref="QueryException">The dataset or publication does not exist.</exception>
    public async Task<(IStar Star, Bilingual? WhyNotMemory)> FindAsync(string dataset, int? publication, CancellationToken cancellation)
    {
        Bilingual? whyNot = null;
        foreach (var engine in engines)
        {
            var found = await engine.FindAsync(dataset, publication, cancellation);
            if (found.Star is { } star)
            {
                return (star, null);
            }

            whyNot ??= found.WhyNot;
        }

        return (await PostgresAsync(dataset, publication, cancellation), whyNot);
    }

    /// <summary>The star's answers; questions that it declines are answered by Postgres from the same publication.</summary>
    public async Task<IReadOnlyList<Figures>> FiguresAsync(IStar star, IReadOnlyList<FactQuestion> questions, CancellationToken cancellation)
    {
        var isLeft = questions.Select(question => star.WhyNot(question) is not null).ToList();
        if (!isLeft.Contains(true))
        {
            return await star.ReadAsync(questions, cancellation);
        }

        await using var other = await PostgresAsync(star.Dataset, cancellation);
        var own = new Queue<Figures>(await star.ReadAsync([.. questions.Where((_, index) => !isLeft[index])], cancellation));
        var others = new Queue<Figures>(await other.ReadAsync([.. questions.Where((_, index) => isLeft[index])], cancellation));
        return [.. isLeft.Select(isOther => isOther ? others.Dequeue() : own.Dequeue())];
    }

    /// <summary>Establishment counts at these grains, always read from Postgres, in the star's publication.</summary>
    public async Task<EstablishmentSheet> EstablishmentsAsync(IStar star, IReadOnlyCollection<EstablishmentGrain> grains, CancellationToken cancellation)
    {
        if (grains.Count == 0)
        {
            return EstablishmentSheet.Empty;
        }

        if (star is PostgresStar same)
        {
            return await same.EstablishmentsAsync(grains, cancellation);
        }

        await using var other = await PostgresAsync(star.Dataset, cancellation);
        return await other.EstablishmentsAsync(grains, cancellation);
    }

    private Task<PostgresStar> PostgresAsync(DatasetState dataset, CancellationToken cancellation) =>
        PostgresAsync(dataset.Code, dataset.Publication == 0 ? null : dataset.Publication, cancellation);

    private async Task<PostgresStar> PostgresAsync(string dataset, int? publication, CancellationToken cancellation) =>
        (PostgresStar)(await postgres.FindAsync(dataset, publication, cancellation)).Star!;
}
