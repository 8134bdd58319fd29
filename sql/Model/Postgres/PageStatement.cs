using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>What to read for a question: its totals (no slicers) or its rows, for some of its measures.</summary>
/// <param name="Question">The question.</param>
/// <param name="By">Slicers that split the rows; empty for the totals.</param>
/// <param name="Measures">Measures that can share a statement; empty to read only the members that occur.</param>
/// <param name="Into">Receives the figures.</param>
internal sealed record PageRead(FactQuestion Question, IReadOnlyList<SlicerDeclaration> By, IReadOnlyList<MeasureDeclaration> Measures, Figures Into);

/// <summary>
/// Answers all questions about the same rows of one fact in one statement that scans these rows once. It first groups the rows into cells by the
/// fact's own keys, then aggregates the few cells for each question and looks up codes and labels only there. A grouping whose keys are contained in
/// another one is computed from that one's cells. Distinct counts have a statement of their own, whose cells are also grouped by identity; so have
/// members of a bridged dimension, since these count a row several times.
/// </summary>
internal sealed class PageStatement
{
    private const string Each = "by_each";

    private readonly DatasetState _dataset;
    private readonly IReadOnlyList<PageRead> _reads;
    private readonly NpgsqlBatchCommand _command = new();
    private readonly StatementParameters _parameters;
    private readonly List<IReadOnlyList<SlicerDeclaration>> _rows;
    private readonly List<string> _columns = [];
    private readonly Dictionary<MeasureDeclaration, int[]> _places = [];
    private readonly int _slicerColumns;

    private PageStatement(DatasetState dataset, IReadOnlyList<PageRead> reads, string? each)
    {
        (_dataset, _reads, _parameters) = (dataset, reads, new StatementParameters(_command.Parameters));
        _rows = [.. reads.Select(r => r.By).DistinctBy(NamesOf)];
        _slicerColumns = 1 + _rows.Max(by => by.Count) * FactStatement.ColumnsPerSlicer;
        Build(each);
    }

    public NpgsqlBatchCommand Command => _command;

    /// <summary>The statements for all reads.</summary>
    public static IEnumerable<PageStatement> Of(DatasetState dataset, IEnumerable<PageRead> reads) =>
        reads
            .SelectMany(read =>
                read.Measures.GroupBy(EachOf).Select(g => (Read: read with { Measures = [.. g] }, Each: g.Key)).DefaultIfEmpty((Read: read, Each: null))
            )
            .GroupBy(r =>
                (
                    r.Read.Question.Fact,
                    Rows: RowSql.TextOf(r.Read.Question),
                    r.Each,
                    Apart: dataset.IsDistributed ? NamesOf(r.Read.By) : "", // Citus knows no grouping sets
                    Bridged: NamesOf(r.Read.By.Where(s => s.Overlaps).OrderBy(s => s.Name, StringComparer.Ordinal))
                )
            )
            .Select(g => new PageStatement(dataset, [.. g.Select(r => r.Read)], g.Key.Each));

    /// <summary>
    /// True if a statement can pre-aggregate the measure in cells: it either counts and sums, or counts distinct identities, not both.
    /// </summary>
    public static bool Shares(MeasureDeclaration measure) => ColumnsOf(measure) is { } columns && columns.Select(column => column.Each).Distinct().Count() == 1;

