using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// Selects the rows of a fact that a question is about, as SQL over the fact's rows <c>f</c>. Identifiers come from the closed sets of
/// <see cref="Fact"/> and <see cref="Dimension"/> through declarations; every value is a parameter.
/// </summary>
internal sealed class RowSql(DatasetState dataset, Fact fact, StatementParameters parameters)
{
    /// <summary>The member of a referral without a cluster; "not applicable" for a row without a referral.</summary>
    public const string WithoutMembership = $"case when f.referral_id < 0 then '{ReservedCode.NotApplicable}' else '{ReservedCode.None}' end";

    /// <summary>The filters that a single membership in a bridged dimension must meet together.</summary>
    public static List<Filter> Bridged(FactQuestion question) => [.. question.Filters.Where(f => f.Slicer.Overlaps && !f.IsExcluded)];

    /// <summary>Questions with the same text select the same rows.</summary>
    public static string TextOf(FactQuestion question) =>
        string.Join(
            '\u001e',
            question
                .Filters.Select(f => string.Join('\u001f', f.Codes.Order(StringComparer.Ordinal).Prepend($"{f.Slicer.Name} {f.IsExcluded}")))
                .Order(StringComparer.Ordinal)
                .Concat(question.Rules.Select(r => string.Join('\u001f', r.Codes.Concat(r.CodeColumns).Prepend($"rule {r.Dimension.Name} {r.Codes.Count}"))))
                .Prepend($"{question.Fact.TableName} {question.ThroughKey}")
        );

    /// <summary>Name of the key that groups cells by a dimension's member.</summary>
    public static string KeyOf(Dimension dimension) => $"by_{dimension.Name}";

    /// <summary>
    /// The keys to group rows by so that a slicer's members can be derived. They are numbers and texts as stored in the fact, because codes and
    /// labels are looked up later, for the few cells only. No key is coarser than the slicer.
    /// </summary>
    public IEnumerable<RowKeyPart> KeysOf(SlicerDeclaration slicer)
    {
        switch (slicer.Kind)
        {
            case SlicerKind.Column:
                yield return new($"by_{slicer.Column}", $"f.{slicer.Column}");
                break;
            case SlicerKind.Time:
                yield return new($"by_{slicer.Grain!.Value}".ToLowerInvariant(), NumberOf(slicer.Grain!.Value));
                break;
            case SlicerKind.Dimension when slicer.Dimension is { Bridge: not null } dimension:
                yield return new(KeyOf(dimension), $"{dimension.Name}.{dimension.Name}_key");
                yield return new("by_lack_of_referral", "f.referral_id < 0");
                break;
            case var _ when slicer.Dimension is { } dimension:
                yield return new(KeyOf(dimension), $"f.{dimension.Name}_key");
                break;
        }
    }

    /// <summary>A slicer's code, for cells <c>c</c> that are grouped by <see cref="KeysOf"/> and joined with the dimension.</summary>
    public static string CodeOf(SlicerDeclaration slicer) =>
        slicer.Kind switch
        {
            SlicerKind.Column => $"c.by_{slicer.Column}",
            SlicerKind.Time when slicer.Grain == TimeGrain.FiscalYear => "c.by_fiscalyear::text",
            SlicerKind.Time when slicer.Grain == TimeGrain.Quarter =>
                $"case when c.by_quarter < 0 then '{ReservedCode.NotApplicable}' else (c.by_quarter / 4)::text || '-Q' || (c.by_quarter % 4 + 1) end",
            SlicerKind.Time =>
                $"case when c.by_month < 0 then '{ReservedCode.NotApplicable}' else (c.by_month / 100)::text || '-' || lpad((c.by_month % 100)::text, 2, '0') end",
            _ when slicer.Overlaps =>
                $"coalesce({slicer.Dimension!.Name}.{slicer.CodeColumn}, case when c.by_lack_of_referral then '{ReservedCode.NotApplicable}' else '{ReservedCode.None}' end)",
            _ => $"{slicer.Dimension!.Name}.{slicer.CodeColumn}",
        };

    /// <summary>The period of a row's date as a number, below 0 if only the year is known; a quarter is four times the year plus 0 to 3.</summary>
    private string NumberOf(TimeGrain grain)
    {
        var (year, month, start) = ($"f.{fact.DateColumn} / 10000", $"f.{fact.DateColumn} / 100 % 100", parameters.Add(dataset.Calendar.StartMonth));
        var fiscalYear = $"({year} - ({month} < {start})::int)";
        return grain switch
        {
            TimeGrain.FiscalYear => fiscalYear,
            TimeGrain.Quarter => OfDays($"{fiscalYear} * 4 + ({month} - {start} + 12) % 12 / 3"),
            _ => OfDays($"f.{fact.DateColumn} / 100"),
        };

        static string OfDays(string expression) => $"case when f.date_precision = 'day' then {expression} else -1 end";
    }

    /// <summary>The conditions for a row to be part of the question; a stock's days already reflect the filters on time.</summary>
    public IEnumerable<string> Conditions(FactQuestion question) =>
        [
            .. question
                .Filters.Where(f => !(f.Slicer.Overlaps && !f.IsExcluded) && !(question.StockDays is not null && f.Slicer.Kind == SlicerKind.Time))
                .Select(Condition),
            .. Bridged(question).GroupBy(f => f.Slicer.Dimension!).Select(g => BridgeCondition(g.Key, [.. g])),
            .. question.Rules.Select(Condition),
        ];

