using System.Globalization;
using System.Text;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Localization;
using Analytics.Sql;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET rows</c>: from one figure to the single rows that it counts, each with the file, sheet and line that it came from, and those of other rows that told some of its attributes; never a technical need or other free text.</summary>
internal static class RowsRoute
{
    internal static readonly IReadOnlyList<string> Formats = ["json", "csv", "xlsx"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/rows", async (HttpContext http, IModel model, QueryParser parser, VisitorScope visitor, IConfiguration configuration) =>
    {
        var language = ApiLanguage.Of(http);
        var format = ApiQuestion.FormatOf(http, Formats);
        var (query, _) = await ApiQuestion.OfAsync(http, model, parser, visitor, configuration, "format");
        var rows = await model.SingleRowsAsync(query, http.RequestAborted);
        var name = $"{rows.Result.Dataset}-{rows.Result.Measures[0].Name}-rows.{format}";
        return format switch
        {
            "csv" => Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Csv(rows))], "text/csv; charset=utf-8", name),
            "xlsx" => Results.File(SingleRowsWorkbook.Of(rows, Texts.Of(language).With(model.Catalog.DatasetOf(rows.Result.Dataset).Words)), Spreadsheet.ContentType, name),
            _ => ApiJson.Of(Json(rows, language)),
        };
    });

    private static object Json(SingleRows rows, string language)
    {
        var (result, figure) = (rows.Result, rows.Result.Totals[0]);
        return new
        {
            dataset = result.Dataset,
            publication = result.Publication,
            dataThrough = result.DataThrough,
            synthetic = result.IsSynthetic,
            measure = result.Measures[0].Name,
            label = result.Measures[0].Label.In(language),
            definition = result.Measures[0].Definition,
            unit = ResultColumns.UnitName(result.Measures[0].Unit, result.Currency),
            figure = new { value = figure.Value, state = ResultColumns.StateName(figure.State) },
            page = rows.Page,
            size = rows.Size,
            total = rows.Total,
            sum = rows.Sum,
            distinct = rows.Distinct,
            inPart = rows.InPart,
            rows = rows.Rows.Select(r => new
            {
                owner = r.Owner,
                number = r.Number,
                date = DateOf(r),
                company = r.Company,
                value = r.Value,
                inPart = r.IsInPart,
                batch = r.Batch,
                file = r.File,
                sheet = r.Sheet,
                line = r.Line,
                origins = r.Origins.Select(o => new { attribute = o.Attribute, batch = o.Batch, file = o.File, sheet = o.Sheet, line = o.Line }),
            }),
        };
    }

    private static string Csv(SingleRows rows)
    {
        var text = new StringBuilder();
        CsvText.Line(text, ["owner", "number", "date", "company", "value", "in_part", "batch", "file", "sheet", "line", "measure", "definition", "dataset", "publication", "synthetic", "origins"]);
        foreach (var r in rows.Rows)
        {
            CsvText.Line(text,
            [
                CsvText.Harmless(r.Owner), CsvText.Harmless(r.Number), DateOf(r), CsvText.Harmless(r.Company ?? ""), Invariant($"{r.Value}"), r.IsInPart is { } part ? part ? "true" : "false" : "",
                Invariant($"{r.Batch}"), CsvText.Harmless(r.File), CsvText.Harmless(r.Sheet ?? ""), Invariant($"{r.Line}"),
                rows.Result.Measures[0].Name, rows.Result.Measures[0].Definition, rows.Result.Dataset, Invariant($"{rows.Result.Publication}"), rows.Result.IsSynthetic ? "true" : "false",
                CsvText.Harmless(string.Join("; ", r.Origins.Select(o => Invariant($"{o.Attribute}={o.File}{(o.Sheet is null ? "" : $" [{o.Sheet}]")}:{o.Line}")))),
            ]);
        }

        return text.ToString();
    }

    /// <summary>A day, or the year alone where no more is known.</summary>
    private static string DateOf(SingleRow row) => row.Day is { } day ? Invariant($"{day:yyyy-MM-dd}") : Invariant($"{row.Year}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
