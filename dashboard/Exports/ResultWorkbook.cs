using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// An answer as a workbook: its figures with real types, under headings in the reader's language and, below those, the stable names; and a sheet that
/// tells what
/// they are, so that the file explains itself.
/// </summary>
internal static class ResultWorkbook
{
    /// <summary>Rows of headings above the figures.</summary>
    public const int HeadingRows = 2;

    /// <param name="members">Labels of the codes that the question is narrowed to.</param>
    public static byte[] Of(Result result, Bilingual? source, ModelCatalog catalog, Func<string, string, Bilingual> members, string language)
    {
        var t = Texts.Of(language).With(catalog.DatasetOf(result.Dataset).Words);
        var title = TitleOf(result, t);
        using var book = new Spreadsheet(title, result.AsOf);
        book.Add(t["workbook.data"], [.. Data(result, t)], HeadingRows);
        book.Add(t["workbook.about"], [.. About(result, title, source, catalog, members, t)], 0);
        return book.ToArray();
    }

    private static string TitleOf(Result result, Texts t)
    {
        var measures = string.Join(t["list.comma"], result.Measures.Select(m => t[m.Label]));
        return result.Slicers.Count == 0 ? measures : t["workbook.by", measures, string.Join(t["list.comma"], result.Slicers.Select(s => t[s.Label]))];
    }

    private static IEnumerable<IReadOnlyList<SheetCell>> Data(Result result, Texts t)
    {
        yield return
        [
            .. result.Slicers.SelectMany(s => new[] { Heading(t["workbook.code", t[s.Label]]), Heading(t[s.Label]) }),
            .. result.Measures.Select(m => Heading(t["workbook.measure", t[m.Label], UnitOf(m, result, t)])),
            Heading(t["workbook.states"]),
        ];
        yield return
        [
            .. result.Slicers.SelectMany(s => new[] { Name(s.Name), Name(ResultColumns.LabelName(s)) }),
            .. result.Measures.Select(m => Name(m.Name)),
            Name("states"),
        ];
        foreach (var row in result.Rows)
        {
            yield return
            [
                .. row.Members.SelectMany(m => new SheetCell[] { new(m.Code), new(t[m.Label]) }),
                .. row.Cells.Select((cell, at) => Figure(cell, result.Measures[at], t)),
                new(
                    string.Join(
                        t["list.comma"],
                        row.Cells.Select((cell, at) => (Cell: cell, result.Measures[at].Label))
                            .Where(c => c.Cell.State != CellState.Value)
                            .Select(c => t["plot.row", t[c.Label], StateOf(c.Cell, t)])
                    )
                ),
            ];
        }

        static SheetCell Heading(string text) => new(text, CellStyle.Heading);
        static SheetCell Name(string text) => new(text, CellStyle.Name);
    }

    private static IEnumerable<IReadOnlyList<SheetCell>> About(
        Result result,
        string title,
        Bilingual? source,
        ModelCatalog catalog,
        Func<string, string, Bilingual> members,
        Texts t
    )
    {
        yield return Line("workbook.title", title);
        yield return Line("slicers.dataset", $"{t[result.DatasetLabel]} ({result.Dataset})");
        if (result.IsSynthetic)
            yield return Line("dataset.synthetic", t["workbook.synthetic"]);
        yield return [Label(t["workbook.publication"]), new((decimal)result.Publication, CellStyle.Whole)];
        if (result.AsOf is { } at)
            yield return [Label(t["workbook.as-of"]), new(JapanTime.Of(at), CellStyle.Instant)];
        if (result.DataThrough is { } through)
            yield return [Label(t["workbook.through"]), new(through, CellStyle.Date)];
        foreach (var (key, filters) in new[] { ("workbook.filter", result.Query.Filters), ("workbook.without", result.Query.Excluded) })
        {
            foreach (var (slicer, codes) in filters)
                yield return
                [
                    Label(t[key, t[catalog.Slicers[slicer].Label]]),
                    Wrapped(string.Join(t["list.comma"], codes.Select(code => t["workbook.member", t[members(slicer, code)], code]))),
                ];
        }

        foreach (var (slicer, range) in result.Query.Ranges)
            yield return [Label(t["workbook.filter", t[catalog.Slicers[slicer].Label]]), Wrapped($"{range.From} – {range.To}".Trim())];
        foreach (var measure in result.Measures)
            yield return
            [
                Label(t["workbook.counted", t[measure.Label]]),
                Wrapped(t["workbook.definition", t[measure.Description], t["basis." + measure.TimeBasis], UnitOf(measure, result, t), measure.Definition]),
            ];
        for (var i = 0; i < result.Measures.Count; i++)
            yield return [Label(t["workbook.total", t[result.Measures[i].Label]]), Figure(result.Totals[i], result.Measures[i], t)];
        foreach (var note in result.Notes)
            yield return Line("workbook.note", t[note.Text]);
        yield return [Label(t["workbook.used"]), new((decimal)result.Counts.Used, CellStyle.Whole)];
        yield return [Label(t["workbook.rejected"]), new((decimal)result.Counts.Rejected, CellStyle.Whole)];
        yield return [Label(t["workbook.waiting"]), new((decimal)result.Counts.Waiting, CellStyle.Whole)];
        if (source is not null)
            yield return Line("workbook.source", t[source]);
        yield return Line("workbook.product", $"Analytics {ProductVersion.Text}");
        yield return Line("workbook.query", VisualExports.OfData(result.Query, "xlsx", t.Language));

        IReadOnlyList<SheetCell> Line(string key, string text) => [Label(t[key]), Wrapped(text)];
        static SheetCell Label(string text) => new(text, CellStyle.Heading);
        static SheetCell Wrapped(string text) => new(text, CellStyle.Wrapped);
    }

    // A percentage is a percentage to the spreadsheet too: 56.5 % is 0.565. A cell without a figure says why.
    private static SheetCell Figure(Cell cell, MeasureColumn measure, Texts t) =>
        cell.Value is not { } value
            ? new(StateOf(cell, t))
            : measure.Unit switch
            {
                MeasureUnit.Percent => new(value / 100, CellStyle.Percent),
                MeasureUnit.Currency when value != decimal.Truncate(value) => new(value, CellStyle.Money),
                _ when value != decimal.Truncate(value) => new(value, CellStyle.Plain),
                _ => new(value, CellStyle.Whole),
            };

    private static string StateOf(Cell cell, Texts t) =>
        cell.State switch
        {
            _ when cell.IsNotReached => t["cell.not-reached"],
            CellState.NoData => t["cell.no-data"],
            CellState.NotApplicable => t["cell.not-applicable"],
            CellState.Suppressed => t["cell.suppressed"],
            CellState.Immature => t["workbook.immature"],
            CellState.Provisional => t["workbook.provisional"],
            _ => "",
        };

    private static string UnitOf(MeasureColumn measure, Result result, Texts t) =>
        measure.Unit == MeasureUnit.Currency
            ? t.Language == "ja"
                ? Currency.Of(result.Currency).Name.Ja
                : result.Currency
            : t["unit." + measure.Unit];
}
