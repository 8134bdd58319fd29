using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Visuals;

/// <summary>What a figure is made of, beside it: added sales never stand without what was checked of them and what companies reported themselves.</summary>
public static class Parts
{
    /// <summary>証憑確認 300、自己申告 112: the parts of a measure in a row (or the totals); null where it has none.</summary>
    public static string? PartsOf(this Inquiry inquiry, Result result, IReadOnlyList<Cell> cells, string measure, FigureScale scale, bool withUnit = false)
    {
        var parts = inquiry.Answers.Catalog.Measures[measure].Parts;
        if (parts.Count == 0 || result.Of(cells, measure).Value is null)
            return null;
        var t = inquiry.T;
        return string.Join(
            t["list.comma"],
            parts.Where(part => result.Column(part.Key) is not null).Select(part => t["part", t[part.Value], Figure(result.Of(cells, part.Key))])
        );

        string Figure(Cell cell) => withUnit && cell is { Value: { } value, State: CellState.Value } ? scale.Text(value) : cell.Text(scale, t);
    }

    /// <summary>What several rows of measures that add up come to together, measure by measure: a figure is unknown where it is so in all of them.</summary>
    public static IReadOnlyList<Cell> Sum(IReadOnlyList<IReadOnlyList<Cell>> rows) =>
        [.. rows[0].Select((first, at) => rows.All(row => row[at].Value is null) ? first : new Cell(rows.Sum(row => row[at].Value ?? 0), first.State))];

    /// <summary>（証憑確認 300百万円、自己申告 112百万円）: the parts behind a figure in a sentence; empty where the measure has none.</summary>
    public static string InBrackets(this Inquiry inquiry, Result result, IReadOnlyList<Cell> cells, string measure, FigureScale scale) =>
        inquiry.PartsOf(result, cells, measure, scale, withUnit: true) is { } parts ? inquiry.T["table.unit", parts] : "";

    /// <summary>A table's cell of a measure, its parts as a remark.</summary>
    public static VisualCell Written(this Inquiry inquiry, Result result, IReadOnlyList<Cell> cells, string measure, FigureScale scale) =>
        result.Of(cells, measure).Written(scale, inquiry.T) with
        {
            Remark = inquiry.PartsOf(result, cells, measure, scale),
        };

    /// <summary>
    /// The parts of all that a picture shows, in a sentence beneath it: 総数 412百万円の内訳は、証憑確認 300百万円、自己申告 112百万円です。 None where the measure has none.
    /// </summary>
    public static IEnumerable<string> PartsNote(this Inquiry inquiry, Result result, string measure, FigureScale scale) =>
        inquiry.PartsOf(result, result.Totals, measure, scale, withUnit: true) is { } parts
            ? [inquiry.T["part.note", scale.Text(result.Of(result.Totals, measure).Value!.Value), parts]]
            : [];
}
