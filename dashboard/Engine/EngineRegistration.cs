using Analytics.Dashboard.Hosting;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Dashboard.Engine;

/// <summary>Registers the in-memory engine alongside Postgres, unless it is disabled.</summary>
internal static class EngineRegistration
{
    /// <exception cref="Sql.RefusalException">A setting is invalid.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<OverlayWatch>();
        var options = EngineOptions.Read(configuration);
        if (!options.Enabled)
        {
            return services;
        }

        services
            .AddSingleton(provider => new MemoryStars(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<OverlaidCatalog>().Current,
                options.MostBytes,
                time: provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<IStars>(provider => provider.GetRequiredService<MemoryStars>())
            .AddHostedService<EngineLoading>()
            .AddHealthChecks()
            .AddCheck<EngineCheck>("engine", tags: [ProductHosting.Ready]);
        return services;
    }
}
