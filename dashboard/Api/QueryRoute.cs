using Analytics.Sql.Model;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET query</c>: one question, answered as JSON or CSV with the same figures as the pages.</summary>
internal static class QueryRoute
{
    internal static readonly IReadOnlyList<string> Formats = ["json", "csv"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/query", async (HttpContext http, IModel model, QueryParser parser) =>
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
            [.. datasets.Select(d => d.Code)], DatasetSummary.DefaultOf(datasets), otherParameters: ["format", ApiLanguage.Parameter]);
        var result = await model.AnswerAsync(parsed.Query ?? throw new BadRequestException(parsed.Faults), http.RequestAborted);
        return format == "csv" ? ResultCsv.Of(result, language) : ApiJson.Of(ResultJson.Of(result, language));
    });
}
