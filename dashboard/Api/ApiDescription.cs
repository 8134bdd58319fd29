using System.Text.Json.Serialization;
using Microsoft.OpenApi;

namespace Analytics.Dashboard.Api;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the API's description (OpenAPI 3.1). Routes describe themselves; their parameters come from the catalogue, so an
/// installation's own measures and slicers are included.
/// </summary>
internal static class ApiDescription
{
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["catalogue"] = "What there is to ask about",
        ["figures"] = "Questions and their answers",
        ["intake"] = "What came in, and what became of it",
    };

    public static IServiceCollection AddDescription(this IServiceCollection services) =>
        services
            // Write numbers as JSON numbers, never as strings.
            .ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict)
            .AddOpenApi(
                "v1",
                options =>
                {
                    options.ShouldInclude = route => route.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
                    options.AddDocumentTransformer(
                        (document, _, _) =>
                        {
                            document.Info = new()
                            {
                                Title = "Analytics",
                                Version = "v1",
                                Description =
                                    "Figures of the referrals of companies to research institutes: measures × slicers, about exactly one dataset and one publication. "
                                    + "Reads only.",
                                License = new() { Name = "MIT", Identifier = "MIT" },
                            };
                            foreach (var server in document.Servers ?? [])
                                server.Url = server.Url?.TrimEnd('/');
                            document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Key, Description = tag.Value }).ToHashSet();
                            return Task.CompletedTask;
                        }
                    );
                }
            );

    public static void MapDescription(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json");

    /// <summary>The error responses that every route may return.</summary>
    public static RouteGroupBuilder ProducesProblems(this RouteGroupBuilder routes)
    {
        int[] ofTheRequest = [StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden, StatusCodes.Status414UriTooLong];
        int[] ofTheServer = [StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable];
        return routes.WithMetadata([.. ofTheRequest.Select(ProblemOf<FaultProblem>), .. ofTheServer.Select(ProblemOf<ApiProblem>)]);
    }

    private static ProducesResponseTypeMetadata ProblemOf<T>(int status) => new(status, typeof(T), [ApiProblem.ContentType]);
}