    /// <summary>Distributes the statement's rows to the questions.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var readers = _rows.Select(by => _reads.Where(r => NamesOf(r.By) == NamesOf(by)).ToList()).ToList();
        while (await reader.ReadAsync(cancellation))
        {
            var answer = reader.GetInt32(0);
            var members = _rows[answer]
                .Select((slicer, index) => FiguresReader.ReadMember(reader, slicer, 1 + index * FactStatement.ColumnsPerSlicer))
                .ToList();
            var row = members.Count == 0 ? null : new RowKey([.. members.Select(m => m.Code)]);
            foreach (var (_, _, measures, into) in readers[answer])
            {
                members.ForEach(into.Members.Add);
                if (row is not null)
                    into.Add(row);
                foreach (var measure in measures)
                    into.Set(row, measure.Name, FiguresReader.Read(reader, _places[measure]));
            }
        }
    }

    private void Build(string? each)
    {
        var (question, fact) = (_reads[0].Question, _reads[0].Question.Fact);
        _dataset.Bind(_command.Parameters);
        _command.Parameters.Add(new NpgsqlParameter<int>("through", question.ThroughKey));
        var rows = new RowSql(_dataset, fact, _parameters);
        var keys = _rows.SelectMany(by => by).SelectMany(slicer => rows.KeysOf(slicer)).DistinctBy(key => key.Name).ToList();
        var cells = CellColumns();
        var groupings = GroupingsOf([
            .. _rows.Select(by => by.SelectMany(slicer => rows.KeysOf(slicer)).Select(key => key.Name).ToHashSet(StringComparer.Ordinal)),
        ]);
        var bridged = _rows.SelectMany(by => by).Where(s => s.Overlaps).Distinct().GroupBy(s => s.Dimension!);
        var held = keys.Select(key => $"f.{key.Name}")
            .Concat(each is null ? [] : [$"{each} as {Each}"])
            .Concat(cells.Select((cell, index) => $"{cell} as value_{index}"));
        string Group(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"f.{name}").Concat(each is null ? [] : [each]));
        _command.CommandText = FactStatement.Fill(
            "Model/Postgres/Statements/page.sql",
            ("part", groupings.Count == 1 ? "0" : string.Join(" + ", keys.Select((key, index) => $"grouping(f.{key.Name}) * {1 << index}"))),
            ("cells", string.Concat(held.Select(column => $",\n           {column}"))),
            ("keys", string.Concat(keys.Select(key => $",\n               {key.Expression} as {key.Name}"))),
            ("table", fact.TableName),
            ("joins", string.Join('\n', bridged.Select(slicers => rows.MembershipJoin(slicers.Key, slicers, RowSql.Bridged(question))))),
            ("version", _dataset.VersionCondition("f")),
            ("date", fact.DateColumn),
            ("conditions", string.Join("\n        ", rows.Conditions(question).Select(c => "  and " + c))),
            (
                "group",
                groupings.Count == 1
                    ? Group(groupings[0]) is { Length: > 0 } only
                        ? "group by " + only
                        : ""
                    : $"group by grouping sets ({string.Join(", ", groupings.Select(names => $"({Group(names)})"))})"
            ),
            ("rows", string.Join("union all\n", _rows.Select((by, index) => RowsOf(by, index, rows, groupings, keys))))
        );
    }

    /// <summary>One question's rows, from the first grouping that contains all of its keys.</summary>
    private string RowsOf(IReadOnlyList<SlicerDeclaration> by, int answer, RowSql rows, List<HashSet<string>> groupings, List<RowKeyPart> keys)
    {
        var grouping = groupings.Find(names => by.SelectMany(rows.KeysOf).All(key => names.Contains(key.Name)))!;
        string[] nothing = ["null::text", "null::text", "null::text", "0::bigint"];
        var slicers = by.SelectMany(slicer => Labels.Columns(slicer, RowSql.CodeOf(slicer)));
        var padding = Enumerable.Repeat(nothing, (_slicerColumns - 1) / FactStatement.ColumnsPerSlicer - by.Count).SelectMany(n => n);
        var columns = slicers.Concat(padding).Concat(_columns).Prepend($"{answer}").ToList();
        var statement = FactStatement.Fill(
            "Model/Postgres/Statements/page_rows.sql",
            ("columns", string.Join(", ", columns)),
            (
                "joins",
                string.Join(
                    '\n',
                    by.Select(s => s.Dimension)
                        .OfType<Dimension>()
                        .Distinct()
                        .Select(d => $"{(d.Bridge is null ? "" : "left ")}join mart.dim_{d.Name} {d.Name} on {d.Name}.{d.Name}_key = c.{RowSql.KeyOf(d)}")
                )
            ),
            ("part", groupings.Count == 1 ? "0" : $"{keys.Index().Where(key => !grouping.Contains(key.Item.Name)).Sum(key => 1 << key.Index)}"),
            (
                "group",
                by.Count == 0
                    ? ""
                    : $"group by {string.Join(", ", by.Select((_, index) => 2 + index * FactStatement.ColumnsPerSlicer))} limit {QuestionRules.MostRows + 1}"
            )
        );
        return $"({Labels.Join(statement, by, before: 1, columns.Count)})\n";
    }

    /// <summary>The columns of a cell; also records which of them belong to which measure.</summary>
    private List<string> CellColumns()
    {
        var (cells, measured) = (new List<string>(), new MeasureSql(_parameters, "@through"));
        foreach (var measure in _reads.SelectMany(r => r.Measures).Distinct())
        {
            _places[measure] =
            [
                .. measured
                    .Shared(measure)!
                    .Select(column =>
                        _slicerColumns
                        + PlaceOf(_columns, column is null ? MeasureSql.NoColumn : column.Together($"c.value_{PlaceOf(cells, column.OfCell)}", $"c.{Each}"))
                    ),
            ];
        }

        return cells;
    }

    /// <summary>The groupings that are not contained in another.</summary>
    private static List<HashSet<string>> GroupingsOf(IReadOnlyList<HashSet<string>> all) =>
        [.. all.Where((keys, index) => !all.Where((other, at) => at != index && keys.IsSubsetOf(other) && (at < index || !other.SetEquals(keys))).Any())];

    private static int PlaceOf(List<string> texts, string text)
    {
        if (!texts.Contains(text))
            texts.Add(text);
        return texts.IndexOf(text);
    }

    private static string? EachOf(MeasureDeclaration measure) => ColumnsOf(measure)![0].Each;

    private static List<GatheredColumn>? ColumnsOf(MeasureDeclaration measure) =>
        measure.IsSpread
            ? null
            : new MeasureSql(new StatementParameters(new NpgsqlCommand().Parameters), "@through").Shared(measure)?.OfType<GatheredColumn>().ToList();

    private static string NamesOf(IEnumerable<SlicerDeclaration> by) => string.Join('\u001f', by.Select(s => s.Name));
}
