using Analytics.Dashboard.Engine.Columns;
using Analytics.Dashboard.Engine.Loading;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// A question to a fact as the scan runs it: which rows, how they are told apart, and what is counted of them. A question about stocks becomes one of
/// these for each of its days, since
/// on every day another set of rows is looked at.
/// </summary>
internal sealed class QuestionPlan
{
    private readonly List<(MeasureDeclaration Measure, Func<long[], Figure> FigureOf)> _measures = [];
    private readonly List<Aggregate> _aggregates = [];
    private readonly HashSet<MemberEntry> _told = new(ReferenceEqualityComparer.Instance);
    private readonly MemberEntry[] _entries;
    private readonly ConditionTests _tests;
    private readonly FactQuestion _question;
    private readonly RowKey? _period;
    private readonly bool _isOfTotals;

    /// <param name="snapshot">What is asked.</param>
    /// <param name="question">The question.</param>
    /// <param name="day">Its day; of a stock the day at which that is taken.</param>
    /// <param name="period">Of a stock the period of the rows, null: its totals. Of others null.</param>
    private QuestionPlan(Snapshot snapshot, FactQuestion question, DateOnly day, RowKey? period)
    {
        (_question, _period, _entries, _tests) = (question, period, new MemberEntry[question.By.Count], new ConditionTests(snapshot, day.DayNumber));
        _isOfTotals = question.StockDays is not null && period is null;
        Rows = [_tests.Until(question.Fact.DateColumn), .. _tests.Of(question)];
        if (question.StockDays is not null && question.Through < day)
        {
            Rows = [Clause.Of(Test.Between(question.Fact.DateColumn, 1, question.Through.DayNumber)), .. Rows];
        }

        Groups = _isOfTotals ? [] : GroupsOf(snapshot);
        if (question.Measures is [{ IsSpread: true } spread])
        {
            Spread = Spread.Of(spread, [.. _tests.Of(spread, spread.Where)], day);
            return;
        }

        foreach (var measure in question.Measures)
        {
            _measures.Add((measure, FigureOf(measure)));
        }
    }

    public Fact Fact => _question.Fact;

    /// <summary>What holds of every row that is looked at.</summary>
    public IReadOnlyList<Clause> Rows { get; }

    /// <summary>Questions of equal text are about the same rows.</summary>
    public string RowsText => string.Join('\n', Rows.Select(clause => clause.ToString()).Distinct().Order(StringComparer.Ordinal));

    public IReadOnlyList<GroupPart> Groups { get; }

    public IReadOnlyList<Aggregate> Aggregates => _aggregates;

    /// <summary>What is gathered of the one measure of a question that is spread; null: <see cref="Aggregates"/> are.</summary>
    public Spread? Spread { get; }

    public static IEnumerable<QuestionPlan> Of(Snapshot snapshot, FactQuestion question)
    {
        if (question.StockDays is not { } days)
        {
            return [new QuestionPlan(snapshot, question, question.Through, period: null)];
        }

        IEnumerable<QuestionPlan> rows = question.By.Count == 0 ? [] : days.ByPeriod.Select(p => new QuestionPlan(snapshot, question, p.Value, p.Key));
        return days.Total is { } total ? rows.Prepend(new QuestionPlan(snapshot, question, total, period: null)) : rows;
    }

    /// <summary>Puts what was found into the question's figures.</summary>
    public void Tell(Tally tally, Figures figures)
    {
        if (tally.IsCut)
        {
            figures.IsCut = true;
            return;
        }

        if (_period is null)
        {
            foreach (var (measure, figureOf) in _measures)
            {
                figures.Set(null, measure.Name, figureOf(tally.Totals));
            }
        }

        if (_isOfTotals || _question.By.Count == 0)
        {
            return;
        }

        foreach (var (members, values) in tally.Groups())
        {
            var row = AddRow(members, figures);
            foreach (var (measure, figureOf) in _measures)
            {
                figures.Set(row, measure.Name, figureOf(values));
            }
        }
    }

    /// <summary>Puts what was found of the measure that is spread into the question's figures.</summary>
    public void Tell(Figure? totals, IEnumerable<(IReadOnlyList<MemberEntry> Members, Figure Figure)> groups, Figures figures)
    {
        var measure = _question.Measures[0].Name;
        if (totals is { } all)
        {
            figures.Set(null, measure, all);
        }

        foreach (var (members, figure) in _question.By.Count == 0 ? [] : groups)
        {
            figures.Set(AddRow(members, figures), measure, figure);
        }
    }

    /// <summary>Adds the row that some members stand for.</summary>
    private RowKey AddRow(IReadOnlyList<MemberEntry> members, Figures figures)
    {
        var entries = _entries;
        for (var index = 0; index < members.Count; index++)
            entries[IndexOf(members[index].Slicer)] = members[index];

        var time = 0;
        for (var index = 0; index < entries.Length; index++)
        {
            if (_period is not null && _question.By[index].Kind == SlicerKind.Time)
            {
                entries[index] = new MemberEntry(_question.By[index].Name, _period.Codes[time++], null, null, 0);
            }

            if (_told.Add(entries[index]))
                figures.Members.Add(entries[index]);
        }

        var row = new RowKey(Array.ConvertAll(entries, entry => entry.Code));
        figures.Add(row);
        return row;
    }

