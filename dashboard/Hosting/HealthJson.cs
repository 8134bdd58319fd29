using System.Text.Json;
using Analytics.Dashboard.Http;
using Analytics.Sql;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Dashboard.Hosting;

/// <summary>What a health check found, as JSON: each part with its state, words and figures; nothing of an exception.</summary>
internal static class HealthJson
{
    private static readonly JsonSerializerOptions Options = new(Api.ApiJson.Options) { WriteIndented = true };

    public static Task WriteAsync(HttpContext http, HealthReport report)
    {
        if (
            report.Entries.Values.Any(check =>
                check.Status == HealthStatus.Unhealthy || (check.Status == HealthStatus.Degraded && check.Tags.Contains(ProductHosting.Required))
            )
        )
        {
            Unavailable.Mark(http);
        }

        return http.Response.WriteAsJsonAsync(
            new
            {
                status = Name(report.Status),
                version = ProductVersion.Text,
                checks = report.Entries.ToDictionary(
                    e => e.Key,
                    e => new
                    {
                        status = Name(e.Value.Status),
                        description = e.Value.Description,
                        data = e.Value.Data,
                    },
                    StringComparer.Ordinal
                ),
            },
            Options,
            http.RequestAborted
        );
    }

    private static string Name(HealthStatus status) => status.ToString().ToLowerInvariant();
}
