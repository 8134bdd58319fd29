using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// The page's measure of one year by the members of two slicers: a table whose cells are shaded by how much they hold. Totals are asked for, never
/// added up.
/// </summary>
public abstract class MatrixRecipe : VisualRecipe
{
    /// <summary>At most so many rows; the data's exports have all.</summary>
    private const int Most = 10;

    /// <summary>The slicer of the rows.</summary>
    protected abstract string RowsOf(Inquiry inquiry);

    /// <summary>The slicer of the columns.</summary>
    protected abstract string ColumnsOf(Inquiry inquiry);

    /// <summary>Both slicers as titles name them.</summary>
    protected abstract string WordOf(Inquiry inquiry);

    /// <inheritdoc />
    public override string TitleOf(Inquiry inquiry) => inquiry.T["bars.by", WordOf(inquiry), inquiry.T[inquiry.LeadMeasure.Label]];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, down, across) = (inquiry.T, RowsOf(inquiry), ColumnsOf(inquiry));
        var (asked, downTotals, acrossTotals) = (
            inquiry.AskAsync([inquiry.Lead], [down, across]),
            inquiry.AskAsync([inquiry.Lead], [down]),
            inquiry.AskAsync([inquiry.Lead], [across])
        );
        var (answer, byRow, byColumn) = (await asked, await downTotals, await acrossTotals);
        if (byRow.Rows.Count < 2 || byColumn.Rows.Count < 2)
            return null;
        var column = answer.Measures[0];
        var cells = answer.Rows.ToDictionary(r => (r.Members[0].Code, r.Members[1].Code), r => r.Cells);
        var rows = Ordered(byRow);
        var columns = Ordered(byColumn)
            .Where(c => rows.Any(r => cells.TryGetValue((r.Members[0].Code, c.Members[0].Code), out var found) && found[0].Value is not null and not 0))
            .ToList();
        var scale = FigureScale.For(column, answer, t.Language, cells.Values.Select(c => c[0]));
        var largest = cells.Values.Select(c => Math.Abs(c[0].Value ?? 0)).DefaultIfEmpty().Max();
        var shown = rows.Take(Most).ToList();
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = string.Join(t["list.comma"], scale.Words(column.Unit, t), inquiry.Period),
            Result = answer,
            Measures = [column],
            Scale = scale,
            Table = new(
                [t[answer.Slicers[0].Label], .. columns.Select(c => t[c.Members[0].Label]), t["table.total"]],
                [
                    .. shown.Select(r => new VisualRow(
                        t[r.Members[0].Label],
                        inquiry.Question.Narrowed(down, r.Members[0].Code),
                        [.. columns.Select(c => Cell(r.Members[0], c.Members[0])), inquiry.Written(byRow, r.Cells, inquiry.Lead, scale)]
                    )),
                ],
                new(
                    t["table.total"],
                    null,
                    [
                        .. columns.Select(c => inquiry.Written(byColumn, c.Cells, inquiry.Lead, scale)),
                        inquiry.Written(answer, answer.Totals, inquiry.Lead, scale),
                    ]
                )
            ),
            Notes =
            [
                .. inquiry.PartsNote(answer, inquiry.Lead, scale),
                .. answer.Notes.Concat(byRow.Notes).Concat(byColumn.Notes).Written(t, scale),
                .. rows.Count > Most ? (string[])[t["matrix.most", Most, rows.Count]] : [],
            ],
            EmptyReason = largest == 0 ? t["visual.empty.year", inquiry.Period] : null,
        };

        VisualCell Cell(Member row, Member columnMember) =>
            cells.GetValueOrDefault((row.Code, columnMember.Code)) switch
            {
                [{ Value: 0 }, ..] => new("0", "state"),
                [{ Value: { } value }, ..] found => inquiry.Written(answer, found, inquiry.Lead, scale) with { Share = (double)(Math.Abs(value) / largest) },
                [var without, ..] when column.Unit != MeasureUnit.Percent => without.Written(scale, t),
                _ => new("—", "state"),
            };
    }

    private static List<ResultRow> Ordered(Result result) =>
        [
            .. result
                .Rows.Where(r => r.Cells[0].Value is not null and not 0)
                .OrderBy(r => RegionTree.IsReserved(r.Members[0]))
                .ThenByDescending(r => r.Cells[0].Value),
        ];
}
