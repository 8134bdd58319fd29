using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET datasets</c>: the datasets that can be queried, and the default one.</summary>
internal sealed class DatasetsRoute : IApiRoute
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/datasets",
                async (HttpContext http, IModel model, IConfiguration configuration) =>
                {
                    var language = new ApiParameters(http).Language;
                    var datasets = await model.DatasetsAsync(http.RequestAborted);
                    return ApiJson.Of(
                        new DatasetList(
                            DatasetSummary.DefaultOf(datasets, configuration[DatasetSummary.DefaultSetting]),
                            [
                                .. datasets.Select(d => new Dataset(
                                    d.Code,
                                    d.Label.In(language),
                                    d.Source?.In(language),
                                    d.Currency,
                                    d.Calendar.StartMonth,
                                    d.IsSynthetic,
                                    d.Publication,
                                    d.AsOf,
                                    d.DataThrough,
                                    d.FirstDate,
                                    d.DefaultFiscalYear,
                                    d.Counts,
                                    d.Measures
                                )),
                            ]
                        )
                    );
                }
            )
            .Describe("listDatasets", "catalogue", "Datasets, and which is meant where none is named")
            .Produces<DatasetList>();

    /// <summary>All datasets, and the code of the default one.</summary>
    internal sealed record DatasetList(string Default, IReadOnlyList<Dataset> Datasets);

    /// <summary>A dataset as of the newest publication; dates are null while it is empty.</summary>
    internal sealed record Dataset(
        string Code,
        string Label,
        string? Source,
        string Currency,
        int FiscalYearStartMonth,
        bool Synthetic,
        int Publication,
        DateTimeOffset? AsOf,
        DateOnly? DataThrough,
        DateOnly? FirstDate,
        int? DefaultFiscalYear,
        RowCounts Counts,
        IReadOnlyList<string> Measures
    );
}
