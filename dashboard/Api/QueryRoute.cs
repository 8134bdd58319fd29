using Analytics.Dashboard.Access;
using Analytics.Dashboard.Exports;
using Analytics.Sql;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET query</c>: one question, answered as JSON, CSV or XLSX with the same figures as the pages.</summary>
internal static class QueryRoute
{
    internal static readonly IReadOnlyList<string> Formats = ["json", "csv", "xlsx"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/query", async (HttpContext http, IModel model, QueryParser parser, VisitorScope visitor, IConfiguration configuration) =>
    {
        var language = ApiLanguage.Of(http);
        var format = http.Request.Query["format"] is [{ Length: > 0 } text, ..] ? text : Formats[0];
        if (!Formats.Contains(format))
        {
            throw new BadRequestException("format", format, new("その形式はありません。", "There is no such format."), Formats);
        }

        var datasets = await model.DatasetsAsync(http.RequestAborted);
        var parsed = parser.Parse(
            http.Request.Query.Select(p => KeyValuePair.Create(p.Key, (IReadOnlyList<string>)[.. p.Value.OfType<string>()])),
            visitor.Current, [.. datasets.Select(d => d.Code)], DatasetSummary.DefaultOf(datasets, configuration[DatasetSummary.DefaultSetting]), otherParameters: ["format", ApiLanguage.Parameter]);
        var result = await model.AnswerAsync(parsed.Query ?? throw new BadRequestException(parsed.Faults), http.RequestAborted);
        return format switch
        {
            "csv" => ResultCsv.Of(result, language),
            "xlsx" => await WorkbookOfAsync(result, datasets, model, language, http.RequestAborted),
            _ => ApiJson.Of(ResultJson.Of(result, language)),
        };
    });

    private static async Task<IResult> WorkbookOfAsync(Result result, IReadOnlyList<DatasetSummary> datasets, IModel model, string language, CancellationToken cancellation)
    {
        var labels = new Dictionary<(string Slicer, string Code), Bilingual>();
        foreach (var slicer in result.Query.Filters.Keys)
        {
            foreach (var member in await model.MembersAsync(slicer, result.Dataset, result.Query.Scope, cancellation)) labels[(slicer, member.Code)] = member.Label;
        }

        var source = datasets.First(d => d.Code == result.Dataset).Source;
        var bytes = ResultWorkbook.Of(result, source, model.Catalog, (slicer, code) => labels.GetValueOrDefault((slicer, code)) ?? new(code, code), language);
        return Results.File(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{result.Dataset}-publication-{result.Publication}.xlsx");
    }
}
