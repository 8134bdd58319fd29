using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Microsoft.OpenApi;

namespace Analytics.Dashboard.Api;

/// <summary>The parameters that a list route accepts; see <see cref="ApiParameters"/>.</summary>
internal sealed record TakenParameters(IReadOnlyList<string> Names);

/// <summary>Declares what a route is for and which parameters it accepts. Its responses are declared with <c>Produces</c>.</summary>
internal static class RouteDescription
{
    /// <summary>Describes a route with a fixed set of parameters.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route,
        string id,
        string tag,
        string summary,
        params IReadOnlyList<ApiParameter> takes
    ) =>
        route
            .Describe(id, tag, summary, _ => takes)
            .WithMetadata(new TakenParameters([.. takes.Where(p => p.In == ParameterLocation.Query).Select(p => p.Name)]));

    /// <summary>Describes a route whose parameters depend on the installation's declarations.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route,
        string id,
        string tag,
        string summary,
        Func<ModelCatalog, IEnumerable<ApiParameter>> takes
    ) =>
        route
            .WithName(id)
            .WithTags(tag)
            .WithSummary(summary)
            .AddOpenApiOperationTransformer(
                (operation, context, _) =>
                {
                    var catalog = context.ApplicationServices.GetRequiredService<IModel>().Catalog;
                    operation.Parameters = [.. takes(catalog).Append(ApiParameter.Language).Select(p => p.ToOpenApi())];
                    operation.Security = []; // there is no sign-in
                    return Task.CompletedTask;
                }
            );

    /// <summary>Declares that the route can return the same answer as a file of these content types.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder route, params IReadOnlyList<string> types) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                var answer = (OpenApiResponse)operation.Responses!["200"];
                answer.Content ??= new Dictionary<string, OpenApiMediaType>();
                foreach (var type in types)
                    answer.Content[type] = new()
                    {
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                    };
                return Task.CompletedTask;
            }
        );
}
