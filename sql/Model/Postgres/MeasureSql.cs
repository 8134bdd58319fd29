using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// Translates measures and their conditions into SQL over the fact's rows <c>f</c>. Each measure yields <see cref="ColumnsPerMeasure"/> columns:
/// value, its rows, and how many of these have a known value. A count may leave the latter two null, since all three are equal; a ratio yields its
/// part, then its base twice.
/// </summary>
/// <param name="parameters">Receives the values.</param>
/// <param name="day">The day of the question as a date key; milestones after it count as not reached.</param>
internal sealed class MeasureSql(StatementParameters parameters, string day)
{
    public const int ColumnsPerMeasure = 3;

    private const string IsDay = "f.date_precision = 'day'";

    /// <summary>Name of the column with the stock's day minus some days, as a date key.</summary>
    public static string DayLess(int days) => $"day_less_{days}";

    /// <summary>The numbers of days that ages are compared with.</summary>
    public static IEnumerable<int> Ages(IEnumerable<MeasureDeclaration> measures) =>
        measures
            .SelectMany(m => m.Conditions.Where(c => m.Fact.Column(c.Attribute) is { Kind: FactColumnKind.Age }))
            .Select(c => (int)c.Number!.Value)
            .Distinct();

    public IEnumerable<string> Columns(MeasureDeclaration measure)
    {
        if (measure.IsSpread)
        {
            return measure.Incidence is { } incidence ? Departures(measure, incidence) : Sums(measure, measure.Quotient!);
        }

        if (Shared(measure) is { } columns)
        {
            return columns.Select(column => column is { } known ? known.OfRows : NoColumn);
        }

        var (conditions, value) = (Conditions(measure, measure.Where), $"f.{measure.Value?.Name}");
        return measure.Kind == MeasureKind.Quantile
            ?
            [
                $"(percentile_cont({parameters.Add((double)measure.Share!.Value)}) within group (order by {value}){Filter(conditions)})::numeric",
                $"count(*){Filter(conditions)}",
                $"count({value}){Filter(conditions)}",
            ]
            : [$"count(*){Filter(conditions)}::numeric", "count(*)", $"count(*){Filter([IsDay])}"];
    }

    /// <summary>Placeholder for a column that a measure omits.</summary>
    public const string NoColumn = "null::bigint";

    /// <summary>
    /// The columns of a count, sum, distinct count or ratio, each aggregated from rows or from pre-aggregated cells (null for a column that the
    /// measure omits). Null for all other measures.
    /// </summary>
    public IReadOnlyList<GatheredColumn?>? Shared(MeasureDeclaration measure)
    {
        var conditions = Conditions(measure, measure.Where);
        var value = measure.Value is null ? null : $"f.{measure.Value.Name}";
        switch (measure.Kind)
        {
            case MeasureKind.Sum:
                return
                [
                    GatheredColumn.Sum($"sum({value}){Filter(conditions)}"),
                    GatheredColumn.Count(
                        $"count(*){Filter(conditions, measure.KnownOf is null ? null : $"(f.{measure.KnownOf.Name} > 0 or {value} is not null)")}"
                    ),
                    GatheredColumn.Count($"count({value}){Filter(conditions)}"),
                ];
            case MeasureKind.Distinct:
                var ids = Distinct(value!, conditions);
                return [ids.AsNumeric(), ids, measure.MatchedBy is { } matched ? Distinct(value!, conditions, $"f.{matched.Name}") : ids];
            case MeasureKind.Ratio:
                var whole = Of(measure, measure.Denominator!);
                return [Of(measure, measure.Numerator!).AsNumeric(), whole.AsWhole(), whole.AsWhole()];
            case MeasureKind.Count when measure.NeedsDays:
                return
                [
                    GatheredColumn.Count($"count(*){Filter(conditions)}").AsNumeric(),
                    GatheredColumn.Count("count(*)"),
                    GatheredColumn.Count($"count(*){Filter([IsDay])}"),
                ];
            case MeasureKind.Count:
                return [GatheredColumn.Count($"count(*){Filter(conditions)}").AsNumeric(), null, null];
            default:
                return null;
        }
    }

    /// <summary>
    /// Days or years after which rows stop waiting (null for rows outside the measure), the fact's rows, and how many of these reached the event,
    /// ended by the competing event, and waited until the last day.
    /// </summary>
    private string[] Departures(MeasureDeclaration measure, IncidenceDeclaration incidence)
    {
        var conditions = Conditions(measure, measure.Where);
        var (awaited, date) = (incidence.Event.Milestones[0], $"f.{measure.Fact.DateColumn}");
        var reached = Reached(awaited);
        var (ended, endedAt) = incidence.Competing?.Milestones[0] is { } competing
            ? ($"({Reached(competing)} or f.{competing.DateColumn} = -1)", $"when {Reached(competing)} then f.{competing.DaysColumn}")
            : ("false", "");
        var (first, last) = (Date(date), Date(day));
        var waited = incidence.Event.IsInYears ? $"extract(year from age({last}, {first}))::int" : $"{last} - {first}";
        var after = $"case when {reached} then f.{awaited.DaysColumn} {endedAt} else {waited} end";
        return
        [
            $"({(conditions.Count == 0 ? after : $"case when {string.Join(" and ", conditions)} then {after} end")})::bigint",
            "count(*)",
            $"count(*){Filter(conditions, reached)}",
            $"count(*){Filter(conditions, $"not ({reached})", ended)}",
            $"count(*){Filter(conditions, $"not ({reached})", $"not ({ended})")}",
        ];

        static string Date(string key) => $"make_date({key} / 10000, {key} / 100 % 100, {key} % 100)";
    }