    /// <summary>
    /// Joins the members that rows are split by: one per row or, for a bridged dimension, each membership that meets the question's filters.
    /// </summary>
    public IEnumerable<string> Joins(IReadOnlyList<SlicerDeclaration> by, IReadOnlyList<Filter> bridged)
    {
        foreach (var slicers in by.Where(s => s.Kind == SlicerKind.Dimension).GroupBy(s => s.Dimension!))
        {
            var dimension = slicers.Key;
            yield return dimension.Bridge is null
                ? $"join mart.dim_{dimension.Name} {dimension.Name} on {dimension.Name}.{dimension.Name}_key = f.{dimension.Name}_key"
                : MembershipJoin(dimension, slicers, bridged);
        }
    }

    /// <summary>Joins each row with each of its memberships in a bridged dimension.</summary>
    public string MembershipJoin(Dimension dimension, IEnumerable<SlicerDeclaration> slicers, IReadOnlyList<Filter> bridged) =>
        $"left join (\n{Memberships(dimension, slicers, bridged.Where(f => f.Slicer.Dimension == dimension))}) {dimension.Name} on {dimension.Name}.referral_id = f.referral_id";

    private string Memberships(Dimension dimension, IEnumerable<SlicerDeclaration> slicers, IEnumerable<Filter> filters) =>
        FactStatement.Fill(
            "Model/Postgres/Statements/memberships.sql",
            ("columns", string.Join(", ", slicers.Select(s => $"d.{s.CodeColumn}").Distinct())),
            ("bridge", dimension.Bridge!),
            ("dimension", dimension.Name),
            ("version", dataset.VersionCondition("brg")),
            ("conditions", string.Join('\n', filters.Select(f => $"  and d.{f.Slicer.CodeColumn} = any({parameters.Add(f.Codes)})")))
        );

    /// <summary>
    /// Matches any of the codes. A single membership must meet all filters on a bridged dimension; a referral counts once however many do.
    /// </summary>
    private string BridgeCondition(Dimension dimension, IReadOnlyList<Filter> filters)
    {
        var members = $"f.referral_id in (select m.referral_id from (\n{Memberships(dimension, [filters[0].Slicer], filters)}) m)";
        return filters.All(f => f.Codes.Any(code => ReservedCode.Rank(code) > 0))
            ? $"({members} or {string.Join(" and ", filters.Select(f => $"{WithoutMembership} = any({parameters.Add(f.Codes)})"))}\n      and f.referral_id not in (select m.referral_id from (\n{Memberships(dimension, [filters[0].Slicer], [])}) m))"
            : members;
    }

    private string Condition(Filter filter)
    {
        var slicer = filter.Slicer;
        var condition = slicer switch
        {
            { Overlaps: true } => BridgeCondition(slicer.Dimension!, [filter]),
            { Kind: SlicerKind.Dimension } => MemberCondition(slicer.Dimension!, [slicer.CodeColumn!], filter.Codes),
            { Kind: SlicerKind.Time } => TimeCondition(slicer.Grain!.Value, filter.Codes),
            _ => $"f.{slicer.Column} = any({parameters.Add(filter.Codes)})",
        };
        return filter.IsExcluded ? $"not ({condition})" : condition;
    }

    /// <summary>
    /// Compares periods as ranges of days, which is cheaper than computing each row's period. A date of which only the year is known has no quarter
    /// or month.
    /// </summary>
    private string TimeCondition(TimeGrain grain, IReadOnlyList<string> codes)
    {
        var spans = new List<(DateOnly First, DateOnly Last)>();
        foreach (var code in codes.Where(code => ReservedCode.Rank(code) == 0).Order(StringComparer.Ordinal))
        {
            var (first, last) = (dataset.Calendar.FirstDay(grain, code), dataset.Calendar.LastDay(grain, code));
            if (spans is [.., var former] && former.Last.AddDays(1) >= first)
                spans[^1] = (former.First, last);
            else
                spans.Add((first, last));
        }

        var within = spans
            .Select(span =>
                $"f.{fact.DateColumn} between {parameters.Add(FiscalCalendar.DateKey(span.First))} and {parameters.Add(FiscalCalendar.DateKey(span.Last))}"
            )
            .ToList();
        var alternatives = new List<string>();
        if (within.Count > 0)
            alternatives.Add(grain == TimeGrain.FiscalYear ? string.Join(" or ", within) : $"f.date_precision = 'day' and ({string.Join(" or ", within)})");
        if (codes.Any(code => ReservedCode.Rank(code) > 0))
            alternatives.Add("f.date_precision <> 'day'");
        return alternatives.Count == 0 ? "false" : $"({string.Join(" or ", alternatives)})";
    }

    private string Condition(RowRule rule) => MemberCondition(rule.Dimension, rule.CodeColumns, rule.Codes);

    private string MemberCondition(Dimension dimension, IReadOnlyList<string> columns, IReadOnlyList<string> codes)
    {
        var any = parameters.Add(codes);
        return $"f.{dimension.Name}_key in (select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where {string.Join(" or ", columns.Select(column => $"d.{column} = any({any})"))})";
    }
}

/// <summary>A key that groups rows into cells: its name, and its expression over a row.</summary>
internal sealed record RowKeyPart(string Name, string Expression);
