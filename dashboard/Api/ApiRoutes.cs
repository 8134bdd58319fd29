using Analytics.Dashboard.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Analytics.Dashboard.Api;

/// <summary>The HTTP API under <c>/api/v1</c>, and its description: reads only. Its names are those of SURFACE.md and stay stable.</summary>
public static class ApiRoutes
{
    /// <summary>Registers what the routes need, and lets addresses through that are a little too long, so that problem details can say so.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddAccess().AddDescription().AddSingleton<ExportLine>();
        return services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestLineSize = 4 * ProblemFilter.LongestAddress);
    }

    /// <summary>Maps every route of the API. Needs what <c>AddApi</c>, <c>AddModel</c> and <c>AddPages</c> register.</summary>
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
