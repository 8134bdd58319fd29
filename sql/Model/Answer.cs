using System.Globalization;

namespace Analytics.Sql.Model;

/// <summary>Puts what the statements read together into one <see cref="Result"/>: rows in order, a state for every cell, totals, notes.</summary>
internal sealed class Answer(Query query, Question question, DatasetState dataset, Figures figures, Figures before, Figures beforeToDate, Figures sometimeBefore, Figures standing, Targets targets, EstablishmentBase establishments, StockDays stockDays, Trace trace)
{
    private readonly AnswerCells _cells = new(question, dataset, figures, before, beforeToDate, sometimeBefore, targets, establishments, stockDays);

    private readonly Dictionary<(int Index, string Code), Member> _shown = [];

    public Result Compose()
    {
        figures.Members.AddAll(before.Members);
        figures.Members.AddAll(beforeToDate.Members);
        figures.Members.AddAll(standing.Members);
        figures.Members.AddAll(targets.Members);
        var rows = Rows();
        if (rows.Count > QuestionRules.MostRows || figures.IsCut || before.IsCut || beforeToDate.IsCut)
        {
            throw new QueryException(QueryFault.TooManyRows(query));
        }

        return new Result
        {
            Query = query with { Dataset = dataset.Code, Publication = dataset.Publication },
            Dataset = dataset.Code,
            DatasetLabel = dataset.Label,
            Currency = dataset.Currency,
            FiscalYearStartMonth = dataset.Calendar.StartMonth,
            IsSynthetic = dataset.IsSynthetic,
            Publication = dataset.Publication,
            AsOf = dataset.AsOf,
            DataThrough = dataset.DataThrough,
            Counts = dataset.Counts,
            Slicers = question.Columns,
            Measures = [.. question.Measures.Select(m => m.Column(dataset.Calendar))],
            Rows = question.By.Count == 0 ? [new ResultRow([], _cells.Of(null))] : [.. rows.Select(row => new ResultRow(MembersOf(row), _cells.Of(row)))],
            RowCount = question.By.Count == 0 ? 1 : rows.Count,
            Totals = _cells.Of(null),
            Notes = [.. new Notes(question, dataset, figures, rows, _cells, stockDays).All(), .. new EstablishmentNotes(question, dataset, rows, establishments).All()],
            Trace = trace,
        };
    }

    private List<RowKey> Rows()
    {
        var rows = new HashSet<RowKey>(figures.Rows);
        // Members that had figures a year before stay in sight; years beyond the answer's own do not come in by that door.
        var years = question.By.Index().Where(s => s.Item.Grain is not null)
            .SelectMany(s => figures.Rows.Select(row => row.Codes[s.Index]).Distinct(StringComparer.Ordinal).Where(code => ReservedCode.Rank(code) == 0).Select(FiscalCalendar.YearPart)).ToHashSet();
        rows.UnionWith(before.Rows.Concat(beforeToDate.Rows).Select(row => question.Shifted(row, 1)).Where(row => YearsOf(row).All(years.Contains) && !IsAhead(row)));
        rows.UnionWith(targets.Rows.Where(HasTarget));
        // Members that the dataset has stand with 0 where nothing fits; one that stands for "the question does not arise" only where there are figures.
        rows.UnionWith(standing.Rows.Where(row => !row.Codes.Contains(ReservedCode.NotApplicable)));
        if (question.By is [{ Grain: TimeGrain.FiscalYear } slicer])
        {
            rows.UnionWith(YearsWithoutGaps(years, question.CoordinateOf(slicer, row: null)).Where(code => question.Filters.All(f => f.Slicer != slicer || !f.IsExcluded || !f.Codes.Contains(code))).Select(code => new RowKey([code])));
        }

        var sorted = question.By.Select(s => s.Name).ToList().IndexOf(query.Sort?.TrimStart('-') ?? "");
        return figures.Members.Ordered(rows, question.By, sorted < 0 ? null : sorted, query.Sort?.StartsWith('-') == true);

        IEnumerable<int> YearsOf(RowKey row) => PeriodsOf(row).Select(p => FiscalCalendar.YearPart(p.Code));

        bool IsAhead(RowKey row) => PeriodsOf(row).Any(p => dataset.Calendar.FirstDay(p.Grain, p.Code) > dataset.DataThrough);
    }

    /// <summary>From the first to the last year that has figures; of years that were asked for by name, those that the dataset has come to.</summary>
    private IEnumerable<string> YearsWithoutGaps(HashSet<int> years, IReadOnlyList<string> named)
    {
        if (named.Count > 0)
        {
            return dataset is { FirstDate: { } first, DataThrough: { } through }
                ? named.Where(code => FiscalCalendar.YearPart(code) >= dataset.Calendar.YearOf(first) && FiscalCalendar.YearPart(code) <= dataset.Calendar.YearOf(through))
                : [];
        }

        return years.Count == 0 ? [] : Enumerable.Range(years.Min(), years.Max() - years.Min() + 1).Select(year => year.ToString("0000", CultureInfo.InvariantCulture));
    }

    private IEnumerable<(TimeGrain Grain, string Code)> PeriodsOf(RowKey row) => row.Codes
        .Select((code, index) => (question.By[index].Grain, Code: code))
        .Where(p => p.Grain is not null && ReservedCode.Rank(p.Code) == 0)
        .Select(p => (p.Grain!.Value, p.Code));

    /// <summary>True where a measure that is asked has a target at exactly this row, in a year that the dataset has come to.</summary>
    private bool HasTarget(RowKey row) =>
        TargetGrain.Of(question, row) is { } grain && dataset is { FirstDate: { } first, DataThrough: { } through }
        && grain.FiscalYear >= dataset.Calendar.YearOf(first) && grain.FiscalYear <= dataset.Calendar.YearOf(through)
        && question.Measures.Any(m => m.Facet is MeasureFacet.Target or MeasureFacet.TargetAttainment && targets.Of(m.Measure.Name, grain) is not null);

    private IReadOnlyList<Member> MembersOf(RowKey row)
    {
        var members = new Member[row.Codes.Count];
        for (var index = 0; index < members.Length; index++) members[index] = MemberOf(index, row.Codes[index]);
        return members;
    }

    private Member MemberOf(int index, string code) =>
        _shown.TryGetValue((index, code), out var member) ? member : _shown[(index, code)] = figures.Members.MemberOf(question.By[index], code, dataset.Calendar);
}
