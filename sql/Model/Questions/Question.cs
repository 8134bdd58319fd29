using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>A query whose names have been found in the catalogue, and the coordinates that it gives to a row of its answer.</summary>
internal sealed record Question(IReadOnlyList<MeasureRequest> Measures, IReadOnlyList<SlicerDeclaration> By, IReadOnlyList<Filter> Filters, Scope Scope)
{
    /// <summary>Slicers that are held to a range: its codes are those of the dataset's own time, of which next year has more.</summary>
    public IReadOnlyCollection<SlicerDeclaration> Ranged { get; init; } = [];

    /// <summary>What spans the rows, as the dataset names it.</summary>
    public IReadOnlyList<SlicerColumn> Columns { get; init; } = [];

    /// <summary>The filter that lets through rows of which only the year is known; null where no slicer tells them.</summary>
    public Filter? OnlyYearKnown { get; init; }

    /// <summary>What the dataset's rows tell in this publication.</summary>
    public required KnownSlicers Known { get; init; }

    /// <exception cref="QueryException">The question means nothing or asks too much, or the scope does not permit it.</exception>
    public static Question Of(Query query, ModelCatalog catalog, DatasetState dataset)
    {
        QuestionRules.Check(query, catalog);
        var ranged = query.Ranges.Select(r => (Slicer: catalog.Slicers[r.Key], Range: r.Value)).ToList();
        return new Question(
            [.. query.Measures.Distinct().Select(name => MeasureRequest.Find(catalog, name, dataset.Code)!)],
            [.. query.By.Select(name => catalog.Slicers[name])],
            [
                .. query.Filters.Where(f => f.Value.Count > 0).Select(f => new Filter(catalog.Slicers[f.Key], f.Value)),
                .. ranged.Select(r => new Filter(r.Slicer, RangeCodes.Of(r.Slicer, r.Range, dataset))),
                .. query.Excluded.Where(f => f.Value.Count > 0).Select(f => new Filter(catalog.Slicers[f.Key], f.Value, IsExcluded: true)),
            ],
            query.Scope
        )
        {
            Known = dataset.Known,
            OnlyYearKnown = catalog.Slicers.Values.FirstOrDefault(s => s.Grain == TimeGrain.Month) is { } month
                ? new Filter(month, [ReservedCode.NotApplicable])
                : null,
            Columns = [.. query.By.Select(name => new SlicerColumn(name, catalog.LabelOf(dataset.Code, name)))],
            Ranged = [.. ranged.Where(r => r.Range.From != r.Range.To).Select(r => r.Slicer)],
        };
    }

    /// <summary>Every slicer in it, of rows and filters alike.</summary>
    public IEnumerable<SlicerDeclaration> Slicers => By.Concat(Filters.Select(f => f.Slicer)).Distinct();

    /// <summary>True where rows of <paramref name="fact"/> can be told apart by all of its slicers, and by what its scope is drawn by.</summary>
    public bool AppliesTo(Fact fact) => Slicers.All(slicer => slicer.AppliesTo(fact)) && Scope.RulesFor(fact) is not null;

    /// <summary>As <see cref="AppliesTo(Fact)"/>; of a stock of rows in certain states also: its rows have states at all.</summary>
    public bool AppliesTo(MeasureDeclaration measure) => AppliesTo(measure.Fact) && Known.HasStates(measure);

    /// <summary>True where any row of the fact has a member of the slicer.</summary>
    public bool Knows(Fact fact, SlicerDeclaration slicer) => Known.Has(fact, slicer);

    /// <summary>
    /// True where rows of the fact can be told apart by what spans the answer's rows; of one dimension it is enough to know one level: a prefecture
    /// without its sub-region.
    /// </summary>
    public bool TellsRows(Fact fact) => By.GroupBy(s => (object?)s.Dimension ?? s).All(slicers => slicers.Any(slicer => Knows(fact, slicer)));

    /// <summary>
    /// The slicer by which a row (null: the totals) is held to nothing but kinds that the measure never counts; null where it can have a figure.
    /// </summary>
    public SlicerDeclaration? KeptOutBy(MeasureDeclaration measure, RowKey? row) =>
        Kinds(measure)
            .FirstOrDefault(slicer =>
                measure.NeverCounts(slicer, CoordinateOf(slicer, row), [.. Filters.Where(f => f.Slicer == slicer && f.IsExcluded).SelectMany(f => f.Codes)])
            );

    /// <summary>Slicers that tell kinds of which the measure counts some only.</summary>
    public IEnumerable<SlicerDeclaration> Kinds(MeasureDeclaration measure) => Slicers.Where(slicer => measure.KindsOf(slicer).Any());

