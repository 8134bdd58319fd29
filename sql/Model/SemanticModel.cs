using System.Diagnostics;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Npgsql;
using Trace = Analytics.Sql.Model.Answers.Trace;

namespace Analytics.Sql.Model;

/// <summary>
/// Answers questions: plans what to read, lets an engine read it, and composes the answer identically for every engine. The given engines are tried
/// in order; Postgres answers whatever they cannot.
/// </summary>
public sealed class SemanticModel(ModelCatalog catalog, PostgresStars postgres, params IReadOnlyList<IStars> engines) : IModel
{
    private static readonly Bilingual EstablishmentsAreElsewhere = new("事業所数はデータベースから読みます。", "Establishments are read from the database.");

    private readonly EngineChain _engines = new(postgres, engines);
    private readonly DatasetSummaries _datasets = new(catalog, postgres, new EngineChain(postgres, engines));

    /// <summary>A model that reads from Postgres only, as <paramref name="reader"/>.</summary>
    public static SemanticModel Direct(NpgsqlDataSource reader, ModelCatalog catalog) => new(catalog, new PostgresStars(reader, catalog));

    /// <summary>A model on the caller's connection, within its transaction, so that it sees uncommitted rows. For one caller at a time.</summary>
    public static SemanticModel Within(NpgsqlConnection connection, ModelCatalog catalog) => new(catalog, PostgresStars.Within(connection, catalog));

    public ModelCatalog Catalog => catalog;

    public async Task<Result> AnswerAsync(Query query, CancellationToken cancellation = default)
    {
        var answer = (await AnswerAsync([query], cancellation))[0];
        return answer.Result ?? throw new QueryException(answer.Fault!);
    }

    public async Task<IReadOnlyList<Answered>> AnswerAsync(IReadOnlyList<Query> queries, CancellationToken cancellation = default)
    {
        var answers = new Answered[queries.Count];
        foreach (var group in queries.Select((query, index) => (Query: query, Index: index)).GroupBy(q => (q.Query.Dataset, q.Query.Publication)))
        {
            await AnswerAsync(group.Key.Dataset, group.Key.Publication, [.. group], answers, cancellation);
        }

        return answers;
    }

    public async Task<Explanation> ExplainAsync(Query query, CancellationToken cancellation = default)
    {
        var result = await AnswerAsync(query, cancellation);
        var (star, _) = await _engines.FindAsync(result.Dataset, result.Publication == 0 ? null : result.Publication, cancellation);
        await using (star)
        {
            var plan = AnswerPlan.Of(query, Question.Of(query, catalog, star.Dataset), star.Dataset);
            return new Explanation(
                result,
                [
                    .. plan.Facts.SelectMany(fact => ExplainedStatements.Of(star.Dataset, fact)),
                    .. plan.Establishments.Select(grain => ExplainedStatements.Of(star.Dataset, grain)),
                ]
            );
        }
    }

    public async Task<SingleRows> SingleRowsAsync(Query query, CancellationToken cancellation = default)
    {
        SingleRows.Check(query, catalog);
        await using var star = (PostgresStar)(await postgres.FindAsync(query.Dataset, query.Publication, cancellation)).Star!;
        var question = Question.Of(query, catalog, star.Dataset);
        var plan = AnswerPlan.Of(query, question, star.Dataset);
        var figures = await star.ReadAsync(plan.Facts, cancellation);
        var answer = plan.Compose(figures, TargetSheet.Empty, EstablishmentSheet.Empty, new Trace(star.Engine, 0, 0, null));
        var result = answer.Result with { Notes = answer.NotesOn(answer.Result.Rows) };
        var (page, size) = (query.Page ?? 1, query.Size ?? QuestionRules.DefaultSize);
        // No rows can match (the dataset lacks the fact, a slicer does not apply or has no data, or the selected kinds are never counted), so there
        // is nothing to read.
        return plan.Facts is [var fact] && question.CanBeOf(fact.Measures[0])
            ? await star.SingleRowsAsync(fact with { Measures = [fact.Measures[0]] }, result, page, size, cancellation)
            : SingleRows.None(result, page, size);
    }

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(CancellationToken cancellation = default) => _datasets.NewestAsync(cancellation);

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsOfAsync(int publication, CancellationToken cancellation = default) =>
        _datasets.AsOfAsync(publication, cancellation);

