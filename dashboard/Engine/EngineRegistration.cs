using Analytics.Sql.Model;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Engine;

/// <summary>Puts the columns in memory beside Postgres, unless they are switched off.</summary>
internal static class EngineRegistration
{
    /// <exception cref="Sql.RefusalException">A setting cannot be.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<OverlayWatch>();
        var options = EngineOptions.Read(configuration);
        if (!options.Enabled)
        {
            return services;
        }

        services.AddSingleton(provider => new MemoryStars(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<OverlaidCatalog>().Current, options.MostBytes))
            .AddSingleton<IStars>(provider => provider.GetRequiredService<MemoryStars>())
            .AddHostedService<EngineLoading>()
            .AddHealthChecks().AddCheck<EngineCheck>("engine", tags: ["engine"]);
        return services;
    }
}

/// <summary>What is held in memory, per dataset; never unhealthy, since Postgres answers whatever is not.</summary>
internal sealed class EngineCheck(MemoryStars stars) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(HealthCheckResult.Healthy(
        string.Join("; ", stars.States.Select(s => FormattableString.Invariant($"{s.Dataset}: publication {s.Publication}, {s.Rows} rows, {s.Bytes} bytes, {s.LoadSeconds:0.00} s")))));
}
