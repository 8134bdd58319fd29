using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Composes what was read into one <see cref="Answers.Result"/>: ordered rows, a state for every cell, and totals. Notes follow once it is known
/// which rows are shown.
/// </summary>
internal sealed class Answer
{
    private readonly Question _question;
    private readonly DatasetState _dataset;
    private readonly Figures _figures;
    private readonly Targets _targets;
    private readonly EstablishmentBase _establishments;
    private readonly StockDays _stockDays;
    private readonly AnswerCells _cells;
    private readonly AnswerRows _rows;
    private readonly Dictionary<(int Index, string Code), Member> _shown = [];

    /// <exception cref="QueryException">The answer has more rows than allowed.</exception>
    public Answer(
        Query query,
        Question question,
        DatasetState dataset,
        Figures figures,
        Figures before,
        Figures beforeToDate,
        Figures sometimeBefore,
        Figures standing,
        Targets targets,
        EstablishmentBase establishments,
        StockDays stockDays,
        Trace trace
    )
    {
        (_question, _dataset, _figures, _targets, _establishments, _stockDays) = (question, dataset, figures, targets, establishments, stockDays);
        figures.Members.AddAll(before.Members);
        figures.Members.AddAll(beforeToDate.Members);
        figures.Members.AddAll(standing.Members);
        figures.Members.AddAll(targets.Members);
        _cells = new(question, dataset, figures, before, beforeToDate, sometimeBefore, targets, establishments, stockDays);
        var isCut = figures.IsCut || before.IsCut || beforeToDate.IsCut;
        _rows = isCut
            ? throw new QueryException(QueryFault.TooManyRows(query))
            : new AnswerRows(question, dataset, stockDays, figures, [before, beforeToDate], standing, targets);
        var keys = _rows.All;
        if (keys.Count > QuestionRules.MostRows)
        {
            throw new QueryException(QueryFault.TooManyRows(query));
        }

        var sorted = question.By.Select(s => s.Name).ToList().IndexOf(query.Sort?.TrimStart('-') ?? "");
        IReadOnlyList<ResultRow> rows =
            question.By.Count == 0
                ? [new ResultRow([], _cells.Of(null))]
                : [.. RowsOf(figures.Members.Ordered(keys, question.By, sorted < 0 ? null : sorted, query.Sort?.StartsWith('-') == true))];
        Result = new Result
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
            Rows = rows,
            RowCount = rows.Count,
            Totals = _cells.Of(null),
            Notes = [],
            Trace = trace,
        };
    }

    /// <summary>All rows, without notes.</summary>
    public Result Result { get; }

    /// <summary>
    /// The notes for an answer that shows these rows, with all remaining rows optionally collapsed into one whose cells are
    /// <paramref name="others"/>.
    /// </summary>
    public IReadOnlyList<Note> NotesOn(IReadOnlyList<ResultRow> shown, IReadOnlyList<Cell>? others = null)
    {
        IReadOnlyList<RowKey> rows = _question.By.Count == 0 ? [] : [.. shown.Select(KeyOf)];
        return
        [
            .. new Notes(_question, _dataset, _figures, rows, others, _cells, _stockDays).All(),
            .. _rows.LeavesZerosOut && _question.Measures.Any(m => m.Measure.IsAmount) ? [Notes.ZerosLeftOut] : Array.Empty<Note>(),
            .. new EstablishmentNotes(_question, _dataset, rows, _establishments).All(),
            .. new TargetNotes(_question, _dataset, rows, _targets).All(),
        ];
    }

    private static RowKey KeyOf(ResultRow row)
    {
        var codes = new string[row.Members.Count];
        for (var index = 0; index < codes.Length; index++)
            codes[index] = row.Members[index].Code;
        return new RowKey(codes);
    }

    private IEnumerable<ResultRow> RowsOf(IEnumerable<RowKey> rows) =>
        from row in rows
        let cells = _cells.Of(row)
        where !_rows.IsForZeros(row) || cells.Any(cell => cell.Value is not null)
        select new ResultRow(MembersOf(row), cells);

    private IReadOnlyList<Member> MembersOf(RowKey row)
    {
        var members = new Member[row.Codes.Count];
        for (var index = 0; index < members.Length; index++)
            members[index] = MemberOf(index, row.Codes[index]);
        return members;
    }

    private Member MemberOf(int index, string code) =>
        _shown.TryGetValue((index, code), out var member)
            ? member
            : _shown[(index, code)] = _figures.Members.MemberOf(_question.By[index], code, _dataset.Calendar);
}