    /// <summary>
    /// Identities behind the rows (null for rows outside the measure), rows, the sums of parts and base, and rows with a known part.
    /// </summary>
    private string[] Sums(MeasureDeclaration measure, QuotientDeclaration quotient)
    {
        var conditions = Conditions(measure, measure.Where).Append($"f.{quotient.Base.Name} is not null").ToList();
        var parts = quotient.Parts.Select(part => $"f.{part.Name}").ToList();
        return
        [
            $"case when {string.Join(" and ", conditions)} then f.{quotient.Each.Name} end",
            $"count(*){Filter(conditions)}",
            $"coalesce(sum({string.Join(" + ", parts.Select(part => $"coalesce({part}, 0)"))}){Filter(conditions)}, 0)::numeric",
            $"coalesce(sum(f.{quotient.Base.Name}){Filter(conditions)}, 0)::numeric",
            $"count(*){Filter(conditions, $"coalesce({string.Join(", ", parts)}) is not null")}",
        ];
    }

    /// <summary>
    /// The conditions that a row must meet to be behind the figure (for a ratio: in its base), and the further ones for a ratio's part.
    /// </summary>
    public (IReadOnlyList<string> Counted, IReadOnlyList<string> Part) SingleRows(MeasureDeclaration measure) =>
        measure.Kind switch
        {
            MeasureKind.Ratio => (Conditions(measure, measure.Denominator!.Where), Conditions(measure, measure.Numerator!.Where)),
            MeasureKind.Distinct => ([.. Conditions(measure, measure.Where), $"f.{measure.Value!.Name} > 0"], []),
            MeasureKind.Quantile => ([.. Conditions(measure, measure.Where), $"f.{measure.Value!.Name} is not null"], []),
            _ when measure.Quotient is { } quotient => ([.. Conditions(measure, measure.Where), $"f.{quotient.Base.Name} is not null"], []),
            _ => (Conditions(measure, measure.Where), []),
        };

    private GatheredColumn Of(MeasureDeclaration measure, Aggregate side)
    {
        var conditions = Conditions(measure, side.Where);
        return side.Kind switch
        {
            MeasureKind.Sum => GatheredColumn.Count($"coalesce(sum(f.{side.Value!.Name}){Filter(conditions)}, 0)"),
            MeasureKind.Distinct => Distinct($"f.{side.Value!.Name}", conditions),
            _ => GatheredColumn.Count($"count(*){Filter(conditions)}"),
        };
    }

    // Ids below 0 stand for "unknown" and "not applicable", so they are not counted.
    private static GatheredColumn Distinct(string value, IReadOnlyList<string> conditions, string? further = null) =>
        GatheredColumn.Distinct(
            value,
            $"count(distinct {value}){Filter(conditions, $"{value} > 0", further)}",
            string.Join(" and ", [.. conditions, $"{value} > 0", .. further is null ? Array.Empty<string>() : [further]])
        );

    private static string Filter(IReadOnlyList<string> conditions, params string?[] further)
    {
        var all = conditions.Concat(further.OfType<string>()).ToList();
        return all.Count == 0 ? "" : $" filter (where {string.Join(" and ", all)})";
    }

    private List<string> Conditions(MeasureDeclaration measure, IReadOnlyList<Condition> conditions) =>
        [.. conditions.Select(c => Text(measure, c)), .. measure.NeedsDays ? [IsDay] : Array.Empty<string>()];

    private string Text(MeasureDeclaration measure, Condition condition)
    {
        var column = measure.Fact.Column(condition.Attribute);
        var text = $"f.{condition.Attribute}";
        return condition.Comparison switch
        {
            _ when column is { Kind: FactColumnKind.Stage } => Any(measure.MilestonesOf(condition).Select(Reached)),
            _ when column is { Kind: FactColumnKind.Age } => Age(column, condition),
            ComparisonKind.NotYet => string.Join(" and ", column!.Milestones.Select(m => $"(f.{m.DateColumn} = -3 or f.{m.DateColumn} > {day})")),
            _ when column is { Milestones.Count: > 0 } => Any(column.Milestones.Select(m => $"{Reached(m)} and {Compared($"f.{m.DaysColumn}", condition)}")),
            ComparisonKind.IsTrue => text,
            ComparisonKind.IsFalse => $"not {text}",
            ComparisonKind.In => Codes($"= any({parameters.Add(condition.Codes)})"),
            ComparisonKind.NotIn => Codes($"<> all({parameters.Add(condition.Codes)})"),
            _ => Compared(text, condition),
        };

        string Codes(string comparison) =>
            condition.Dimension is not { } dimension
                ? $"{text} {comparison}"
                : $"f.{dimension.Name}_key in (select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where d.{dimension.NaturalCode} {comparison})";

        static string Any(IEnumerable<string> alternatives) => $"({string.Join(" or ", alternatives)})";
    }

    private string Reached(Milestone milestone) => $"f.{milestone.DateColumn} between 1 and {day}";

    private string Compared(string text, Condition condition) => $"{text} {Sign(condition.Comparison)} {parameters.Add(condition.Number!.Value)}";

    /// <summary>A higher age means an earlier date, so the comparison is reversed.</summary>
    private static string Age(FactColumn column, Condition condition) =>
        $"(f.{column.Since} > 0 and as_of.{DayLess((int)condition.Number!.Value)} {Sign(condition.Comparison)} f.{column.Since})";

    private static string Sign(ComparisonKind comparison) =>
        comparison switch
        {
            ComparisonKind.Less => "<",
            ComparisonKind.LessOrEqual => "<=",
            ComparisonKind.Greater => ">",
            _ => ">=",
        };
}
