using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>A slicer with the codes that it lets through (any of them).</summary>
internal sealed record Filter(SlicerDeclaration Slicer, IReadOnlyList<string> Codes);

/// <summary>
/// The SQL compiler: measures of one fact × slicers × filters → one statement. Identifiers come from the closed sets of <see cref="Fact"/> and
/// <see cref="Dimension"/> through declarations; every value is a parameter. Each slicer gives four columns (code, two labels, order), each measure three
/// (value, rows that it is about, rows of these that are known; a count is all three in one).
/// </summary>
internal sealed class FactStatement
{
    public const int ColumnsPerSlicer = 4;
    public const int ColumnsPerMeasure = 3;

    private readonly NpgsqlBatchCommand _command = new();
    private readonly DatasetState _dataset;
    private readonly Fact _fact;

    private FactStatement(DatasetState dataset, Fact fact) => (_dataset, _fact) = (dataset, fact);

    public static NpgsqlBatchCommand Compile(
        DatasetState dataset, Fact fact, IReadOnlyList<MeasureDeclaration> measures, IReadOnlyList<SlicerDeclaration> by, IReadOnlyList<Filter> filters) =>
        new FactStatement(dataset, fact).Build(measures, by, filters);

    private NpgsqlBatchCommand Build(IReadOnlyList<MeasureDeclaration> measures, IReadOnlyList<SlicerDeclaration> by, IReadOnlyList<Filter> filters)
    {
        _dataset.Bind(_command.Parameters);
        _command.Parameters.Add(new NpgsqlParameter<int>("through", _dataset.ThroughKey));
        var bridged = filters.Where(f => f.Slicer.Overlaps).ToList();
        var conditions = filters.Where(f => !f.Slicer.Overlaps).Select(Condition)
            .Concat(bridged.GroupBy(f => f.Slicer.Dimension!).Select(g => BridgeCondition(g.Key, [.. g])));
        _command.CommandText = Fill("Model/Statements/facts.sql",
            ("columns", string.Join(",\n       ", by.SelectMany(SlicerColumns).Concat(measures.SelectMany(MeasureColumns)).DefaultIfEmpty("1"))),
            ("table", _fact.TableName),
            ("joins", string.Join('\n', Joins(by, bridged))),
            ("version", _dataset.VersionCondition("f")),
            ("date", _fact.DateColumn),
            ("conditions", string.Join('\n', conditions.Select(c => "  and " + c))),
            ("group", by.Count == 0 ? "" : "group by " + string.Join(", ", by.Select((_, index) => index * ColumnsPerSlicer + 1))));
        return _command;
    }

    private IEnumerable<string> SlicerColumns(SlicerDeclaration slicer)
    {
        yield return CodeExpression(slicer);
        yield return LabelExpression(slicer, slicer.LabelColumnJa);
        yield return LabelExpression(slicer, slicer.LabelColumnEn);
        yield return slicer.SortColumn is null ? "0::bigint" : $"coalesce(min({slicer.Dimension!.Name}.{slicer.SortColumn}), 0)::bigint";
    }

    /// <summary>Looked up once per group: comparing texts row by row costs more than all the counting.</summary>
    private static string LabelExpression(SlicerDeclaration slicer, string? column) => slicer.Dimension is { } dimension
        ? $"(select l.{column} from mart.dim_{dimension.Name} l where l.{dimension.Name}_key = max({dimension.Name}.{dimension.Name}_key))"
        : "null::text";

    private string CodeExpression(SlicerDeclaration slicer) => slicer.Kind switch
    {
        SlicerKind.Column => $"f.{slicer.Column}",
        SlicerKind.Time => TimeExpression(slicer.Grain!.Value),
        _ when slicer.Overlaps => $"coalesce({slicer.Dimension!.Name}.{slicer.CodeColumn}, {WithoutMembership})",
        _ => $"{slicer.Dimension!.Name}.{slicer.CodeColumn}",
    };

    /// <summary>A referral in no cluster; a row of a source without referrals cannot be asked for one.</summary>
    private static string WithoutMembership => $"case when f.referral_id < 0 then '{ReservedCode.NotApplicable}' else '{ReservedCode.None}' end";

    /// <summary>Date keys are yyyymmdd. A date of which only the year is known has no quarter and no month.</summary>
    private string TimeExpression(TimeGrain grain)
    {
        var (year, month) = ($"f.{_fact.DateColumn} / 10000", $"f.{_fact.DateColumn} / 100 % 100");
        var start = Parameter(_dataset.Calendar.StartMonth);
        var fiscalYear = $"({year} - ({month} < {start})::int)::text";
        return grain switch
        {
            TimeGrain.FiscalYear => fiscalYear,
            TimeGrain.Quarter => OfDays($"{fiscalYear} || '-Q' || (({month} - {start} + 12) % 12 / 3 + 1)"),
            _ => OfDays($"({year})::text || '-' || lpad(({month})::text, 2, '0')"),
        };

        static string OfDays(string expression) => $"case when f.date_precision = 'day' then {expression} else '{ReservedCode.NotApplicable}' end";
    }

