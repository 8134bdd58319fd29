using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Reporting;

/// <summary>
/// A view of one table of the star for people's own tools: the newest publication's rows, with codes and labels instead of keys, dates as dates, amounts
/// in major units, and the file and line of each row. Written from what the table has and the fact and the slicers declare.
/// </summary>
/// <param name="name">Its name in <c>reporting</c>.</param>
/// <param name="fact">The fact whose rows they are.</param>
/// <param name="catalog">The slicers that give dimensions their names, and the measures that targets are set for.</param>
internal sealed class ReportingView(string name, FactDeclaration fact, ModelCatalog catalog)
{
    private const string Newest = "published_to = 2147483647";
    private const string DateKey = "_date_key";

    // What publications and engines need, and nobody else. The place of a row stands at the end.
    private static readonly string[] Inner =
    [
        "dataset_key",
        "case_id",
        "content_hash",
        "origins",
        "published_from",
        "published_to",
        "batch_id",
        "sheet",
        "line",
    ];

    private readonly List<Column> _columns = [];
    private readonly List<string> _joins = ["join mart.dim_dataset d on d.dataset_key = f.dataset_key"];

    private sealed record Column(string Name, string Expression, Bilingual Comment);

    /// <summary>The statements that make the view of a fact's table, with its comments and its grant.</summary>
    /// <param name="table">The table in <c>mart</c>.</param>
    /// <param name="columns">The columns that it has.</param>
    /// <param name="label">What its rows are.</param>
    public string Ddl(string table, IReadOnlyList<string> columns, Bilingual label)
    {
        Add("dataset", "d.dataset_code");
        Add("is_synthetic", "d.is_synthetic");
        foreach (var column in columns.Except(Inner))
            AddOf(column, columns);
        if (columns.Contains("referral_id") && fact.Star!.Dimensions.Contains(Dimension.Cluster) && table == fact.Star.Name)
            AddClusters();
        if (_columns.Any(column => column.Expression.Contains("minor_digits", StringComparison.Ordinal)))
        {
            Add("currency", "d.currency");
            _joins.Add("join mart.currencies c on c.currency_code = d.currency");
        }

        if (columns.Contains("batch_id"))
        {
            Add("batch_id", "f.batch_id");
            Add("file", "b.file_name");
            Add("sheet", "f.sheet");
            Add("line", "f.line");
            _joins.Add("join audit.batches b on b.batch_id = f.batch_id");
        }

        var list = string.Join(",\n       ", _columns.Select(column => $"{column.Expression} as {Quoted(column.Name)}"));
        var key = string.Join(
            ", ",
            KeyOf(table).Select(column => column.EndsWith("_key", StringComparison.Ordinal) ? column[..^4] : column).Prepend("dataset")
        );
        IEnumerable<string> statements =
        [
            $"create view reporting.{Quoted(name)} with (security_barrier) as\nselect {list}\nfrom mart.{table} f\n{string.Join('\n', _joins)}\nwhere f.{Newest}",
            Comment(
                $"view reporting.{Quoted(name)}",
                new($"{label.Ja}。最新の公開版にある行で、{key} ごとに1行です。", $"{label.En}, as the newest publication has them: one row per {key}.")
            ),
            .. _columns.Select(column => Comment($"column reporting.{Quoted(name)}.{Quoted(column.Name)}", column.Comment)),
            $"grant select on reporting.{Quoted(name)} to {ReportingLogin.Role}",
        ];
        return string.Concat(statements.Select(statement => statement + ";\n"));
    }

    private IReadOnlyList<string> KeyOf(string table) => fact.Star!.Bridges.GetValueOrDefault(table) ?? fact.Star.Key;

    private void AddOf(string column, IReadOnlyList<string> columns)
    {
        if (column.EndsWith(DateKey, StringComparison.Ordinal))
            AddDate(column);
        else if (column == "company_key")
            AddCompany();
        else if (column == "meeting_key")
            AddMeeting(hasNumber: columns.Contains("meeting_number"));
        else if (Dimension.All.FirstOrDefault(dimension => $"{dimension.Name}_key" == column) is { } dimension)
            AddDimension(dimension);
        else if (column.EndsWith("_id", StringComparison.Ordinal))
            Add(column, $"case when f.{column} > 0 then f.{column} end"); // reserved ones are below 0
        else if (!column.EndsWith("_key", StringComparison.Ordinal))
            AddPlain(column);
    }

    /// <summary>Keys are yyyymmdd, and below 0 where there is no day.</summary>
    private void AddDate(string column)
    {
        Add(column[..^"_key".Length], $"case when f.{column} > 0 then make_date(f.{column} / 10000, f.{column} / 100 % 100, f.{column} % 100) end");
        if (column == fact.Star!.Date)
            Add("fiscal_year", $"case when f.{column} > 0 then f.{column} / 10000 - (f.{column} / 100 % 100 < d.fiscal_year_start_month)::integer end");
    }

