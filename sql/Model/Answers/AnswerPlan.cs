using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Plans what to read to answer one question: one or more fact questions, which any engine may answer, and whether the target sheet is needed.
/// </summary>
internal sealed class AnswerPlan
{
    private readonly List<(Part Part, FactQuestion Question)> _reads = [];
    private readonly Query _query;
    private readonly Question _question;
    private readonly DatasetState _dataset;
    private readonly StockDays _days;
    private readonly DateOnly _through;

    private AnswerPlan(Query query, Question question, DatasetState dataset) =>
        (_query, _question, _dataset, _days, _through) = (query, question, dataset, StockDays.Of(question, dataset), dataset.DataThrough ?? DateOnly.MinValue);

    private enum Part
    {
        Figures,
        YearBefore,
        YearBeforeToDate,
        SometimeInTheYearBefore,
        Members,
    }

    /// <summary>The fact questions, in the order that <see cref="Compose"/> expects.</summary>
    public IReadOnlyList<FactQuestion> Facts => [.. _reads.Select(r => r.Question)];

    public bool NeedsTargets => Targets.AreAsked(_question, _dataset);

    /// <summary>The grains at which establishment counts are needed; empty if none are requested.</summary>
    public IReadOnlyCollection<EstablishmentGrain> Establishments => EstablishmentGrain.AllOf(_question, _dataset);

    public static AnswerPlan Of(Query query, Question question, DatasetState dataset)
    {
        var plan = new AnswerPlan(query, question, dataset);
        plan.Read(Part.Figures, question.Filters, plan._days, plan._through, question.Measures.SelectMany(m => m.WithPartOfIt));
        var pointBefore = dataset.DataThrough is { } through ? StockDays.YearBefore(through) : DateOnly.MinValue;
        plan.Read(
            Part.YearBeforeToDate,
            question.ShiftedFilters(-1),
            plan._days.YearBefore(),
            pointBefore,
            question.Measures.Where(m => m.Facet == MeasureFacet.PreviousToDate)
        );
        // Events of which only the year is known cannot be placed before or after the comparison day.
        if (question.OnlyYearKnown is { } sometime)
        {
            plan.Read(
                Part.SometimeInTheYearBefore,
                [.. question.ShiftedFilters(-1), sometime],
                plan._days.YearBefore(),
                plan._through,
                question.Measures.Where(m =>
                    m.Facet == MeasureFacet.PreviousToDate && m.Measure.Kind != MeasureKind.Stock && sometime.Slicer.AppliesTo(m.Measure.Fact)
                )
            );
        }

        plan.Read(Part.YearBefore, question.ShiftedFilters(-1), plan._days.YearBefore(), plan._through, question.Measures.Where(m => m.IsOfYearBefore));
        plan.ReadMembers();
        return plan;
    }

    /// <param name="figures">The figures for <see cref="Facts"/>, in the same order.</param>
    /// <param name="sheet">The target sheet, if needed.</param>
    /// <param name="establishments">The establishment counts, if needed.</param>
    /// <param name="trace">How the figures were read.</param>
    /// <exception cref="QueryException">The answer has more rows than allowed.</exception>
    public Answer Compose(IReadOnlyList<Figures> figures, TargetSheet sheet, EstablishmentSheet establishments, Trace trace)
    {
        return new Answer(
            _query,
            _question,
            _dataset,
            Of(Part.Figures),
            Of(Part.YearBefore),
            Of(Part.YearBeforeToDate),
            Of(Part.SometimeInTheYearBefore),
            Of(Part.Members),
            NeedsTargets ? Targets.Of(_question, sheet) : new Targets(),
            new EstablishmentBase(_question, establishments),
            _days,
            trace
        );

        // What was read in one go is taken as it is.
        Figures Of(Part part)
        {
            var found = figures.Where((_, index) => _reads[index].Part == part).ToList();
            if (found is [var only])
                return only;
            var all = new Figures();
            found.ForEach(all.AddAll);
            return all;
        }
    }

    /// <summary>Adds one read per fact, one for its stocks, and one for each measure that cannot share a read.</summary>
    private void Read(Part part, IReadOnlyList<Filter> filters, StockDays days, DateOnly through, IEnumerable<MeasureRequest> requests)
    {
        var measures = requests.Select(m => m.Measure).Distinct().Where(m => _dataset.Has(m) && _question.AppliesTo(m));
        foreach (
            var group in measures
                .GroupBy(m => (m.Fact, IsStock: m.Kind == MeasureKind.Stock, Alone: m.IsReadAlone ? m : null))
                .Where(group => !group.Key.IsStock || days.Total is not null)
        )
        {
            _reads.Add(
                (
                    part,
                    new FactQuestion(
                        group.Key.Fact,
                        [.. group],
                        _question.By,
                        filters,
                        _question.Scope.RulesFor(group.Key.Fact)!,
                        through,
                        group.Key.IsStock ? days : null
                    )
                )
            );
        }
    }

    /// <summary>
    /// The members that an answer lists even where nothing fits: those that any fact of the dataset has under the question's filters, at whatever
    /// time; of a slicer
    /// with many members only those that the question names.
    /// </summary>
    private void ReadMembers()
    {
        if (
            _question.By is [{ Kind: not SlicerKind.Time } slicer]
            && (slicer.ListsAllMembers || _question.CoordinateOf(slicer, row: null).Count > 0)
            && _question.Measures.Any(m => _dataset.Has(m.Measure) && _question.AppliesTo(m.Measure))
        )
        {
            _reads.AddRange(
                Fact.All.Where(fact => _dataset.Has(fact) && _question.AppliesTo(fact))
                    .Select(fact =>
                        (
                            Part.Members,
                            new FactQuestion(
                                fact,
                                [],
                                _question.By,
                                [.. _question.Filters.Where(f => f.Slicer.Kind != SlicerKind.Time)],
                                _question.Scope.RulesFor(fact)!,
                                _through
                            )
                        )
                    )
            );
        }
    }
}
