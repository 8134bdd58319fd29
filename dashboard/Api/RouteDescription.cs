using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Microsoft.OpenApi;

namespace Analytics.Dashboard.Api;

/// <summary>The parameters of a list, as its route declares them; see <see cref="ApiParameters"/>.</summary>
internal sealed record TakenParameters(IReadOnlyList<string> Names);

/// <summary>How a route says what it is for and what it takes; what it answers it says by <c>Produces</c>.</summary>
internal static class RouteDescription
{
    /// <summary>A route whose parameters are always the same ones.</summary>
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

    /// <summary>A route that takes what the declarations of the installation name.</summary>
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
                    operation.Security = []; // nobody signs in
                    return Task.CompletedTask;
                }
            );

    /// <summary>The same answer as a file of other kinds.</summary>
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
