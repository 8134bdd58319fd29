using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Arranges an answer's rows: sorts them, keeps the top rows and collapses the others into one, and cuts out a page. Reserved members and rates with
/// a small base are not ranked; rows without a figure come last.
/// </summary>
internal sealed class Arrangement(Query query)
{
    /// <summary>Rates with a smaller base are not ranked.</summary>
    public const int SmallBase = 10;

    /// <summary>At most this many unranked rows are named in a note.</summary>
    private const int MostNamed = 5;

    private const int Ranked = 0,
        OfFew = 1,
        Reserved = 2,
        Blank = 3;

    private readonly string? _sort = query.Sort?.TrimStart('-');
    private readonly bool _isDescending = query.Sort?.StartsWith('-') == true;

    /// <summary>
    /// The question whose totals are the others of <paramref name="result"/>: the same without the top rows' members; null where there are none or
    /// nobody asks.
    /// </summary>
    public Query? OthersOf(Result result) =>
        !query.WithOthers || query.Top is not { } top || result.Rows.Count <= top
            ? null
            : query with
            {
                By = [],
                Excluded = new Dictionary<string, IReadOnlyList<string>>(query.Excluded)
                {
                    [query.By[0]] = [.. query.Excluded.GetValueOrDefault(query.By[0], []), .. TopOf(result).Select(row => row.Members[0].Code)],
                },
                Publication = result.Publication == 0 ? null : result.Publication,
                Sort = null,
                Top = null,
                WithOthers = false,
                Page = null,
                Size = null,
            };

    /// <param name="answer">All rows, in slicer order.</param>
    /// <param name="others">The totals of <see cref="OthersOf"/>.</param>
    /// <param name="catalog">The catalog that supplies the labels.</param>
    /// <exception cref="QueryException">The page does not exist.</exception>
    public Result Of(Answer answer, IReadOnlyList<Cell>? others, ModelCatalog catalog)
    {
        var result = answer.Result;
        // Top rows are listed by rank unless the question asks for slicer order.
        IReadOnlyList<ResultRow> rows =
            query.Top is null ? Sorted(result.Rows, result)
            : _sort is null || MeasureOf(result) is not null ? TopOf(result)
            : [.. result.Rows.Intersect(TopOf(result))];
        var notes = Notes(result, rows.Count, others is not null, catalog).ToList();
        var other = others is null
            ? null
            : new ResultRow(
                [
                    new Member(
                        ReservedCode.Others,
                        catalog.Slicers[query.By[0]].Reserved.GetValueOrDefault(ReservedCode.Others) ?? ReservedCode.LabelOf(ReservedCode.Others)!
                    ),
                ],
                others
            );
        if (other is not null)
        {
            rows = [.. rows, other];
        }

        var count = rows.Count;
        if (query.Page is not null || query.Size is not null)
        {
            var (page, size) = (query.Page ?? 1, query.Size ?? QuestionRules.DefaultSize);
            var last = Math.Max(1, (count + size - 1) / size);
            rows = page <= last ? [.. rows.Skip((page - 1) * size).Take(size)] : throw new QueryException(QueryFault.NoSuchPage(page, last));
        }

        // Notes cover only the rows that are shown.
        var isOtherShown = other is not null && rows.Count > 0 && rows[^1] == other;
        return result with
        {
            Rows = rows,
            RowCount = count,
            Notes = [.. answer.NotesOn(isOtherShown ? [.. rows.SkipLast(1)] : rows, isOtherShown ? others : null), .. notes],
        };
    }

    /// <summary>The top rows by the ranking measure, among the rows that can be ranked.</summary>
    private List<ResultRow> TopOf(Result result)
    {
        var (measure, isDescending) = Ranking(result);
        return [.. Ordered(result.Rows.Where(row => Class(row, measure) == Ranked), measure, isDescending).Take(query.Top!.Value)];
    }

    /// <summary>Sorts by the chosen measure, otherwise keeps slicer order.</summary>
    private IReadOnlyList<ResultRow> Sorted(IReadOnlyList<ResultRow> rows, Result result) =>
        MeasureOf(result) is not { } measure
            ? rows
            : [.. rows.GroupBy(row => Class(row, measure)).OrderBy(g => g.Key).SelectMany(g => g.Key == Ranked ? Ordered(g, measure, _isDescending) : g)];

