using Analytics.Dashboard.Access;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET slicers</c>: every slicer; <c>GET slicers/NAME?dataset=</c>: the members that occur, in their order.</summary>
internal static class SlicersRoute
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/slicers", (HttpContext http, IModel model) =>
        {
            var language = new ApiParameters(http).Language;
            return ApiJson.Of(new { slicers = model.Catalog.Slicers.Values.Select(s => new { name = s.Name, label = s.Label.In(language), overlaps = s.Overlaps }) });
        });

        api.MapGet("/slicers/{slicer}", async (string slicer, HttpContext http, IModel model, VisitorScope visitor, IConfiguration configuration) =>
        {
            var parameters = new ApiParameters(http, "dataset");
            var dataset = parameters.Text("dataset") ?? DatasetSummary.DefaultOf(await model.DatasetsAsync(http.RequestAborted), configuration[DatasetSummary.DefaultSetting]);
            var members = await model.MembersAsync(slicer, dataset, visitor.Current, http.RequestAborted);
            return ApiJson.Of(new { slicer, dataset, members = members.Select(m => new { code = m.Code, label = m.Label.In(parameters.Language) }) });
        });
    }
}
