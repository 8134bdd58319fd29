using System.Diagnostics.Metrics;
using Analytics.Dashboard.Metering;
using OpenTelemetry.Metrics;

namespace Analytics.Dashboard.Hosting;

/// <summary>
/// <c>GET /metrics</c>: what is held, what was asked and how long it took, requests by route, the worker's figures, and the process itself, for Prometheus.
/// Meters count all the time; what stands in the warehouse is read when somebody scrapes.
/// </summary>
internal static class MetricsHosting
{
    public static IServiceCollection AddMetering(this IServiceCollection services)
    {
        services.AddSingleton<HoldingMetrics>().AddSingleton<WorkerMetrics>();
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(ProductMeter.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime")
                    .AddPrometheusExporter(prometheus =>
                    {
                        // One process, one product: labels that say so on each line tell nothing.
                        (prometheus.ScopeInfoEnabled, prometheus.TargetInfoEnabled) = (false, false);
                        prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
                    })
            );
        // Meters are found by name in the whole process. Where several dashboards run in one, each tells its own.
        services.ConfigureOpenTelemetryMeterProvider(
            (provider, metrics) =>
            {
                var own = provider.GetRequiredService<IMeterFactory>();
                metrics.AddView(instrument => IsTold(instrument, own) ? null : MetricStreamConfiguration.Drop);
            }
        );
        return services;
    }

    // Of the runtime's figures those named so would be taken for a histogram's.
    private static bool IsTold(Instrument instrument, IMeterFactory own) =>
        instrument.Meter.Scope is null ? !instrument.Name.EndsWith(".count", StringComparison.Ordinal) : instrument.Meter.Scope == own;

    public static void MapMetrics(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<HoldingMetrics>(); // its instruments are asked, nobody asks for it
        var worker = app.Services.GetRequiredService<WorkerMetrics>();
        app.MapPrometheusScrapingEndpoint(
            "/metrics",
            meterProvider: null,
            optionsName: null,
            configureBranchedPipeline: branch =>
                branch.Use(
                    async (http, next) =>
                    {
                        await worker.ReadAsync(http.RequestAborted);
                        await next(http);
                    }
                )
        );
    }
}
