using Analytics.Dashboard.Access;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>Parses and validates a question before the database is queried, then binds it to a dataset and to one publication.</summary>
internal static class ApiQuestion
{
    /// <exception cref="BadRequestException">The question cannot be parsed, or asks too much.</exception>
    /// <exception cref="QueryException">The dataset does not exist, or the visitor may not ask this.</exception>
    public static async Task<(Query Query, IReadOnlyList<DatasetSummary> Datasets)> OfAsync(
        HttpContext http,
        IModel model,
        QueryParser parser,
        VisitorScope visitor,
        IConfiguration configuration,
        params IReadOnlyList<string> otherParameters
    )
    {
        var parsed = parser.Parse(
            http.Request.Query.Select(p => KeyValuePair.Create(p.Key, (IReadOnlyList<string>)[.. p.Value.OfType<string>()])),
            visitor.Current,
            datasets: null,
            defaultDataset: "",
            [.. otherParameters, ApiLanguage.Parameter]
        );
        var query = parsed.Query ?? throw new BadRequestException(parsed.Faults);
        QuestionRules.Check(query, model.Catalog);
        var datasets = await model.DatasetsAsync(http.RequestAborted);
        var code = query.Dataset.Length > 0 ? query.Dataset : DatasetSummary.DefaultOf(datasets, configuration[DatasetSummary.DefaultSetting]);
        var dataset =
            datasets.FirstOrDefault(d => d.Code == code) ?? throw new QueryException(QueryFault.UnknownDataset(code, [.. datasets.Select(d => d.Code)]));
        // Bind to the publication that the tag names, even if a newer one is published meanwhile.
        return (query with { Dataset = code, Publication = query.Publication ?? (dataset.Publication == 0 ? null : dataset.Publication) }, datasets);
    }

    public static string FormatOf(HttpContext http, IReadOnlyList<string> formats) =>
        http.Request.Query["format"] is not [{ Length: > 0 } format, ..] ? formats[0]
        : formats.Contains(format) ? format
        : throw new BadRequestException("format", format, new("その形式はありません。", "There is no such format."), formats);
}