    /// <summary>The totals can have a figure: the measure's fact knows what they are held to, and the measure counts such rows.</summary>
    public bool CanBeOf(MeasureDeclaration measure) => Filters.All(f => Knows(measure.Fact, f.Slicer)) && KeptOutBy(measure, row: null) is null;

    /// <summary>
    /// The codes that a slicer is held to in <paramref name="row"/> (null: the totals): the row's member, else the filter's codes; empty = it is not held.
    /// </summary>
    public IReadOnlyList<string> CoordinateOf(SlicerDeclaration slicer, RowKey? row)
    {
        for (var index = 0; row is not null && index < By.Count; index++)
        {
            if (By[index] == slicer)
            {
                return [row.Codes[index]];
            }
        }

        return Filters.FirstOrDefault(f => f.Slicer == slicer && !f.IsExcluded)?.Codes ?? [];
    }

    /// <summary>
    /// The finest period that a row is held to exactly, or null. A row that is shifted by some years is held by filters that are shifted alike.
    /// </summary>
    public (TimeGrain Grain, string Code)? PeriodOf(RowKey? row, int yearsLater = 0)
    {
        foreach (var slicer in Slicers.Where(s => s.Kind == SlicerKind.Time).OrderByDescending(s => s.Grain))
        {
            if (CoordinateOf(slicer, row).Count == 1 && PeriodsOf(slicer, row, yearsLater) is [var code])
            {
                return (slicer.Grain!.Value, code);
            }
        }

        return null;
    }

    /// <summary>
    /// The last day that a row can have dates of: that of the periods it is held to, or <paramref name="through"/> where time is not held; what is
    /// left out at the
    /// end is not in it. See <see cref="PeriodOf"/> for rows that are shifted.
    /// </summary>
    public DateOnly LastDay(RowKey? row, FiscalCalendar calendar, int yearsLater, DateOnly through)
    {
        var held = Slicers
            .Where(s => s.Kind == SlicerKind.Time)
            .Select(s => (Grain: s.Grain!.Value, Codes: PeriodsOf(s, row, yearsLater)))
            .Where(s => s.Codes.Count > 0)
            .ToList();
        var end = held.Select(s => (DateOnly?)s.Codes.Max(code => calendar.LastDay(s.Grain, code))).Min() ?? through;
        var excluded = Filters
            .Where(f => f.IsExcluded && f.Slicer.Grain is not null)
            .Select(f => (Grain: f.Slicer.Grain!.Value, Codes: f.Codes.Select(code => FiscalCalendar.Shift(code, yearsLater)).ToList()))
            .ToList();
        var first = held.Select(s => s.Codes.Min(code => calendar.FirstDay(s.Grain, code))).Append(DateOnly.MinValue).Max();
        for (var day = end; excluded.Count > 0 && day >= first; )
        {
            if (WhatKeepsOut(day) is not { } grain)
            {
                return day;
            }

            day = calendar.FirstDay(grain, calendar.CodeOf(grain, day)).AddDays(-1);
        }

        return end;

        TimeGrain? WhatKeepsOut(DateOnly day) =>
            excluded
                .Where(s => s.Codes.Contains(calendar.CodeOf(s.Grain, day)))
                .Concat(held.Where(s => !s.Codes.Contains(calendar.CodeOf(s.Grain, day))))
                .Select(s => (TimeGrain?)s.Grain)
                .Min();
    }

    /// <summary>
    /// True where a row (null: the totals) is all of what its coordinate on <paramref name="slicer"/> says: nothing is left out, and no range may
    /// hold more next year.
    /// </summary>
    public bool HoldsExactly(SlicerDeclaration slicer, RowKey? row) =>
        row is not null && By.Contains(slicer) && !slicer.Overlaps ? true : !Ranged.Contains(slicer) && Filters.All(f => f.Slicer != slicer || !f.IsExcluded);

    private List<string> PeriodsOf(SlicerDeclaration slicer, RowKey? row, int yearsLater)
    {
        var isOfRow = row is not null && By.Contains(slicer);
        return
        [
            .. CoordinateOf(slicer, row).Where(code => ReservedCode.Rank(code) == 0).Select(code => isOfRow ? code : FiscalCalendar.Shift(code, yearsLater)),
        ];
    }

    /// <summary>The same filters some years later or earlier.</summary>
    public IReadOnlyList<Filter> ShiftedFilters(int years) =>
        [.. Filters.Select(f => f.Slicer.Kind == SlicerKind.Time ? f with { Codes = [.. f.Codes.Select(code => FiscalCalendar.Shift(code, years))] } : f)];

    /// <summary>The same row some years later or earlier.</summary>
    public RowKey Shifted(RowKey row, int years) =>
        new([.. row.Codes.Select((code, index) => By[index].Kind == SlicerKind.Time ? FiscalCalendar.Shift(code, years) : code)]);
}