    private static IEnumerable<ResultRow> Ordered(IEnumerable<ResultRow> rows, int measure, bool isDescending) =>
        isDescending ? rows.OrderByDescending(row => row.Cells[measure].Value) : rows.OrderBy(row => row.Cells[measure].Value);

    private (int Measure, bool IsDescending) Ranking(Result result) => MeasureOf(result) is { } measure ? (measure, _isDescending) : (0, true);

    private int? MeasureOf(Result result) => result.Measures.Select(m => m.Name).ToList().IndexOf(_sort ?? "") is >= 0 and var measure ? measure : null;

    private static int Class(ResultRow row, int measure) =>
        row.Cells[measure] switch
        {
            { Value: null } => Blank,
            _ when row.Members.Any(member => ReservedCode.Rank(member.Code) > 0) => Reserved,
            { Parts.Base: < SmallBase } or { Cases: < SmallBase } => OfFew,
            _ => Ranked,
        };

    private IEnumerable<Note> Notes(Result result, int shown, bool withOthers, ModelCatalog catalog)
    {
        if (query.Top is not null && shown < result.Rows.Count)
        {
            var (all, measure) = (result.Rows.Count, result.Measures[Ranking(result).Measure].Label);
            yield return new Note(
                "top",
                shown == 0
                    ? new(Text($"順位を付けられる行がありません（全{all:#,0}件）。"), Text($"No row takes a rank ({all:#,0} in all)."))
                    : new(
                        Text(
                            $"{measure.Ja}による上位{shown:#,0}件です（全{all:#,0}件）。{(withOthers ? "「その他」は、残りをまとめて計算し直した値です。" : "")}"
                        ),
                        Text($"Top {shown:#,0} of {all:#,0} by {measure.En}{(withOthers ? "; the others are computed anew, not summed" : "")}.")
                    )
            );
            if (withOthers && catalog.Slicers[query.By[0]].Overlaps)
            {
                yield return new Note(
                    "others_overlap",
                    new("「その他」は、上のどの行にも属さないものです。", "The others are those in none of the rows above.")
                );
            }

            foreach (var note in WithoutRank(result, Ranking(result).Measure, withOthers))
                yield return note;
        }

        var few = query.Top is not null || MeasureOf(result) is not null ? result.Rows.Count(row => Class(row, Ranking(result).Measure) == OfFew) : 0;
        if (few > 0)
        {
            yield return new Note(
                "unranked",
                new(
                    Text($"母数が{SmallBase}件未満の{few:#,0}行には、順位を付けていません。"),
                    Text($"{few:#,0} rows with a base under {SmallBase} take no rank.")
                )
            );
        }
    }

    /// <summary>
    /// The reserved rows (unknown, none) that are cut or go to the others, with their figures by the measure that ranks: nobody would look for them
    /// there.
    /// </summary>
    private static IEnumerable<Note> WithoutRank(Result result, int ranking, bool withOthers)
    {
        var measure = result.Measures[ranking];
        var rows = result
            .Rows.Where(row => Class(row, ranking) == Reserved && row.Cells[ranking].Value != 0)
            .OrderByDescending(row => row.Cells[ranking].Value)
            .ToList();
        if (rows.Count == 0)
        {
            yield break;
        }

        var named = rows.Take(MostNamed).Select((row, place) => (Name: FigureNote.Literal(NameOf(row)), Place: $"{{{place}}}")).ToList();
        var (ja, en) = (string.Join("、", named.Select(n => $"「{n.Name.Ja}」{n.Place}")), string.Join(", ", named.Select(n => $"“{n.Name.En}” ({n.Place})")));
        if (rows.Count > MostNamed)
        {
            (ja, en) = (Text($"{ja}など{rows.Count}行"), Text($"{en} and {rows.Count - MostNamed} more rows"));
        }

        yield return FigureNote.Of(
            "reserved",
            measure.Name,
            measure.Unit,
            result.Currency,
            withOthers
                ? new($"順位の付かない{ja}は、「その他」に含めています。", $"Without a rank, and among the others: {en}.")
                : new($"順位の付かない{ja}は、示していません。", $"Without a rank, and not shown: {en}."),
            [.. rows.Take(MostNamed).Select(row => row.Cells[ranking].Value!.Value)]
        );
    }

    private static Bilingual NameOf(ResultRow row) =>
        new(string.Join("・", row.Members.Select(m => m.Label.Ja)), string.Join(", ", row.Members.Select(m => m.Label.En)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
