using System.Globalization;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>All of an answer as text, but how it came about: two answers of equal text are the same to everybody who reads them.</summary>
internal static class AnswerText
{
    public static string Of(Answered answered) =>
        answered.Result is { } result ? Of(result) : $"refused: {answered.Fault!.Parameter}={answered.Fault.Value} {answered.Fault.Reason.En}";

    public static string Of(Result result) =>
        string.Join(
            '\n',
            [
                $"{result.Dataset} {result.Publication} {result.DataThrough:yyyy-MM-dd} {result.AsOf:O} {result.Currency} {result.IsSynthetic} {result.Counts}",
                string.Join(" | ", result.Slicers.Select(s => s.Name).Concat(result.Measures.Select(m => $"{m.Name} {m.Unit} {m.Definition}"))),
                .. result.Rows.Select(row => $"{string.Join(" | ", row.Members.Select(m => $"{m.Code} {m.Label.Ja} {m.Label.En}"))}: {Of(row.Cells)}"),
                $"totals: {Of(result.Totals)}",
                .. result.Notes.Select(note => $"{note.Code}: {note.Text.Ja} / {note.Text.En}"),
            ]
        );

    private static string Of(IEnumerable<Cell> cells) =>
        string.Join(
            " ; ",
            cells.Select(c =>
                string.Create(CultureInfo.InvariantCulture, $"{c.Value?.ToString("0.############", CultureInfo.InvariantCulture) ?? "-"} {c.State} {c.Parts}")
            )
        );
}
