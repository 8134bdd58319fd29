using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>A query with its names resolved in the catalog, and the coordinates that it gives to each row of its answer.</summary>
internal sealed record Question(IReadOnlyList<MeasureRequest> Measures, IReadOnlyList<SlicerDeclaration> By, IReadOnlyList<Filter> Filters, Scope Scope)
{
    /// <summary>Slicers filtered by a range: its codes are limited to the dataset's own time, so next year may add more.</summary>
    public IReadOnlyCollection<SlicerDeclaration> Ranged { get; init; } = [];

    /// <summary>The slicers that split the rows, as the dataset labels them.</summary>
    public IReadOnlyList<SlicerColumn> Columns { get; init; } = [];

    /// <summary>The filter for rows of which only the year is known; null if no slicer can tell them apart.</summary>
    public Filter? OnlyYearKnown { get; init; }

    /// <summary>What the dataset's rows have data for in this publication.</summary>
    public required KnownSlicers Known { get; init; }

    /// <exception cref="QueryException">The question is invalid or too large, or the scope does not permit it.</exception>
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

    /// <summary>All slicers of rows and filters.</summary>
    public IEnumerable<SlicerDeclaration> Slicers => By.Concat(Filters.Select(f => f.Slicer)).Distinct();

    /// <summary>True if all slicers and the scope apply to rows of <paramref name="fact"/>.</summary>
    public bool AppliesTo(Fact fact) => Slicers.All(slicer => slicer.AppliesTo(fact)) && Scope.RulesFor(fact) is not null;

    /// <summary>As <see cref="AppliesTo(Fact)"/>; additionally, a stock that filters by state needs rows with states.</summary>
    public bool AppliesTo(MeasureDeclaration measure) => AppliesTo(measure.Fact) && Known.HasStates(measure);

    /// <summary>True if any row of the fact has a member of the slicer.</summary>
    public bool Knows(Fact fact, SlicerDeclaration slicer) => Known.Has(fact, slicer);

    /// <summary>
    /// True if the slicers that split the answer have data in the fact. One level of each dimension is enough: a prefecture without its sub-region.
    /// </summary>
    public bool TellsRows(Fact fact) => By.GroupBy(s => (object?)s.Dimension ?? s).All(slicers => slicers.Any(slicer => Knows(fact, slicer)));

    /// <summary>
    /// The slicer that restricts a row (null: the totals) to kinds that the measure never counts; null if the row can have a figure.
    /// </summary>
    public SlicerDeclaration? KeptOutBy(MeasureDeclaration measure, RowKey? row) =>
        Kinds(measure)
            .FirstOrDefault(slicer =>
                measure.NeverCounts(slicer, CoordinateOf(slicer, row), [.. Filters.Where(f => f.Slicer == slicer && f.IsExcluded).SelectMany(f => f.Codes)])
            );

    /// <summary>Slicers with kinds of which the measure counts only some.</summary>
    public IEnumerable<SlicerDeclaration> Kinds(MeasureDeclaration measure) => Slicers.Where(slicer => measure.KindsOf(slicer).Any());

    /// <summary>True if the totals can have a figure: the measure's fact has data for the filters, and the measure counts such rows.</summary>
    public bool CanBeOf(MeasureDeclaration measure) => Filters.All(f => Knows(measure.Fact, f.Slicer)) && KeptOutBy(measure, row: null) is null;

    /// <summary>
    /// The codes that a slicer is restricted to in <paramref name="row"/> (null: the totals): the row's member, else the filter's codes; empty if
    /// unrestricted.
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
    /// The finest period that a row is restricted to, or null. A row that is shifted by some years is filtered by filters shifted alike.
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
    /// The last day that the row's dates can have: the end of its periods, or <paramref name="through"/> if it is not restricted by time. Excluded
    /// periods at the end are not included. See <see cref="PeriodOf"/> for shifted rows.
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
    /// True if a row (null: the totals) is exactly its coordinate on <paramref name="slicer"/>: nothing is excluded, and no range could cover more
    /// next year.
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

    /// <summary>The same filters, shifted by some years.</summary>
    public IReadOnlyList<Filter> ShiftedFilters(int years) =>
        [.. Filters.Select(f => f.Slicer.Kind == SlicerKind.Time ? f with { Codes = [.. f.Codes.Select(code => FiscalCalendar.Shift(code, years))] } : f)];

    /// <summary>The same row, shifted by some years.</summary>
    public RowKey Shifted(RowKey row, int years) =>
        new([.. row.Codes.Select((code, index) => By[index].Kind == SlicerKind.Time ? FiscalCalendar.Shift(code, years) : code)]);
}
