using Analytics.Dashboard.Engine.Columns;
using Analytics.Dashboard.Engine.Loading;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Translates conditions of measures, filters and scope rules into tests of columns. The counterpart of the SQL compiler.</summary>
/// <param name="snapshot">Its dimensions map keys to codes.</param>
/// <param name="day">Day number of the question: later milestones count as not reached.</param>
internal sealed class ConditionTests(Snapshot snapshot, int day)
{
    /// <summary>Key of a milestone that has not been reached.</summary>
    private const long NotYet = -3;

    private static readonly int Day = TextPool.PlaceOf("day");

    public static readonly Test IsDay = Test.Of(FactLayout.Precision, "is a day", place => place == Day);

    private static readonly Test IsYear = Test.Of(FactLayout.Precision, "is a year", place => place != Day);

    public IEnumerable<Clause> Of(MeasureDeclaration measure, IReadOnlyList<Condition> conditions) =>
        conditions.SelectMany(condition => Of(measure, condition)).Concat(measure.NeedsDays ? [Clause.Of(IsDay)] : []);

    private IEnumerable<Clause> Of(MeasureDeclaration measure, Condition condition)
    {
        var column = measure.Fact.Column(condition.Attribute);
        return column switch
        {
            { Kind: FactColumnKind.Stage } => [new Clause([.. measure.MilestonesOf(condition).Select(m => new[] { Reached(m) })])],
            { Kind: FactColumnKind.Age } => [Clause.Of(Age(column, condition))],
            _ when condition.Comparison == ComparisonKind.NotYet => column!.Milestones.Select(m =>
                Clause.Of(Test.Of(m.DateColumn, $"not by {day}", date => date == NotYet || date > day))
            ),
            { Milestones.Count: > 0 } =>
            [
                new Clause([
                    .. column.Milestones.Select(m => new[] { Reached(m), Test.Compared(m.DaysColumn, condition.Comparison, condition.Number!.Value) }),
                ]),
            ],
            _ => [Clause.Of(Plain(condition))],
        };
    }

    private Test Plain(Condition condition) =>
        condition.Comparison switch
        {
            ComparisonKind.IsTrue => Test.Between(condition.Attribute, 1, 1),
            ComparisonKind.IsFalse => Test.Between(condition.Attribute, 0, 0),
            ComparisonKind.In or ComparisonKind.NotIn => condition.Dimension is { } dimension
                ? Keys(dimension, [dimension.NaturalCode], condition.Codes, condition.Comparison == ComparisonKind.NotIn)
                : Texts(condition.Attribute, condition.Codes, condition.Comparison == ComparisonKind.NotIn),
            _ => Test.Compared(condition.Attribute, condition.Comparison, condition.Number!.Value),
        };

    private Test Reached(Milestone milestone) => Test.Between(milestone.DateColumn, 1, day);

    /// <summary>Inverts the comparison: more days ago means an earlier date.</summary>
    private Test Age(FactColumn column, Condition condition)
    {
        var then = day - (long)condition.Number!.Value;
        return condition.Comparison switch
        {
            ComparisonKind.Less => Test.Between(column.Since!, Math.Max(1, then + 1), long.MaxValue),
            ComparisonKind.LessOrEqual => Test.Between(column.Since!, Math.Max(1, then), long.MaxValue),
            ComparisonKind.Greater => Test.Between(column.Since!, 1, then - 1),
            _ => Test.Between(column.Since!, 1, then),
        };
    }

    /// <summary>Rows whose date is known and not after the question's day.</summary>
    public Clause Until(string dateColumn) => Clause.Of(Test.Between(dateColumn, 1, day));

    public IEnumerable<Clause> Of(FactQuestion question)
    {
        var isStock = question.StockDays is not null;
        var bridged = question.Filters.Where(f => f.Slicer.Overlaps && !f.IsExcluded).GroupBy(f => f.Slicer.Dimension!);
        return question
            .Filters.Where(f => !(f.Slicer.Overlaps && !f.IsExcluded) && !(isStock && f.Slicer.Kind == SlicerKind.Time))
            .Select(f => Of(question.Fact, f))
            .Concat(bridged.Select(group => Clause.Of(Memberships(group.Key, [.. group], isExcluded: false))))
            .Concat(question.Rules.Select(rule => Clause.Of(Keys(rule.Dimension, rule.CodeColumns, rule.Codes, isExcluded: false))));
    }