    private int IndexOf(string slicer)
    {
        for (var index = 0; ; index++)
        {
            if (_question.By[index].Name == slicer)
            {
                return index;
            }
        }
    }

    private List<GroupPart> GroupsOf(Snapshot snapshot)
    {
        var parts = new List<GroupPart>();
        foreach (var (place, slicer) in _question.By.Index())
        {
            switch (slicer.Kind)
            {
                case SlicerKind.Time when _period is not null:
                    break;
                case SlicerKind.Time:
                    var calendar = snapshot.Dataset.Calendar;
                    var period = new Feature(Fact.DateColumn, slicer, day => PeriodPart.NumberOf(calendar, slicer.Grain!.Value, day));
                    parts.Add(
                        new PeriodPart
                        {
                            Places = [place],
                            Slicers = [slicer],
                            Features = slicer.Grain == TimeGrain.FiscalYear ? [period] : [period, Feature.Of(ConditionTests.IsDay)],
                        }
                    );
                    break;
                case SlicerKind.Column:
                    parts.Add(
                        new TextPart
                        {
                            Places = [place],
                            Slicers = [slicer],
                            Features = [new Feature(slicer.Column!, slicer, text => (int)text)],
                        }
                    );
                    break;
                case SlicerKind.Dimension when !slicer.Overlaps:
                    var members = snapshot.MembersOf(slicer);
                    parts.Add(
                        new MemberPart(members)
                        {
                            Places = [place],
                            Slicers = [slicer],
                            Features = [new Feature(FactLayout.ColumnOf(slicer.Dimension!), slicer, members.OrdinalOf)],
                        }
                    );
                    break;
                default:
                    if (parts.Any(p => p.Slicers[0].Dimension == slicer.Dimension))
                    {
                        break;
                    }

                    var dimension = slicer.Dimension!;
                    var together = _question.By.Index().Where(s => s.Item.Dimension == dimension).ToList();
                    parts.Add(
                        new BridgePart(snapshot.Dimensions[dimension], snapshot.Memberships[dimension], _tests.IsShown(_question, dimension))
                        {
                            Places = [.. together.Select(s => s.Index)],
                            Slicers = [.. together.Select(s => s.Item)],
                            Features = [new Feature(FactLayout.ColumnOf(dimension), dimension, set => (int)set + 1)],
                        }
                    );
                    break;
            }
        }

        return parts;
    }

    /// <summary>What of the aggregates a measure's figure is made of: value, rows and how many of them are known.</summary>
    private Func<long[], Figure> FigureOf(MeasureDeclaration measure)
    {
        Clause[] where = [.. _tests.Of(measure, measure.Where)];
        switch (measure.Kind)
        {
            case MeasureKind.Sum:
                var column = measure.Value!.Name;
                Clause[] hasKnown = measure.KnownOf is { } knownOf
                    ?
                    [
                        new Clause([
                            [Test.Between(knownOf.Name, 1, long.MaxValue)],
                            [Test.IsKnown(column)],
                        ]),
                    ]
                    : [];
                var (sum, rows, known) = (
                    Need(AggregateKind.Sum, column, where),
                    Need(AggregateKind.Count, null, [.. where, .. hasKnown]),
                    Need(AggregateKind.Count, null, [.. where, Clause.Of(Test.IsKnown(column))])
                );
                return found => new Figure(found[known] == 0 ? null : found[sum], found[rows], found[known]);
            case MeasureKind.Distinct:
                var (ids, matched) = (
                    Need(AggregateKind.Distinct, measure.Value!.Name, where),
                    measure.MatchedBy is { } flag ? Need(AggregateKind.Distinct, measure.Value!.Name, [.. where, Clause.Of(Test.Between(flag.Name, 1, 1))]) : -1
                );
                return found => new Figure(found[ids], found[ids], found[matched < 0 ? ids : matched]);
            case MeasureKind.Ratio:
                var (part, whole) = (SideOf(measure, measure.Numerator!), SideOf(measure, measure.Denominator!));
                return found => new Figure(found[part], found[whole], found[whole]);
            case var _ when measure.NeedsDays:
                var (value, all, days) = (
                    Need(AggregateKind.Count, null, where),
                    Need(AggregateKind.Count, null, []),
                    Need(AggregateKind.Count, null, [Clause.Of(ConditionTests.IsDay)])
                );
                return found => new Figure(found[value], found[all], found[days]);
            default:
                var count = Need(AggregateKind.Count, null, where);
                return found => new Figure(found[count], found[count], found[count]);
        }
    }

    private int SideOf(MeasureDeclaration measure, Sql.Model.Declarations.Aggregate side) =>
        Need(
            side.Kind switch
            {
                MeasureKind.Sum => AggregateKind.Sum,
                MeasureKind.Distinct => AggregateKind.Distinct,
                _ => AggregateKind.Count,
            },
            side.Value?.Name,
            [.. _tests.Of(measure, side.Where)]
        );

    private int Need(AggregateKind kind, string? column, IReadOnlyList<Clause> where)
    {
        var aggregate = new Aggregate(kind, column, where);
        var place = _aggregates.IndexOf(aggregate);
        if (place < 0)
        {
            place = _aggregates.Count;
            _aggregates.Add(aggregate);
        }

        return place;
    }
}
