namespace Analytics.Sql.Model;

/// <summary>A query whose names have been found in the catalogue, and the coordinates that it gives to a row of its answer.</summary>
internal sealed record Question(IReadOnlyList<MeasureRequest> Measures, IReadOnlyList<SlicerDeclaration> By, IReadOnlyList<Filter> Filters, Scope Scope)
{
    /// <exception cref="QueryException">A name is unknown, or the scope does not permit the question.</exception>
    public static Question Of(Query query, ModelCatalog catalog)
    {
        if (!query.Scope.Permits(query.Measures, query.By, query.Filters.Keys))
        {
            throw new QueryException(QueryFault.NotPermitted(query));
        }

        var measures = query.Measures.Distinct().Select(name => MeasureRequest.Find(catalog, name)
            ?? throw new QueryException(QueryFault.UnknownMeasure(name, MeasureRequest.AllNames(catalog)))).ToList();
        return new Question(
            measures,
            [.. query.By.Distinct().Select(name => Slicer("by", name))],
            [.. query.Filters.Where(f => f.Value.Count > 0).Select(f => Checked(new Filter(Slicer(f.Key, f.Key), f.Value)))],
            query.Scope);

        SlicerDeclaration Slicer(string parameter, string name) => catalog.Slicers.GetValueOrDefault(name)
            ?? throw new QueryException(QueryFault.UnknownSlicer(parameter, name, [.. catalog.Slicers.Keys]));

        static Filter Checked(Filter filter) => filter.Slicer.Grain is { } grain && filter.Codes.FirstOrDefault(code => !FiscalCalendar.IsCode(grain, code)) is { } odd
            ? throw new QueryException(QueryFault.NoPeriod(filter.Slicer.Name, odd, grain))
            : filter;
    }

    /// <summary>Every slicer in it, of rows and filters alike.</summary>
    public IEnumerable<SlicerDeclaration> Slicers => By.Concat(Filters.Select(f => f.Slicer)).Distinct();

    /// <summary>True where rows of <paramref name="fact"/> can be told apart by all of its slicers, and by what its scope is drawn by.</summary>
    public bool AppliesTo(Fact fact) => Slicers.All(slicer => slicer.AppliesTo(fact)) && Scope.RulesFor(fact) is not null;

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

    /// <summary>The finest period that a row is held to exactly, or null. A row that is shifted by some years is held by filters that are shifted alike.</summary>
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

    /// <summary>The last day of the periods that a row is held to, or null where time is not held; see <see cref="PeriodOf"/>.</summary>
    public DateOnly? LastDay(RowKey? row, FiscalCalendar calendar, int yearsLater) => Slicers.Where(s => s.Kind == SlicerKind.Time)
        .Select(s => PeriodsOf(s, row, yearsLater).Select(code => (DateOnly?)calendar.LastDay(s.Grain!.Value, code)).Max())
        .Min();

    private List<string> PeriodsOf(SlicerDeclaration slicer, RowKey? row, int yearsLater)
    {
        var isOfRow = row is not null && By.Contains(slicer);
        return [.. CoordinateOf(slicer, row).Where(code => ReservedCode.Rank(code) == 0).Select(code => isOfRow ? code : FiscalCalendar.Shift(code, yearsLater))];
    }

    /// <summary>The same filters some years later or earlier.</summary>
    public IReadOnlyList<Filter> ShiftedFilters(int years) =>
        [.. Filters.Select(f => f.Slicer.Kind == SlicerKind.Time ? f with { Codes = [.. f.Codes.Select(code => FiscalCalendar.Shift(code, years))] } : f)];

    /// <summary>The same row some years later or earlier.</summary>
    public RowKey Shifted(RowKey row, int years) =>
        new([.. row.Codes.Select((code, index) => By[index].Kind == SlicerKind.Time ? FiscalCalendar.Shift(code, years) : code)]);
}
