using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// The SQL compiler: turns measures of one fact, slicers and filters into one statement. Identifiers come from the closed sets of <see cref="Fact"/>
/// and <see cref="Dimension"/> through declarations; every value is a parameter. Each slicer yields four columns (code, two labels, sort order), each
/// measure those of <see cref="MeasureSql"/>. An incidence or quotient has a statement of its own, which groups additionally by its first column.
/// Stocks also have their own statement, which joins the fact's rows with each of the stock's days.
/// </summary>
internal sealed class FactStatement
{
    public const int ColumnsPerSlicer = 4;

    private readonly NpgsqlBatchCommand _command = new();
    private readonly StatementParameters _parameters;
    private readonly RowSql _rows;
    private readonly DatasetState _dataset;
    private readonly Fact _fact;
    private readonly IReadOnlyDictionary<RowKey, DateOnly>? _stockDays;

    private FactStatement(DatasetState dataset, Fact fact, IReadOnlyDictionary<RowKey, DateOnly>? stockDays)
    {
        (_dataset, _fact, _stockDays, _parameters) = (dataset, fact, stockDays, new StatementParameters(_command.Parameters));
        _rows = new RowSql(dataset, fact, _parameters);
    }

    /// <summary>The rows of a question: one per combination of members.</summary>
    public static NpgsqlBatchCommand OfRows(DatasetState dataset, FactQuestion question) =>
        new FactStatement(dataset, question.Fact, question.StockDays?.ByPeriod).Build(question, question.By);

    /// <summary>
    /// The totals, queried separately because they cannot be summed from the rows: rows of a bridged dimension overlap, distinct companies do not add
    /// up, and a stock's total is that of the last day.
    /// </summary>
    public static NpgsqlBatchCommand OfTotals(DatasetState dataset, FactQuestion question) =>
        new FactStatement(
            dataset,
            question.Fact,
            question.StockDays is { } days ? new Dictionary<RowKey, DateOnly> { [new RowKey([])] = days.Total!.Value } : null
        ).Build(question, []);

    private NpgsqlBatchCommand Build(FactQuestion question, IReadOnlyList<SlicerDeclaration> by)
    {
        var measures = question.Measures;
        _dataset.Bind(_command.Parameters);
        _command.Parameters.Add(new NpgsqlParameter<int>("through", question.ThroughKey));
        var times = by.Where(s => s.Kind == SlicerKind.Time).ToList();
        var measured = new MeasureSql(_parameters, _stockDays is null ? "@through" : "as_of.day");
        var conditions = _rows.Conditions(question).ToList();
        var groups = by.Select((_, index) => index * ColumnsPerSlicer + 1).ToList();
        if (measures is [{ IsSpread: true }])
        {
            groups.Add(by.Count * ColumnsPerSlicer + 1);
        }

        var columns = by.SelectMany(s => SlicerColumns(s, times)).Concat(measures.SelectMany(measured.Columns)).DefaultIfEmpty("1").ToList();
        var statement = Fill(
            "Model/Postgres/Statements/facts.sql",
            ("columns", string.Join(",\n       ", columns)),
            ("table", _fact.TableName),
            ("joins", string.Join('\n', StockJoin(times, measures).Concat(_rows.Joins(by, RowSql.Bridged(question))))),
            ("version", _dataset.VersionCondition("f")),
            ("date", _fact.DateColumn),
            ("conditions", string.Join('\n', conditions.Select(c => "  and " + c))),
            (
                "group",
                groups.Count == 0 ? "" : "group by " + string.Join(", ", groups) + (groups.Count > by.Count ? "" : $"\nlimit {QuestionRules.MostRows + 1}")
            )
        );
        _command.CommandText = Labels.Join(statement, by, before: 0, columns.Count);
        return _command;
    }

    /// <summary>
    /// The rows behind the totals of a question about one measure, under the same conditions: first a summary of all of them, then one page.
    /// </summary>
    public static IReadOnlyList<NpgsqlBatchCommand> OfSingleRows(DatasetState dataset, FactQuestion question, int page, int size)
    {
        IReadOnlyDictionary<RowKey, DateOnly>? day = question.StockDays is { } days
            ? new Dictionary<RowKey, DateOnly> { [new RowKey([])] = days.Total!.Value }
            : null;
        var list = new FactStatement(dataset, question.Fact, day).BuildRows(question, "Model/Postgres/Statements/rows.sql");
        list.Parameters.Add(new NpgsqlParameter<int>("size", size));
        list.Parameters.Add(new NpgsqlParameter<long>("skipped", (page - 1L) * size));
        return [new FactStatement(dataset, question.Fact, day).BuildRows(question, "Model/Postgres/Statements/row_totals.sql"), list];
    }

