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

/// <summary>
/// <c>GET rows</c>: the single rows behind a figure, each with its file, sheet and line, and those of any other rows that supplied some of its
/// attributes. Never returns technical needs or other free text.
/// </summary>
internal sealed class RowsRoute : IApiRoute
{
    internal static readonly IReadOnlyList<string> Formats = ["json", "csv", "xlsx"];

    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/rows",
                async (HttpContext http, IModel model, QueryParser parser, VisitorScope visitor, IConfiguration configuration) =>
                {
                    var language = ApiLanguage.Of(http);
                    var format = ApiQuestion.FormatOf(http, Formats);
                    var (query, _) = await ApiQuestion.OfAsync(http, model, parser, visitor, configuration, "format");
                    var rows = await model.SingleRowsAsync(query, http.RequestAborted);
                    var name = $"{rows.Result.Dataset}-{rows.Result.Measures[0].Name}-rows.{format}";
                    return format switch
                    {
                        "csv" => Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Csv(rows))], "text/csv; charset=utf-8", name),
                        "xlsx" => Results.File(
                            SingleRowsWorkbook.Of(rows, Texts.Of(language).With(model.Catalog.DatasetOf(rows.Result.Dataset).Words)),
                            Spreadsheet.ContentType,
                            name
                        ),
                        _ => ApiJson.Of(Json(rows, language)),
                    };
                }
            )
            .Describe(
                "listRows",
                "figures",
                "The single rows that one figure counts, each with file, sheet and line, and those of other rows that told some of its attributes: one measure without suffix, "
                    + "narrowed by the values of the figure's row. 403 where single companies may not be seen",
                catalog =>
                    [
                        .. ApiParameter.Question(catalog).Where(p => p.Name != "by"),
                        ApiParameter.Page,
                        ApiParameter.Size,
                        ApiParameter.Choice("format", "json, where nothing is said; csv, xlsx: the same page", Formats),
                    ]
            )
            .Produces<SingleRowList>()
            .ProducesFile("text/csv", Spreadsheet.ContentType);

    private static SingleRowList Json(SingleRows rows, string language)
    {
        var (result, measure, figure) = (rows.Result, rows.Result.Measures[0], rows.Result.Totals[0]);
        return new(
            result.Dataset,
            result.Publication,
            result.DataThrough,
            result.IsSynthetic,
            measure.Name,
            measure.Label.In(language),
            measure.Definition,
            ResultColumns.UnitName(measure.Unit, result.Currency),
            new(figure.Value, ResultColumns.StateName(figure.State)),
            rows.Page,
            rows.Size,
            rows.Total,
            rows.Sum,
            rows.Distinct,
            rows.InPart,
            [
                .. rows.Rows.Select(r => new CountedRow(
                    r.Owner,
                    r.Number,
                    DateOf(r),
                    r.Company,
                    r.Value,
                    r.IsInPart,
                    r.Batch,
                    r.File,
                    r.Sheet,
                    r.Line,
                    r.Origins
                )),
            ]
        );
    }

    /// <summary>One page of the rows behind a figure.</summary>
    internal sealed record SingleRowList(
        string Dataset,
        int Publication,
        DateOnly? DataThrough,
        bool Synthetic,
        string Measure,
        string Label,
        string Definition,
        string Unit,
        RowFigure Figure,
        int Page,
        int Size,
        long Total,
        decimal? Sum,
        long? Distinct,
        long? InPart,
        IReadOnlyList<CountedRow> Rows
    );

    /// <summary>The figure itself.</summary>
    internal sealed record RowFigure(decimal? Value, string State);

    /// <summary>A row with its file, sheet and line, and those of other rows that supplied some of its attributes.</summary>
    internal sealed record CountedRow(
        string Owner,
        string Number,
        string Date,
        string? Company,
        decimal? Value,
        bool? InPart,
        int Batch,
        string File,
        string? Sheet,
        int Line,
        IReadOnlyList<RowOrigin> Origins
    );

    private static string Csv(SingleRows rows)
    {
        var text = new StringBuilder();
        CsvText.Line(
            text,
            [
                "owner",
                "number",
                "date",
                "company",
                "value",
                "in_part",
                "batch",
                "file",
                "sheet",
                "line",
                "measure",
                "definition",
                "dataset",
                "publication",
                "synthetic",
                "origins",
            ]
        );
        foreach (var r in rows.Rows)
        {
            CsvText.Line(
                text,
                [
                    CsvText.Harmless(r.Owner),
                    CsvText.Harmless(r.Number),
                    DateOf(r),
                    CsvText.Harmless(r.Company ?? ""),
                    Invariant($"{r.Value}"),
                    r.IsInPart is { } part
                        ? part
                            ? "true"
                            : "false"
                        : "",
                    Invariant($"{r.Batch}"),
                    CsvText.Harmless(r.File),
                    CsvText.Harmless(r.Sheet ?? ""),
                    Invariant($"{r.Line}"),
                    rows.Result.Measures[0].Name,
                    rows.Result.Measures[0].Definition,
                    rows.Result.Dataset,
                    Invariant($"{rows.Result.Publication}"),
                    rows.Result.IsSynthetic ? "true" : "false",
                    CsvText.Harmless(
                        string.Join("; ", r.Origins.Select(o => Invariant($"{o.Attribute}={o.File}{(o.Sheet is null ? "" : $" [{o.Sheet}]")}:{o.Line}")))
                    ),
                ]
            );
        }

        return text.ToString();
    }

    /// <summary>The day, or only the year if the day is unknown.</summary>
    private static string DateOf(SingleRow row) => row.Day is { } day ? Invariant($"{day:yyyy-MM-dd}") : Invariant($"{row.Year}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
