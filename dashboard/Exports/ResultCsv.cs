using System.Globalization;
using System.Text;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// An answer as CSV (RFC 4180, UTF-8 with BOM, so that spreadsheets read Japanese): one line per row, and in each line what a figure must not go
/// without: states
/// that are not plain values, dataset, publication, the last day that counts, whether it is synthetic, each measure's unit and definition, and the
/// remarks on the answer.
/// </summary>
internal static class ResultCsv
{
    private static readonly UTF8Encoding WithBom = new(encoderShouldEmitUTF8Identifier: true);

    public static IResult Of(Result result, string language) =>
        Results.File(
            [.. WithBom.GetPreamble(), .. WithBom.GetBytes(Text(result, language))],
            "text/csv; charset=utf-8",
            $"{result.Dataset}-publication-{result.Publication}.csv"
        );

    internal static string Text(Result result, string language)
    {
        var text = new StringBuilder();
        CsvText.Line(
            text,
            [
                .. result.Slicers.SelectMany(s => new[] { s.Name, ResultColumns.LabelName(s) }),
                .. result.Measures.Select(m => m.Name),
                "states",
                "dataset",
                "publication",
                "data_through",
                "synthetic",
                "units",
                "definitions",
                "notes",
            ]
        );
        var units = OfMeasures(m => ResultColumns.UnitName(m.Unit, result.Currency));
        var definitions = OfMeasures(m => m.Definition);
        var notes = CsvText.Harmless(string.Join(" | ", result.Notes.Select(note => note.Text.In(language))));
        foreach (var row in result.Rows)
        {
            CsvText.Line(
                text,
                [
                    .. row.Members.SelectMany(m => new[] { CsvText.Harmless(m.Code), CsvText.Harmless(m.Label.In(language)) }),
                    .. row.Cells.Select(NumberCell),
                    string.Join(
                        "; ",
                        row.Cells.Select((cell, index) => (cell.State, result.Measures[index].Name))
                            .Where(c => c.State != CellState.Value)
                            .Select(c => $"{c.Name}={ResultColumns.StateName(c.State)}")
                    ),
                    result.Dataset,
                    result.Publication.ToString(CultureInfo.InvariantCulture),
                    result.DataThrough?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                    result.IsSynthetic ? "true" : "false",
                    units,
                    definitions,
                    notes,
                ]
            );
        }

        return text.ToString();

        string OfMeasures(Func<MeasureColumn, string> word) => string.Join("; ", result.Measures.Select(m => $"{m.Name}={word(m)}"));
    }

    private static string NumberCell(Cell cell) => cell.Value?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "";
}
