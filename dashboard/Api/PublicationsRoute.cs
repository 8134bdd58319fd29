using System.Text.Json.Nodes;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET publications</c>: what was published when, newest first, and the state of each dataset in it.</summary>
internal static class PublicationsRoute
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/publications", async (HttpContext http, AuditLog audit) =>
    {
        var parameters = new ApiParameters(http, "page", "size");
        var page = await audit.PublicationsAsync(parameters.Page, parameters.Size, http.RequestAborted);
        return ApiJson.Of(new
        {
            page = page.Number,
            size = page.Size,
            total = page.Total,
            publications = page.Items.Select(p => new
            {
                publication = p.Publication,
                publishedAt = p.PublishedAt,
                seconds = p.Seconds,
                rowsOpened = p.RowsOpened,
                rowsClosed = p.RowsClosed,
                datasets = JsonNode.Parse(p.Datasets),
            }),
        });
    });
}
