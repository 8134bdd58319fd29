using Analytics.Dashboard.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Analytics.Dashboard.Api;

/// <summary>The read-only HTTP API under <c>/api/v1</c>, and its description. Its names are those of SURFACE.md and stay stable.</summary>
public static class ApiRoutes
{
    /// <summary>
    /// Registers the services that the routes need. Admits addresses slightly over the limit, so that problem details can report the length.
    /// </summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddAccess().AddDescription().AddSingleton<ExportLine>();
        return services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestLineSize = 4 * ProblemFilter.LongestAddress);
    }

    /// <summary>Maps every API route. Needs the services registered by <c>AddApi</c>, <c>AddModel</c> and <c>AddPages</c>.</summary>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes
            .MapGroup("/api/v1")
            .AddEndpointFilter<ProblemFilter>()
            .AddEndpointFilter(routes.ServiceProvider.GetRequiredService<ExportLine>())
            .ProducesProblems();
        foreach (var route in typeof(IApiRoute).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IApiRoute))))
        {
            ((IApiRoute)Activator.CreateInstance(route)!).Map(api);
        }

        routes.MapDescription();
        return routes;
    }
}
