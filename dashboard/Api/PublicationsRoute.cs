using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET publications</c>: all publications, newest first, with the state of each dataset.</summary>
internal sealed class PublicationsRoute : IApiRoute
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/publications",
                async (HttpContext http, AuditLog audit) =>
                {
                    var parameters = new ApiParameters(http);
                    var page = await audit.PublicationsAsync(parameters.Page, parameters.Size, http.RequestAborted);
                    return ApiJson.Of(
                        new PublicationList(
                            page.Number,
                            page.Size,
                            page.Total,
                            [
                                .. page.Items.Select(p => new Publication(
                                    p.Publication,
                                    p.PublishedAt,
                                    p.Seconds,
                                    p.RowsOpened,
                                    p.RowsClosed,
                                    JsonSerializer.Deserialize<IReadOnlyList<PublishedDataset>>(p.Datasets, ApiJson.Options)!
                                )),
                            ]
                        )
                    );
                }
            )
            .Describe("listPublications", "intake", "Publications, newest first", ApiParameter.Page, ApiParameter.Size)
            .Produces<PublicationList>();

    /// <summary>One page of publications.</summary>
    internal sealed record PublicationList(int Page, int Size, long Total, IReadOnlyList<Publication> Publications);

    /// <summary>A publication: its time, its duration, and the rows that it opened and closed.</summary>
    internal sealed record Publication(
        [property: JsonPropertyName("publication")] int Number,
        DateTimeOffset PublishedAt,
        double Seconds,
        int RowsOpened,
        int RowsClosed,
        IReadOnlyList<PublishedDataset> Datasets
    );

    /// <summary>A dataset in a publication: its row counts and the last day of its data.</summary>
    internal sealed record PublishedDataset(int Used, string Dataset, int Waiting, int Rejected, DateOnly? DataThrough);
}