    public async Task<IReadOnlyList<Member>> MembersAsync(string slicer, string dataset, Scope scope, CancellationToken cancellation = default)
    {
        var declaration =
            catalog.Slicers.GetValueOrDefault(slicer) ?? throw new QueryException(QueryFault.UnknownSlicer("slicer", slicer, [.. catalog.Slicers.Keys]));
        var (star, _) = await _engines.FindAsync(dataset, publication: null, cancellation);
        await using (star)
        {
            var figures = new Figures();
            var facts = Fact.All.Where(fact => star.Dataset.Has(fact) && declaration.AppliesTo(fact) && scope.RulesFor(fact) is not null);
            foreach (
                var found in await _engines.FiguresAsync(
                    star,
                    [
                        .. facts.Select(fact => new FactQuestion(
                            fact,
                            [],
                            [declaration],
                            [],
                            scope.RulesFor(fact)!,
                            star.Dataset.DataThrough ?? DateOnly.MinValue
                        )),
                    ],
                    cancellation
                )
            )
            {
                figures.AddAll(found);
            }

            return
            [
                .. figures
                    .Members.Ordered(figures.Rows, [declaration])
                    .Select(row => figures.Members.MemberOf(declaration, row.Codes[0], star.Dataset.Calendar)),
            ];
        }
    }

    private async Task AnswerAsync(
        string dataset,
        int? publication,
        IReadOnlyList<(Query Query, int Index)> queries,
        Answered[] answers,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.GetTimestamp();
        // Faults that the question alone reveals cost no read.
        var asked = queries.Where(q => Try(q.Index, () => QuestionRules.Check(q.Query, catalog))).ToList();
        if (asked.Count == 0)
        {
            return;
        }

        try
        {
            var (star, whyNot) = await _engines.FindAsync(dataset, publication, cancellation);
            await using (star)
            {
                var own = await ReadAsync(star, asked);
                var arrangements = asked.Where(q => own.ContainsKey(q.Index)).Select(q => (q.Index, Arrangement: new Arrangement(q.Query))).ToList();
                // The row of others next to the top rows is a question of its own, to the same star.
                var others = await ReadAsync(
                    star,
                    [.. arrangements.Select(a => (Query: a.Arrangement.OthersOf(own[a.Index].Result)!, a.Index)).Where(o => o.Query is not null)]
                );
                foreach (var (index, arrangement) in arrangements.Where(a => answers[a.Index]?.Fault is null))
                {
                    var rest = others.GetValueOrDefault(index)?.Result;
                    Try(
                        index,
                        () =>
                        {
                            var result = arrangement.Of(own[index], rest?.Totals, catalog);
                            var trace = result.Trace;
                            var scanned = trace.RowsScanned + (rest?.Trace.RowsScanned ?? 0);
                            answers[index] = new Answered(
                                result with
                                {
                                    Trace = trace with
                                    {
                                        Milliseconds = Stopwatch.GetElapsedTime(clock).TotalMilliseconds,
                                        RowsScanned = scanned,
                                        WhyNotMemory = trace.WhyNotMemory ?? whyNot,
                                    },
                                },
                                null
                            );
                        }
                    );
                }
            }
        }
        catch (QueryException refused)
        {
            foreach (var (_, index) in asked)
            {
                answers[index] = new Answered(null, refused.Fault);
            }
        }

        // The answers by position of their question; a refused question has a fault instead.
        async Task<Dictionary<int, Answer>> ReadAsync(IStar star, IReadOnlyList<(Query Query, int Index)> round)
        {
            var read = new Dictionary<int, Answer>();
            var plans = new List<(AnswerPlan Plan, int Index)>();
            foreach (var (query, index) in round)
            {
                Try(index, () => plans.Add((AnswerPlan.Of(query, Question.Of(query, catalog, star.Dataset), star.Dataset), index)));
            }

            if (plans.Count == 0)
            {
                return read;
            }

            var figures = await _engines.FiguresAsync(star, [.. plans.SelectMany(p => p.Plan.Facts)], cancellation);
            var sheet = plans.Any(p => p.Plan.NeedsTargets) ? await star.TargetsAsync(cancellation) : TargetSheet.Empty;
            var establishments = await _engines.EstablishmentsAsync(star, [.. plans.SelectMany(p => p.Plan.Establishments)], cancellation);
            var place = 0;
            foreach (var (plan, index) in plans)
            {
                var own = figures.Skip(place).Take(plan.Facts.Count).ToList();
                place += plan.Facts.Count;
                var left =
                    plan.Facts.Select(star.WhyNot).FirstOrDefault(reason => reason is not null)
                    ?? (plan.Establishments.Count > 0 && star is not PostgresStar ? EstablishmentsAreElsewhere : null);
                Try(
                    index,
                    () =>
                        read[index] = plan.Compose(
                            own,
                            sheet,
                            establishments,
                            new Trace(left is null ? star.Engine : PostgresStar.Name, 0, own.Sum(f => f.RowsScanned), left)
                        )
                );
            }

            return read;
        }

        // Isolates an invalid question from the others.
        bool Try(int index, Action step)
        {
            try
            {
                step();
                return true;
            }
            catch (QueryException refused)
            {
                answers[index] = new Answered(null, refused.Fault);
                return false;
            }
        }
    }
}