    private IEnumerable<string> Joins(IReadOnlyList<SlicerDeclaration> by, IReadOnlyList<Filter> bridged)
    {
        foreach (var slicers in by.Where(s => s.Kind == SlicerKind.Dimension).GroupBy(s => s.Dimension!))
        {
            var dimension = slicers.Key;
            yield return dimension.Bridge is null
                ? $"join mart.dim_{dimension.Name} {dimension.Name} on {dimension.Name}.{dimension.Name}_key = f.{dimension.Name}_key"
                : $"left join (\n{Memberships(dimension, slicers, bridged.Where(f => f.Slicer.Dimension == dimension))}) {dimension.Name} on {dimension.Name}.referral_id = f.referral_id";
        }
    }

    private string Memberships(Dimension dimension, IEnumerable<SlicerDeclaration> slicers, IEnumerable<Filter> filters) =>
        Fill("Model/Statements/memberships.sql",
            ("columns", string.Join(", ", slicers.Select(s => $"d.{s.CodeColumn}").Distinct())),
            ("bridge", dimension.Bridge!),
            ("dimension", dimension.Name),
            ("version", _dataset.VersionCondition("brg")),
            ("conditions", string.Join('\n', filters.Select(f => $"  and d.{f.Slicer.CodeColumn} = any({Parameter(f.Codes)})"))));

    /// <summary>Any of the codes. Within one bridged dimension, one membership fulfils all filters; a referral counts once however many do.</summary>
    private string BridgeCondition(Dimension dimension, IReadOnlyList<Filter> filters)
    {
        var members = $"f.referral_id in (select m.referral_id from (\n{Memberships(dimension, [filters[0].Slicer], filters)}) m)";
        return filters.All(f => f.Codes.Any(code => ReservedCode.Rank(code) > 0))
            ? $"({members} or {string.Join(" and ", filters.Select(f => $"{WithoutMembership} = any({Parameter(f.Codes)})"))}\n      and f.referral_id not in (select m.referral_id from (\n{Memberships(dimension, [filters[0].Slicer], [])}) m))"
            : members;
    }

    private string Condition(Filter filter)
    {
        var slicer = filter.Slicer;
        return slicer.Kind == SlicerKind.Dimension
            ? $"f.{slicer.Dimension!.Name}_key in (select d.{slicer.Dimension.Name}_key from mart.dim_{slicer.Dimension.Name} d where d.{slicer.CodeColumn} = any({Parameter(filter.Codes)}))"
            : $"{CodeExpression(slicer)} = any({Parameter(filter.Codes)})";
    }

    private IEnumerable<string> MeasureColumns(MeasureDeclaration measure)
    {
        var conditions = measure.Where.Select(Condition).ToList();
        var value = measure.Value is null ? null : $"f.{measure.Value.Name}";
        switch (measure.Kind)
        {
            case MeasureKind.Count:
                yield return $"count(*){Where()}::numeric";
                yield return "null::bigint";
                yield return "null::bigint";
                break;
            case MeasureKind.Sum:
                yield return $"sum({value}){Where()}::numeric";
                yield return $"count(*){Where(measure.KnownOf is null ? null : $"(f.{measure.KnownOf.Name} > 0 or {value} is not null)")}";
                yield return $"count({value}){Where()}";
                break;
            default:
                // Ids below 0 stand for "unknown" and "not applicable", which are nobody.
                yield return $"count(distinct {value}){Where($"{value} > 0")}::numeric";
                yield return $"count(distinct {value}){Where($"{value} > 0")}";
                yield return $"count(distinct {value}){Where($"{value} > 0", measure.Fact.Column("is_company_matched") is null ? null : "f.is_company_matched")}";
                break;
        }

        string Where(params string?[] further)
        {
            var all = conditions.Concat(further.OfType<string>()).ToList();
            return all.Count == 0 ? "" : $" filter (where {string.Join(" and ", all)})";
        }
    }

    private string Condition(Condition condition)
    {
        var column = $"f.{condition.Attribute}";
        return condition.Comparison switch
        {
            ComparisonKind.IsTrue => column,
            ComparisonKind.IsFalse => $"not {column}",
            ComparisonKind.In => Codes($"= any({Parameter(condition.Codes)})"),
            ComparisonKind.NotIn => Codes($"<> all({Parameter(condition.Codes)})"),
            ComparisonKind.Less => $"{column} < {Parameter(condition.Number!.Value)}",
            ComparisonKind.LessOrEqual => $"{column} <= {Parameter(condition.Number!.Value)}",
            ComparisonKind.Greater => $"{column} > {Parameter(condition.Number!.Value)}",
            _ => $"{column} >= {Parameter(condition.Number!.Value)}",
        };

        string Codes(string comparison) => condition.Dimension is not { } dimension
            ? $"{column} {comparison}"
            : $"f.{dimension.Name}_key in (select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where d.{dimension.NaturalCode} {comparison})";
    }

    private string Parameter<T>(T value)
    {
        var name = $"p{_command.Parameters.Count}";
        _command.Parameters.Add(value is IReadOnlyList<string> codes ? new NpgsqlParameter<string[]>(name, [.. codes]) : new NpgsqlParameter<T>(name, value));
        return "@" + name;
    }

    /// <summary>An embedded statement with its places filled; what fills them comes from declarations.</summary>
    internal static string Fill(string path, params (string Place, string Text)[] parts) =>
        parts.Aggregate(EmbeddedText.Read(path), (text, part) => text.Replace($"{{{part.Place}}}", part.Text, StringComparison.Ordinal));
}