    /// <summary>Whether a membership is shown, i.e. passes every inclusion filter on its dimension.</summary>
    public Func<int, bool> IsShown(FactQuestion question, Dimension dimension)
    {
        Filter[] filters = [.. question.Filters.Where(f => !f.IsExcluded && f.Slicer.Dimension == dimension)];
        return key => Fulfils(dimension, filters, key);
    }

    private Clause Of(Fact fact, Filter filter) =>
        filter.Slicer switch
        {
            { Overlaps: true } => Clause.Of(Memberships(filter.Slicer.Dimension!, [filter], filter.IsExcluded)),
            { Kind: SlicerKind.Dimension } => Clause.Of(Keys(filter.Slicer.Dimension!, [filter.Slicer.CodeColumn!], filter.Codes, filter.IsExcluded)),
            { Kind: SlicerKind.Column } => Clause.Of(Texts(filter.Slicer.Column!, filter.Codes, filter.IsExcluded)),
            _ => Period(fact, filter),
        };

    private Clause Period(Fact fact, Filter filter)
    {
        var (calendar, grain) = (snapshot.Dataset.Calendar, filter.Slicer.Grain!.Value);
        var spans = filter
            .Codes.Where(code => code != ReservedCode.NotApplicable)
            .Distinct()
            .Select(code => (First: calendar.FirstDay(grain, code).DayNumber, Last: calendar.LastDay(grain, code).DayNumber))
            .Order()
            .ToArray();
        var within =
            filter.IsExcluded ? Test.Of(fact.DateColumn, $"not in {Text(spans)}", date => !Array.Exists(spans, span => date >= span.First && date <= span.Last))
            : spans is [var span] ? Test.Between(fact.DateColumn, span.First, span.Last)
            : Test.Of(fact.DateColumn, $"in {Text(spans)}", date => Array.Exists(spans, span => date >= span.First && date <= span.Last));
        return grain == TimeGrain.FiscalYear ? Clause.Of(within)
            : filter.Codes.Contains(ReservedCode.NotApplicable) != filter.IsExcluded
                ? new Clause([
                    [IsDay, within],
                    [IsYear],
                ])
            : Clause.Of(IsDay, within);

        static string Text((int, int)[] spans) => string.Join(',', spans);
    }

    private static Test Texts(string column, IReadOnlyList<string> codes, bool isExcluded)
    {
        var places = codes.Select(TextPool.Find).OfType<int>().ToHashSet();
        return Test.Of(column, Text(codes, isExcluded), place => places.Contains((int)place) != isExcluded);
    }

    /// <summary>Passes if any of the columns holds any of the codes.</summary>
    private Test Keys(Dimension dimension, IReadOnlyList<string> columns, IReadOnlyList<string> codes, bool isExcluded)
    {
        var (table, wanted) = (snapshot.Dimensions[dimension], codes.ToHashSet(StringComparer.Ordinal));
        var texts = columns.Select(table.Texts).ToArray();
        return Test.Of(
            FactLayout.ColumnOf(dimension),
            $"{string.Join('|', columns)} {Text(codes, isExcluded)}",
            key => Array.Exists(texts, column => column[table.PlaceOf(key)] is { } code && wanted.Contains(code)) != isExcluded
        );
    }

    private Test Memberships(Dimension dimension, IReadOnlyList<Filter> filters, bool isExcluded)
    {
        var sets = snapshot.Memberships[dimension];
        var withoutAny = filters.All(f => f.Codes.Any(code => ReservedCode.Rank(code) > 0));
        return Test.Of(
            FactLayout.ColumnOf(dimension),
            string.Join(" and ", filters.Select(f => $"{f.Slicer.CodeColumn} {Text(f.Codes, isExcluded)}")),
            set =>
                (
                    sets.Keys(set).Any(key => Fulfils(dimension, filters, key))
                    || (withoutAny && sets.Keys(set).Count == 0 && filters.All(f => f.Codes.Contains(Without(set))))
                ) != isExcluded
        );

        static string Without(long set) => set == MembershipSets.NotApplicable ? ReservedCode.NotApplicable : ReservedCode.None;
    }

    private bool Fulfils(Dimension dimension, IReadOnlyList<Filter> filters, int key)
    {
        var table = snapshot.Dimensions[dimension];
        return filters.All(f => f.Codes.Contains(table.Texts(f.Slicer.CodeColumn!)[table.PlaceOf(key)]!));
    }

    private static string Text(IReadOnlyList<string> codes, bool isExcluded) =>
        (isExcluded ? "not in " : "in ") + string.Join('\u001f', codes.Distinct().Order(StringComparer.Ordinal));
}