    private void AddCompany()
    {
        _joins.Add("join mart.dim_company company on company.company_key = f.company_key");
        Add("company_name", "case when f.company_key > 0 then company.company_name end");
        Add("corporate_number", "company.corporate_number");
    }

    private void AddMeeting(bool hasNumber)
    {
        _joins.Add("join mart.dim_meeting meeting on meeting.meeting_key = f.meeting_key");
        if (!hasNumber)
            Add("meeting_number", "case when f.meeting_key > 0 then meeting.meeting_number end");
        Add("meeting_name", "case when f.meeting_key > 0 then meeting.meeting_name end");
    }

    /// <summary>Code and labels of each slicer over it, under the slicer's name; of regions also the one that the row names, at whatever level.</summary>
    private void AddDimension(Dimension dimension)
    {
        _joins.Add($"join mart.dim_{dimension.Name} {dimension.Name} on {dimension.Name}.{dimension.Name}_key = f.{dimension.Name}_key");
        if (dimension == Dimension.Region)
            Add("region", "region.region_code");
        foreach (var slicer in catalog.Slicers.Values.Where(slicer => slicer.Dimension == dimension))
            AddCoded(slicer, $"{dimension.Name}.{slicer.CodeColumn}", $"{dimension.Name}.{slicer.LabelColumnJa}", $"{dimension.Name}.{slicer.LabelColumnEn}");
    }

    private void AddClusters()
    {
        _joins.Add(
            $"""
            left join lateral (
                select string_agg(k.cluster_code, '; ' order by k.cluster_key) as codes, string_agg(k.name_ja, '、' order by k.cluster_key) as names_ja,
                       string_agg(k.name_en, '; ' order by k.cluster_key) as names_en
                from mart.brg_referral_cluster r join mart.dim_cluster k on k.cluster_key = r.cluster_key
                where r.dataset_key = f.dataset_key and r.referral_id = f.referral_id and r.{Newest}
            ) clusters on true
            """
        );
        AddCoded("cluster", fact.WordsOf("cluster"), "clusters.codes", "clusters.names_ja", "clusters.names_en");
    }

    private void AddPlain(string column)
    {
        var isMoney = fact.Star!.Asked.Any(asked => asked.Name == column && asked.Kind == FactColumnKind.Money);
        if (isMoney)
            Add(column, Major(column));
        else if (column == "target_value")
            Add(column, $"case when f.measure in ({Amounts}) then {Major(column)} else f.{column} end");
        else if (catalog.Slicers.Values.FirstOrDefault(slicer => slicer.Kind == SlicerKind.Column && slicer.Column == column) is { } slicer)
            AddCoded(slicer, $"f.{column}", Labels(slicer, member => member.Label.Ja), Labels(slicer, member => member.Label.En));
        else
            Add(column, $"f.{column}");
    }

    /// <summary>Measures whose targets are amounts.</summary>
    private string Amounts =>
        string.Join(
            ", ",
            catalog.Measures.Values.Where(measure => measure.Unit == MeasureUnit.Currency).Select(measure => SqlLiteral.Of(measure.Name)).DefaultIfEmpty("''")
        );

    private static string Major(string column) => $"round(f.{column} / power(10::numeric, c.minor_digits), c.minor_digits)";

    private static string Labels(SlicerDeclaration slicer, Func<Member, string> of)
    {
        var members = slicer.Members.Select(member => $"when {SqlLiteral.Of(member.Code)} then {SqlLiteral.Of(of(member))}");
        return $"case f.{slicer.Column} {string.Join(' ', members)} else f.{slicer.Column} end";
    }

    private void AddCoded(SlicerDeclaration slicer, string code, string ja, string en) => AddCoded(slicer.Name, new(slicer.Label, null), code, ja, en);

    private void AddCoded(string column, ColumnWords? words, string code, string ja, string en)
    {
        var label = words?.Label ?? new(column, column);
        _columns.Add(new(column, code, new($"{label.Ja}（コード）。{words?.Note?.Ja}", $"{label.En} (code). {words?.Note?.En}".TrimEnd())));
        _columns.Add(new($"{column}_ja", ja, new($"{label.Ja}（日本語）。", $"{label.En} (Japanese).")));
        _columns.Add(new($"{column}_en", en, new($"{label.Ja}（英語）。", $"{label.En} (English).")));
    }

    private void Add(string column, string expression)
    {
        var words = fact.WordsOf(column)?.Text ?? new($"{column}。", $"{column}.");
        var isMoney = expression.StartsWith("round(", StringComparison.Ordinal);
        _columns.Add(new(column, expression, isMoney ? new($"{words.Ja}主要通貨単位です。", $"{words.En} In major units of the currency.") : words));
    }

    private static string Comment(string on, Bilingual comment) => $"comment on {on} is {SqlLiteral.Of($"{comment.Ja} / {comment.En}")}";

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
