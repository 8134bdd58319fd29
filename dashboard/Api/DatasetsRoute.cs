using Analytics.Sql.Model;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET datasets</c>: what can be asked about, and which dataset is meant where none is named.</summary>
internal static class DatasetsRoute
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/datasets", async (HttpContext http, IModel model, IConfiguration configuration) =>
    {
        var language = new ApiParameters(http).Language;
        var datasets = await model.DatasetsAsync(http.RequestAborted);
        return ApiJson.Of(new
        {
            @default = DatasetSummary.DefaultOf(datasets, configuration[DatasetSummary.DefaultSetting]),
            datasets = datasets.Select(d => new
            {
                code = d.Code,
                label = d.Label.In(language),
                source = d.Source?.In(language),
                currency = d.Currency,
                fiscalYearStartMonth = d.Calendar.StartMonth,
                synthetic = d.IsSynthetic,
                publication = d.Publication,
                asOf = d.AsOf,
                dataThrough = d.DataThrough,
                firstDate = d.FirstDate,
                defaultFiscalYear = d.DefaultFiscalYear,
                counts = d.Counts,
                measures = d.Measures,
            }),
        });
    });
}
