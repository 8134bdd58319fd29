namespace Analytics.Dashboard.Api;

/// <summary>The HTTP API under <c>/api/v1</c>, and its description: reads only. Its names are those of SURFACE.md and stay stable.</summary>
public static class ApiRoutes
{
    /// <summary>Maps every route of the API. Needs what <c>AddModel</c> and <c>AddPages</c> register.</summary>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").AddEndpointFilter<ProblemFilter>();
        DatasetsRoute.Map(api);
        MeasuresRoute.Map(api);
        SlicersRoute.Map(api);
        QueryRoute.Map(api);
        PlotsRoute.Map(api);
        BatchesRoute.Map(api);
        RejectsRoute.Map(api);
        PublicationsRoute.Map(api);
        OpenApiRoute.Map(routes);
        return routes;
    }
}