    private NpgsqlBatchCommand BuildRows(FactQuestion question, string statement)
    {
        var measure = question.Measures.Single();
        _dataset.Bind(_command.Parameters);
        _command.Parameters.Add(new NpgsqlParameter<int>("through", question.ThroughKey));
        var (counted, part) = new MeasureSql(_parameters, _stockDays is null ? "@through" : "as_of.day").SingleRows(measure);
        var (number, company) = RowWords(_fact);
        _command.CommandText = Fill(
            statement,
            ("number", number),
            ("origins", _fact.HasOrigins ? "jsonb_each(f.origins)" : "jsonb_each('{}')"),
            ("company", company),
            ("value", measure.Value is { } value ? $"f.{value.Name}::bigint" : "null::bigint"),
            ("part", part.Count == 0 ? "true" : string.Join(" and ", part)),
            ("table", _fact.TableName),
            ("joins", string.Join('\n', StockJoin([], question.Measures))),
            ("version", _dataset.VersionCondition("f")),
            ("date", _fact.DateColumn),
            ("conditions", string.Join('\n', _rows.Conditions(question).Concat(counted).Select(c => "  and " + c)))
        );
        return _command;
    }

    /// <summary>How people identify a row of the fact: its number in the ledger, and its company as of then.</summary>
    private static (string Number, string Company) RowWords(Fact fact)
    {
        const string Company = "(select c.company_name from mart.dim_company c where c.company_key = f.company_key and c.company_key > 0)";
        return (
            $"f.{fact.NumberColumn}",
            fact == Fact.MeetingAttendance ? "f.company_name"
            : fact.HasCompany ? Company
            : "null::text"
        );
    }

    private IEnumerable<string> SlicerColumns(SlicerDeclaration slicer, List<SlicerDeclaration> times) =>
        Labels.Columns(slicer, _stockDays is not null && slicer.Kind == SlicerKind.Time ? $"as_of.period_{times.IndexOf(slicer)}" : CodeExpression(slicer));

    private string CodeExpression(SlicerDeclaration slicer) =>
        slicer.Kind switch
        {
            SlicerKind.Column => $"f.{slicer.Column}",
            SlicerKind.Time => TimeExpression(slicer.Grain!.Value),
            _ when slicer.Overlaps => $"coalesce({slicer.Dimension!.Name}.{slicer.CodeColumn}, {RowSql.WithoutMembership})",
            _ => $"{slicer.Dimension!.Name}.{slicer.CodeColumn}",
        };

    /// <summary>Date keys are yyyymmdd. A date of which only the year is known has no quarter or month.</summary>
    private string TimeExpression(TimeGrain grain)
    {
        var (year, month) = ($"f.{_fact.DateColumn} / 10000", $"f.{_fact.DateColumn} / 100 % 100");
        var start = _parameters.Add(_dataset.Calendar.StartMonth);
        var fiscalYear = $"({year} - ({month} < {start})::int)::text";
        return grain switch
        {
            TimeGrain.FiscalYear => fiscalYear,
            TimeGrain.Quarter => OfDays($"{fiscalYear} || '-Q' || (({month} - {start} + 12) % 12 / 3 + 1)"),
            _ => OfDays($"({year})::text || '-' || lpad(({month})::text, 2, '0')"),
        };

        static string OfDays(string expression) => $"case when f.date_precision = 'day' then {expression} else '{ReservedCode.NotApplicable}' end";
    }

    /// <summary>
    /// Joins each of the stock's days with the fact rows that existed by then. If ages are used, the earlier days that they refer to are added as
    /// columns.
    /// </summary>
    private IEnumerable<string> StockJoin(List<SlicerDeclaration> times, IReadOnlyList<MeasureDeclaration> measures)
    {
        if (_stockDays is null)
        {
            yield break;
        }

        var ages = MeasureSql.Ages(measures).ToList();
        var columns = times.Select((_, index) => $"period_{index}").Append("day").Concat(ages.Select(MeasureSql.DayLess));
        var values = times
            .Select((_, index) => _parameters.Add<IReadOnlyList<string>>([.. _stockDays.Keys.Select(period => period.Codes[index])]))
            .Append(Days(0))
            .Concat(ages.Select(Days));
        yield return $"join unnest({string.Join(", ", values)}) as_of ({string.Join(", ", columns)}) on f.{_fact.DateColumn} <= as_of.day";

        string Days(int less) => _parameters.Add<int[]>([.. _stockDays.Values.Select(day => FiscalCalendar.DateKey(day.AddDays(-less)))]);
    }

    /// <summary>Fills the placeholders of an embedded statement; all texts come from declarations.</summary>
    internal static string Fill(string path, params (string Place, string Text)[] parts) =>
        parts.Aggregate(EmbeddedText.Read(path), (text, part) => text.Replace($"{{{part.Place}}}", part.Text, StringComparison.Ordinal));
}
